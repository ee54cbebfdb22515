import type { ConfirmResult, SecretFault } from '../../enrolment/enrolments.ts'
import { wholeSeconds } from '../../lib/clock.ts'
import { type Refusal, refuse } from '../transport/reply.ts'

type Refused = Extract<ConfirmResult, { result: 'refused' }>

export function refuseConfirmation({
  reason,
  clockOffset,
  retryAfter,
}: Refused): Refusal<
  'expired' | 'codes-rejected' | 'code-used' | 'codes-held' | 'device-taken' | 'throttled'
> {
  if (reason === 'codes-wrong') return refuseCodes(clockOffset)
  return reason === 'throttled' || reason === 'codes-held'
    ? refuse(reason, { retryAfter: wholeSeconds(retryAfter) })
    : refuse(reason)
}

/** @param clockOffset - seconds by which the authenticator's clock is ahead of ours; null if unknown or not wrong */
export function refuseCodes(clockOffset: number | null): Refusal<'codes-rejected'> {
  return refuse('codes-rejected', { clockOffset: clockOffset ?? undefined })
}

type TypedFault = SecretFault | 'missing' | 'not-asked'

const secretFaults: Readonly<Record<TypedFault, string>> = {
  missing: 'required: the key that the vendor printed for this device',
  'not-asked': 'not accepted: the server makes the key of an app',
  unreadable: 'is neither base32 nor hexadecimal',
  'too-short': 'has fewer than 112 bits',
}

/** For a typed TOTP secret, which is never repeated in the response. */
export function refuseSecret(fault: TypedFault): Refusal<'invalid-request'> {
  return refuse('invalid-request', { faults: [{ path: 'body.totpSecret', message: secretFaults[fault] }] })
}

/** For mailed links. */
export const linkExpired = { message: 'This link was already used or has expired.' }

export function refuseCursor(): Refusal<'invalid-request'> {
  return refuse('invalid-request', {
    faults: [{ path: 'query.cursor', message: 'is not the nextCursor of an earlier page' }],
  })
}
