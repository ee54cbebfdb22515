import { hasEnabled } from '../../enrolment/authenticators.ts'
import { versionOf } from '../../enrolment/version.ts'
import type { StateStore, UserKey } from '../../state/contract/state-store.ts'

/**
 * Identifies how a user stands who must have a second factor and has none; null for others. It never comes back once the user
 * was set up, because the time since which one is required then starts anew, nor after a restore of the state. A set-up token is
 * good for the standing in which it was issued: the password behind it may have been changed since.
 */
export async function setUpStanding(
  userKey: UserKey,
  state: Pick<StateStore, 'readEnrolment' | 'readRequiredSince' | 'restores'>,
): Promise<string | null> {
  const requiredSince = await state.readRequiredSince(userKey)
  if (requiredSince === null) return null
  const enrolment = await state.readEnrolment(userKey)
  return hasEnabled(enrolment) ? null : `${versionOf(enrolment)}.${requiredSince}.${state.restores()}`
}
