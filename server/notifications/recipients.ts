import type { User } from '../../adapters/user-store.ts'
import type { Room } from '../disk/room.ts'
import type { MailOrigin, Recipient } from '../mail/mailer.ts'
import type { StateStore, UserKey } from '../state/contract/state-store.ts'

const minute = 60_000
const hour = 60 * minute
const perHour = 5

type What = 'email-code' | 'reset'

/**
 * Whether a user may get one more mail: one a minute per login, and five an hour per user, so that an attacker with the
 * password cannot flood the mailbox.
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

/** Checked before a mail is claimed, so that one refused by a full disk does not use up the day's only invitation. */
export async function hasRoom({ room }: { readonly room?: MailRoom }): Promise<boolean> {
  return room === undefined || (await room.admits())
}

/** The user's mail address, with the name and language; null if there is none. */
export function recipientOf({ name, displayName, email, language }: User): Recipient | null {
  const address = email?.trim() ?? ''
  return address === '' ? null : { address, name: displayName || name, language }
}

/** Who asks for a mail, as far as it is known. */
export type Asker = Pick<MailOrigin, 'address' | 'device'>

/** A challenge as a page holds it, with the user who may answer it. */
export interface ShownChallenge {
  readonly challengeState: string
  readonly userKey: string
}
