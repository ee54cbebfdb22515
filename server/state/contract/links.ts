import type { UserKey } from './enrolments.ts'

export const linkPurposes = ['reset', 'enrolment'] as const
export type LinkPurpose = (typeof linkPurposes)[number]

/** A link that was mailed. A user has at most one for each purpose: a newer one takes the older one's place. */
export interface MailedLink {
  readonly purpose: LinkPurpose
  /** SHA-256 of its 256 random bits; the bits themselves are in the mail alone. */
  readonly hash: string
  readonly userKey: UserKey
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

export interface LinkOperations {
  /** Remembers a mailed link in place of the user's one before for the same purpose. */
  putLink(link: MailedLink, now: number): Promise<void>
  /** The link, without using it up; null when unknown, used or expired. */
  readLink(purpose: LinkPurpose, hash: string, now: number): Promise<MailedLink | null>
  /** The link, for exactly one caller; it is gone afterwards. */
  takeLink(purpose: LinkPurpose, hash: string, now: number): Promise<MailedLink | null>
  /** All of a user's, whatever they are for. */
  deleteLinks(userKey: UserKey): Promise<void>

  /** True for exactly one caller per key and interval: what must not be mailed again so soon. */
  claimMail(key: string, interval: number, now: number): Promise<boolean>
}
