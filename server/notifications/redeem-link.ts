import {
  type Authenticate,
  type LoginOutcome,
  loginAttempt,
  loginRule,
  pagePatience,
} from '../authentication/login-attempt.ts'
import type { Clock } from '../lib/clock.ts'
import type { KnownUser } from '../users/directory.ts'

/** A request to open an enrolment link. */
export interface LinkOpening {
  readonly token: string
  readonly password: string
  /** Name of the portal. */
  readonly askedBy: string
  /** Source address and port. */
  readonly from: string
  /** The browser's address; null if unknown. */
  readonly source: string | null
}

export interface LinkRefusal {
  readonly result: 'refused'
  readonly reason: 'expired' | 'login-rejected' | 'throttled' | 'unavailable'
  /** Milliseconds; 0 unless `throttled`. */
  readonly retryAfter: number
}

export type OpenedLink =
  | {
      readonly result: 'opened'
      readonly found: KnownUser
      /** Id of the mailed authenticator that waits for its confirmation; null if there is none. */
      readonly offered: string | null
    }
  | LinkRefusal

interface OpeningDeps {
  readonly authenticate: Authenticate
  readonly clock: Clock
}

/**
 * Checks the password through a login, so that it is throttled, counted and audited like one; null if it is right. Only the
 * link's user is tried, even if others have the same name.
 */
export async function openAsLogin(
  found: KnownUser,
  { password, askedBy, from, source }: LinkOpening,
  { authenticate, clock }: OpeningDeps,
): Promise<LinkRefusal | null> {
  const attempt = loginAttempt({
    login: found.user.name,
    userKey: found.userKey,
    typed: password,
    rule: loginRule('none'),
    door: 'http',
    askedBy,
    from,
    source,
    deadline: clock() + pagePatience,
  })
  const outcome = await authenticate(attempt)
  if (outcome.outcome === 'accept' && outcome.userKey === found.userKey) return null
  return refusalOf(outcome)
}

const rejected: LinkRefusal = { result: 'refused', reason: 'login-rejected', retryAfter: 0 }

function refusalOf(outcome: LoginOutcome): LinkRefusal {
  if (outcome.outcome === 'unavailable') return { result: 'refused', reason: 'unavailable', retryAfter: 0 }
  if (outcome.outcome === 'reject' && outcome.reason === 'throttled') {
    return { result: 'refused', reason: 'throttled', retryAfter: outcome.retryAfter }
  }
  return rejected
}
