import type { Challenge } from './code-claims.ts'
import type { DeviceRotation } from './devices.ts'
import type { UserKey } from './enrolments.ts'
import type { MailedLink } from './links.ts'

/** Something that exactly one caller has consumed. */
export type Spent =
  | { readonly kind: 'time-step'; readonly claimKey: string; readonly timeStep: number }
  | { readonly kind: 'recovery-code'; readonly userKey: UserKey; readonly hash: string }
  | { readonly kind: 'challenge'; readonly challenge: Challenge }
  | { readonly kind: 'device'; readonly rotation: DeviceRotation }
  | { readonly kind: 'link'; readonly link: MailedLink }

export interface GiveBackOperations {
  /**
   * Undoes what the caller consumed for an answer that could not be sent, so that it can be used once more. It undoes nothing
   * that changed since, and a step stays used if a later one was claimed. Best effort: if the disk cannot be written, the undo
   * lasts only until the next start.
   */
  giveBack(spent: Spent, now: number): Promise<void>
}
