import type { Factor } from '../../authentication/login-attempt.ts'
import { isoTime } from '../../lib/clock.ts'
import type { ResponseBody } from '../contract/index.ts'
import type { FinishedLogin } from './assertions.ts'

export interface AcceptedLogin extends FinishedLogin {
  readonly factors: readonly Factor[]
  readonly invitation: { readonly graceEnds: number | null } | null
  readonly deviceCookie: { readonly expiresAt: number } | null
}

/** The response to a portal's page for a finished login. */
export function acceptedBody(
  { user, userKey, factors, invitation, deviceCookie }: AcceptedLogin,
  assertion: string,
): ResponseBody<'answerChallenge'> {
  return {
    status: 'accepted',
    assertion,
    user: { key: userKey, name: user.name, displayName: user.displayName },
    factors: [...factors],
    enrolment: { invited: invitation !== null, graceEnds: isoTime(invitation?.graceEnds ?? null) },
    trustedUntil: isoTime(deviceCookie?.expiresAt ?? null),
  }
}
