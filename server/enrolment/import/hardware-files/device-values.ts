import type { HardwareDevice, SecretFault } from '../../enrolments.ts'
import { readTotpSecret } from '../../totp-secret-text.ts'
import type { Fault } from './hardware-file.ts'

/** Values as vendors write them; '' stands for what is usual. */

const longestSerial = 64

export const secretFaults: Readonly<Record<SecretFault, string>> = {
  unreadable: 'The secret is neither base32 nor hex.',
  'too-short': 'The secret is too short: 112 bits are the least.',
}

/** HOTP (RFC 4226). */
export const countsLogins: Fault = { fault: 'Its codes count logins (HOTP), not time.' }

export function readSecret(text: string): Uint8Array | Fault {
  if (text === '') return { fault: 'There is no secret.' }
  const bytes = readTotpSecret(text)
  return typeof bytes === 'string' ? { fault: secretFaults[bytes] } : bytes
}

export function readSerial(text: string): string | null | Fault {
  if (text === '') return null
  return text.length <= longestSerial
    ? text
    : { fault: `The serial number has more than ${longestSerial} characters.` }
}

/** `SHA256`, `sha-256`, `HMAC-SHA256`. */
export function readAlgorithm(text: string): HardwareDevice['algorithm'] | Fault {
  switch (
    text
      .toUpperCase()
      .replace(/^HMAC[-_]?/, '')
      .replace(/[-_\s]/g, '')
  ) {
    case '':
    case 'SHA1':
      return 'SHA1'
    case 'SHA256':
      return 'SHA256'
    case 'SHA512':
      return 'SHA512'
    default:
      return { fault: 'The algorithm is none of SHA1, SHA256 and SHA512.' }
  }
}

export function readDigits(text: string): HardwareDevice['digits'] | Fault {
  if (text === '' || text === '6') return 6
  return text === '8' ? 8 : { fault: 'The code has neither 6 nor 8 digits.' }
}

export function readPeriod(text: string): HardwareDevice['period'] | Fault {
  if (text === '' || text === '30') return 30
  return text === '60' ? 60 : { fault: 'The period is neither 30 nor 60 seconds.' }
}
