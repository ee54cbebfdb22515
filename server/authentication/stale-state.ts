import type { Answer } from '../../adapters/user-store.ts'
import type { StateStore } from '../state/contract/state-store.ts'
import type { LoginAttempt } from './login-attempt.ts'

/**
 * A NAS that asks for no challenge may still send a State, such as one of another server or of an earlier login. Unless
 * it is ours (the mode was changed during a login), it means nothing: what was typed begins a new login, and is judged
 * as one.
 */
export function withoutStaleState(
  attempt: LoginAttempt,
  account: string,
  state: Pick<StateStore, 'readChallenge'>,
  now: number,
): Answer<LoginAttempt> {
  const { challengeState, rule, askedBy } = attempt
  if (challengeState === null || rule.secondFactor === 'challenge' || rule.secondFactor === 'auto') {
    return attempt
  }
  return state
    .readChallenge(challengeState, { userKey: account, askedBy }, now)
    .then((challenge) => (challenge === null ? { ...attempt, challengeState: null } : attempt))
}
