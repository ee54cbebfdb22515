import type { User } from '../../adapters/user-store.ts'
import type { Room } from '../disk/room.ts'
import type { Recipient } from '../mail/mailer.ts'
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

export type MailRoom = Pick<Room, 'admits'>

/** Asked before a mail is claimed: one that a full disk does not take must not be the one that is due today. */
export async function hasRoom({ room }: { readonly room?: MailRoom }): Promise<boolean> {
  return room === undefined || (await room.admits())
}

/** Where a user gets mail; null: nowhere. */
export function recipientOf({ name, displayName, email, language }: User): Recipient | null {
  const address = email?.trim() ?? ''
  return address === '' ? null : { address, name: displayName || name, language }
}

/** A challenge as a page shows it, and who is to answer it. */
export interface ShownChallenge {
  readonly challengeState: string
  readonly userKey: string
}
