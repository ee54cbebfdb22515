import type { Challenge } from './code-claims.ts'
import type { DeviceRotation } from './devices.ts'
import type { UserKey } from './enrolments.ts'
import type { MailedLink } from './links.ts'

/** What one caller, and no other, has used up. */
export type Spent =
  | { readonly kind: 'time-step'; readonly claimKey: string; readonly timeStep: number }
  | { readonly kind: 'recovery-code'; readonly userKey: UserKey; readonly hash: string }
  | { readonly kind: 'challenge'; readonly challenge: Challenge }
  | { readonly kind: 'device'; readonly rotation: DeviceRotation }
  | { readonly kind: 'link'; readonly link: MailedLink }

export interface GiveBackOperations {
  /**
   * Takes back what the caller used up for an answer that never left, because something after it failed: it can be used
   * once more. Whatever changed since stays as it is, and a step that was claimed after it keeps it used. Best effort:
   * what the disk does not take is so in memory alone, and used up after a restart.
   */
  giveBack(spent: Spent, now: number): Promise<void>
}
