import type { Room } from '../disk/room.ts'

export type MailRoom = Pick<Room, 'admits'>

/** Asked before a mail is claimed: one that a full disk does not take must not be the one that is due today. */
export async function hasRoom({ room }: { readonly room?: MailRoom }): Promise<boolean> {
  return room === undefined || (await room.admits())
}
