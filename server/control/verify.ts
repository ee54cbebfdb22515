import {
  type LoginOutcome,
  type LoginRule,
  loginAttempt,
  loginRule,
} from '../authentication/login-attempt.ts'
import { rejectMessage, unavailableMessage } from '../authentication/user-messages.ts'
import { type Answer, done, door, type Operation, refused } from './operation.ts'

export interface VerifyRequest {
  readonly login: string
  /** Password and code in one string. */
  readonly typed: string
  readonly separator: string
  /** PAM has checked the password, or the key, itself: `typed` is the code. Absent in requests of earlier versions. */
  readonly codeOnly?: boolean
  /** The source of the login as PAM reports it; null: unknown. */
  readonly source: string | null
}

/** Time limit where no RADIUS section sets one, ms. */
const usualDeadline = 4000

/** Checks a login on this host as strictly as one through RADIUS. */
export const verify: Operation<VerifyRequest, { readonly name: string }> = async (service, request) => {
  const { login, typed, source, codeOnly = false } = request
  const rule = codeOnly ? loginRule('code-only') : loginRule('append', request.separator)
  const deadline = service.clock() + (service.config.radius?.deadline ?? usualDeadline)
  const attempt = { login, typed, source, rule, door, askedBy: 'pam', from: 'local', deadline } as const
  const outcome = await service.authenticate(loginAttempt({ ...attempt, place: 'caller' }))
  return answerOf(outcome, rule)
}

/** Only an accepted login is `done`. */
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
