import type { UserKey } from './enrolments.ts'

export const linkPurposes = ['reset', 'enrolment'] as const
export type LinkPurpose = (typeof linkPurposes)[number]

/** A mailed link. A user has at most one per purpose; a newer one replaces it. */
export interface MailedLink {
  readonly purpose: LinkPurpose
  /** SHA-256 of its 256 random bits, which only the mail contains. */
  readonly hash: string
  readonly userKey: UserKey
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

export interface LinkOperations {
  /** Stores a mailed link and deletes the user's previous one for the same purpose. */
  putLink(link: MailedLink, now: number): Promise<void>
  /** Reads the link without consuming it; null if unknown, used or expired. */
  readLink(purpose: LinkPurpose, hash: string, now: number): Promise<MailedLink | null>
  /** Returns the link to exactly one caller and deletes it. */
  takeLink(purpose: LinkPurpose, hash: string, now: number): Promise<MailedLink | null>
  /** Deletes all links of a user. */
  deleteLinks(userKey: UserKey): Promise<void>

  /** True for exactly one caller per key and interval: limits how often something is mailed. */
  claimMail(key: string, interval: number, now: number): Promise<boolean>
}
