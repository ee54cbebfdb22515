import type { LoginOutcome, LoginRule } from '../authentication/login-attempt.ts'
import { rejectMessage, unavailableMessage } from '../authentication/user-messages.ts'
import { type Answer, done, refused } from './answer.ts'
import { door, type Operation } from './operation.ts'

export interface VerifyRequest {
  readonly login: string
  /** Password and code in one. */
  readonly typed: string
  readonly separator: string
  /** Where the person logs in from, as PAM knows it; null: it does not. */
  readonly source: string | null
}

/** Milliseconds, where no RADIUS door says how long a login may take. */
const usualDeadline = 4000

/** Judges one login of this very host, as strictly as any that comes by RADIUS. */
export const verify: Operation<VerifyRequest, { readonly name: string }> = async (service, request) => {
  const rule: LoginRule = {
    secondFactor: 'append',
    separator: request.separator,
    allow: { groups: [], roles: [] },
  }
  const outcome = await service.authenticate({
    login: request.login,
    typed: request.typed,
    challengeState: null,
    codeFactor: null,
    trustedDevice: null,
    trustAs: null,
    rule,
    door,
    askedBy: 'pam',
    from: 'local',
    source: request.source,
    place: 'caller',
    packet: null,
    authentic: true,
    deadline: service.clock() + (service.config.radius?.deadline ?? usualDeadline),
  })
  return answerOf(outcome, rule)
}

/** Nothing but an accept is ever done. */
function answerOf(outcome: LoginOutcome, rule: LoginRule): Answer<{ readonly name: string }> {
  switch (outcome.outcome) {
    case 'accept':
      return done('Accepted.', { name: outcome.user.name })
    case 'reject':
      return refused('rejected', rejectMessage(outcome, rule))
    case 'challenge':
      return refused('rejected', 'A code is needed. Please log in again.')
    case 'unavailable':
      return refused('unavailable', unavailableMessage)
  }
}
