import type { StateStore, UserKey } from '../state/contract/state-store.ts'

const minute = 60_000
const hour = 60 * minute
const perHour = 5

type What = 'email-code' | 'reset'

/**
 * Whether a user may be mailed once more: one mail a minute for each login, and five an hour for each user, so that nobody's
 * password fills their mailbox.
 */
export async function mayMail(
  what: What,
  { userKey, challengeState }: { readonly userKey: UserKey; readonly challengeState: string },
  state: Pick<StateStore, 'claimMail'>,
  now: number,
): Promise<boolean> {
  if (!(await state.claimMail(`${what}|${challengeState}`, minute, now))) return false
  for (let slot = 0; slot < perHour; slot++) {
    if (await state.claimMail(`${what}|${userKey}|${slot}`, hour, now)) return true
  }
  return false
}
