import type { SecretFault } from '../enrolment/enrolments.ts'
import { type Refusal, refuse } from './reply.ts'

const faults: Readonly<Record<SecretFault | 'missing', string>> = {
  missing: 'the key that the vendor printed for this device is wanted',
  unreadable: 'is neither base32 nor hexadecimal',
  'too-short': 'has fewer than 112 bits',
}

/** Of a TOTP secret that was typed; what was typed is not told back. */
export function refuseSecret(fault: SecretFault | 'missing'): Refusal<'invalid-request'> {
  return refuse('invalid-request', { faults: [{ path: 'body.totpSecret', message: faults[fault] }] })
}
