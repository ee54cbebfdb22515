import type { ConfirmResult } from '../../enrolment/enrolments.ts'
import { type Refusal, refuse } from '../transport/reply.ts'
import { wholeSeconds } from './wire-values.ts'

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

/** @param clockOffset - seconds that the authenticator's clock is ahead of ours; null: not known, or not wrong */
export function refuseCodes(clockOffset: number | null): Refusal<'codes-rejected'> {
  return refuse('codes-rejected', { clockOffset: clockOffset ?? undefined })
}
