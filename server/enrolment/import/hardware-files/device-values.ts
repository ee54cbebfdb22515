import { parseTotpSecret } from '../../../login/totp.ts'
import type { HardwareDevice, SecretFault } from '../../enrolments.ts'
import { readTotpSecret, shortestSecretBytes } from '../../totp-secret-text.ts'
import type { Fault } from './hardware-file.ts'

/** Reads values in the forms that vendors use; '' means the usual value. */

const longestSerial = 64
const longestSecretBytes = 128

export const secretFaults: Readonly<Record<SecretFault, string>> = {
  unreadable: 'The secret is neither base32 nor hex.',
  'too-short': 'The secret is too short: 112 bits are the least.',
}

/** HOTP (RFC 4226). */
export const countsLogins: Fault = { fault: 'Its codes count logins (HOTP), not time.' }

const eatenBySpreadsheet = /^\d+(?:[.,]\d+)?E\+?\d+$/i
const eaten = (what: string): Fault => ({
  fault: `A spreadsheet has replaced the ${what} by a rounded number (such as 2.6E+12); take the file as the vendor made it.`,
})

/** Hex or base32. @param least - bytes */
export function readSecret(text: string, least = shortestSecretBytes): Uint8Array | Fault {
  if (text === '') return { fault: 'There is no secret.' }
  if (eatenBySpreadsheet.test(text)) return eaten('secret')
  const bytes = readTotpSecret(text, least)
  return typeof bytes === 'string' ? { fault: secretFaults[bytes] } : bytes
}

/** For formats that have base32 and nothing else. @param least - bytes */
export function readBase32Secret(text: string, least = shortestSecretBytes): Uint8Array | Fault {
  if (text === '') return { fault: 'There is no secret.' }
  const bytes = parseTotpSecret(text)
  if (bytes === null) return { fault: 'The secret is not base32.' }
  return longEnough(bytes, least)
}

export function longEnough(secret: Uint8Array, least: number): Uint8Array | Fault {
  if (secret.length < least) return { fault: secretFaults['too-short'] }
  return secret.length > longestSecretBytes ? { fault: 'The secret is too long.' } : secret
}

export function readSerial(text: string): string | null | Fault {
  if (text === '') return null
  if (eatenBySpreadsheet.test(text)) return eaten('serial number')
  return text.length <= longestSerial
    ? text
    : { fault: `The serial number has more than ${longestSerial} characters.` }
}

/** `TOTP`, and '' where the format has no other. */
export function typeFault(text: string): Fault | null {
  switch (text.toLowerCase().replace(/[^a-z]/g, '')) {
    case '':
    case 'totp':
    case 'oathtotp':
      return null
    case 'hotp':
    case 'oathhotp':
      return countsLogins
    default:
      return { fault: 'The type of its codes is another than TOTP.' }
  }
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
