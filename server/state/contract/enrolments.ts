import type { AuditEvent } from '../../audit/audit-trail.ts'
import type { Requirement } from '../../login/policy.ts'

/** `store:immutable-id`, because usernames change. */
export type UserKey = string

/** What NIST SP 800-63B calls a time-based one-time-password authenticator: an app, or a hardware token. */
export interface TotpAuthenticator {
  readonly id: string
  readonly kind: 'app' | 'hardware'
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  readonly digits: 6 | 8
  /** Seconds. */
  readonly period: 30 | 60
  /** Sealed with the master key (server/state/keys/sealing.ts); never in the clear on any disk. */
  readonly sealedTotpSecret: string
  /** Whole time-steps that this authenticator's clock is ahead of ours; hardware clocks drift. */
  readonly stepOffset: number
  /** A disabled authenticator keeps its setup and is not asked for codes. */
  readonly enabled: boolean
  /** Milliseconds since the epoch. */
  readonly enrolledAt: number
  /** As the vendor printed it on a hardware device; null where there is none. */
  readonly serial: string | null
  /**
   * Of a hardware device: what tells its TOTP secret from all others without giving it away (sealing.ts). No two users
   * have devices with the same print. null for an app, whose secret may come from anywhere.
   */
  readonly secretPrint: string | null
  /**
   * What its codes are claimed under (claim-key.ts): the same for the same TOTP secret, whoever has it and however often
   * it is enrolled. null: its id, as it was before there were such keys.
   */
  readonly claimKey: string | null
}

/** An authenticator that was offered and not confirmed yet: it is asked for no code, and changes nothing. */
export interface PendingAuthenticator {
  readonly authenticator: TotpAuthenticator
  /** Milliseconds since the epoch; afterwards it is as if it had never been. */
  readonly expiresAt: number
}

/** Everything that is remembered of a user's second factor and rarely changes. */
export interface Enrolment {
  /** Oldest first. */
  readonly authenticators: readonly TotpAuthenticator[]
  /** Hashes of the recovery codes not used yet (login/recovery-code.ts). */
  readonly recoveryCodeHashes: readonly string[]
  /** The latest setup that was begun. */
  readonly pending: PendingAuthenticator | null
  /** What an admin asks of this user alone; null: what the policy says. It outlives a reset. */
  readonly requirement: Requirement | null
}

/** An event that is stored in one with the change that it tells of, until its line stands in a trail. */
export interface StoredEvent {
  /** Stands in the line, so that no second one is made. */
  readonly id: string
  /** Which of the services that share the store made the change. */
  readonly writer: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly event: AuditEvent
}

/** `secret-taken`: another user has a hardware device with one of these secrets, and nothing was changed. */
export type EnrolmentChange = 'changed' | 'secret-taken'

export interface EnrolmentOperations {
  /** At once where the store has it in memory: every login asks. */
  readEnrolment(userKey: UserKey): Enrolment | null | Promise<Enrolment | null>
  /** Users with an enrolment, in no order. */
  listEnrolments(): AsyncIterable<readonly [UserKey, Enrolment]>
  /**
   * Replaces one user's enrolment by what `change` makes of it; null deletes it. Nobody changes it between the two.
   * The time-steps claimed of an authenticator outlive it, for whoever enrols its TOTP secret again; those of a pending
   * one count already.
   * `change` is pure and may run again.
   *
   * @param events - what is stored in one with the change; asked after it, unless nothing changes
   */
  changeEnrolment(
    userKey: UserKey,
    change: (current: Enrolment | null) => Enrolment | null,
    events?: () => readonly StoredEvent[],
  ): Promise<EnrolmentChange>
  /** Changes many enrolments as {@link changeEnrolment} does one, all or none. */
  changeEnrolments(
    userKeys: readonly UserKey[],
    change: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
    events?: () => readonly StoredEvent[],
  ): Promise<EnrolmentChange>
  /** Those whose lines are not known to stand in a trail, the oldest first. */
  listStoredEvents(): Promise<readonly StoredEvent[]>
  /** Their lines are on the disk. A crash soon after may bring some back. */
  dropStoredEvents(ids: readonly string[]): Promise<void>
  /** True for exactly one caller; the hash is gone afterwards. */
  consumeRecoveryCode(userKey: UserKey, hash: string): Promise<boolean>

  /** When a second factor was first required of this user: the earliest `now` of all calls since the last clear. */
  markRequired(userKey: UserKey, now: number): Promise<number>
  readRequiredSince(userKey: UserKey): Promise<number | null>
  clearRequired(userKey: UserKey): Promise<void>
}
