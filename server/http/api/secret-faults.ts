import type { SecretFault } from '../../enrolment/enrolments.ts'
import { type Refusal, refuse } from '../transport/reply.ts'

type Fault = SecretFault | 'missing' | 'not-asked'

const faults: Readonly<Record<Fault, string>> = {
  missing: 'the key that the vendor printed for this device is wanted',
  'not-asked': 'an app is given a key that is made here',
  unreadable: 'is neither base32 nor hexadecimal',
  'too-short': 'has fewer than 112 bits',
}

/** Of a TOTP secret that was typed; what was typed is not told back. */
export function refuseSecret(fault: Fault): Refusal<'invalid-request'> {
  return refuse('invalid-request', { faults: [{ path: 'body.totpSecret', message: faults[fault] }] })
}
