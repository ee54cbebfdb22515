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
  /** Sealed with the master key (server/state/keys/sealing.ts); it is never stored in the clear. */
  readonly sealedTotpSecret: string
  /** By how many time-steps this authenticator's clock is ahead of ours; hardware clocks drift. */
  readonly stepOffset: number
  /** A disabled authenticator stays set up, but is not asked for codes. */
  readonly enabled: boolean
  /** Milliseconds since the epoch. */
  readonly enrolledAt: number
  /** The serial number printed on a hardware device; null if it has none. */
  readonly serial: string | null
  /**
   * For a hardware device, a keyed hash that identifies its TOTP secret without revealing it (sealing.ts). No two users may
   * have devices with the same one. null for an app, whose secret may come from anywhere.
   */
  readonly secretPrint: string | null
  /**
   * Key under which its codes are claimed (claim-key.ts): the same for one user and TOTP secret, however often it is enrolled.
   * null if it was enrolled before claim keys existed; then its id is used.
   */
  readonly claimKey: string | null
}

/** An authenticator that was offered and is not confirmed: it is not asked for codes and has no effect. */
export interface PendingAuthenticator {
  readonly authenticator: TotpAuthenticator
  /** Milliseconds since the epoch; ignored afterwards. */
  readonly expiresAt: number
}

/** What is stored of a user's second factor and rarely changes. */
export interface Enrolment {
  /** Oldest first. */
  readonly authenticators: readonly TotpAuthenticator[]
  /** Hashes of the recovery codes not used yet (login/recovery-code.ts). */
  readonly recoveryCodeHashes: readonly string[]
  /** The latest set-up that was begun. */
  readonly pending: PendingAuthenticator | null
  /** An admin's setting for this user; null if the policy applies. A reset keeps it. */
  readonly requirement: Requirement | null
}

/** An audit event stored atomically with the change that it describes, until its line is in an audit log. */
export interface StoredEvent {
  /** Written into the line, so that the event is not recorded twice. */
  readonly id: string
  /** Which of the services sharing the store made the change. */
  readonly writer: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly event: AuditEvent
}

/** `secret-taken`: another user has a hardware device with one of these secrets; nothing was changed. */
export type EnrolmentChange = 'changed' | 'secret-taken'

/** What a start needs to know of all enrolments. */
export interface EnrolmentSurvey {
  /** Names of the user stores that have enrolled users. */
  readonly stores: ReadonlySet<string>
  /** Users with an authenticator, or a pending one, from before claim keys existed. */
  readonly withoutClaimKey: readonly UserKey[]
  /** At least one authenticator for each master key that sealed any. */
  readonly seals: readonly SealedAuthenticator[]
}

export interface SealedAuthenticator {
  readonly userKey: UserKey
  readonly id: string
  readonly sealedTotpSecret: string
}

export interface EnrolmentOperations {
  /** Synchronous if the store has it in memory, because every login reads it. */
  readEnrolment(userKey: UserKey): Enrolment | null | Promise<Enrolment | null>
  /** All users with an enrolment, in no particular order. */
  listEnrolments(): AsyncIterable<readonly [UserKey, Enrolment]>
  /** Reads all enrolments where they are stored, and transfers none. */
  surveyEnrolments(): Promise<EnrolmentSurvey>
  /**
   * Replaces one user's enrolment by the result of `change`; null deletes it. It is atomic: no other change happens in between.
   * The time-steps claimed of an authenticator outlive it, in case its TOTP secret is enrolled again; those of a pending one
   * count too. `change` is pure and may run more than once.
   *
   * @param events - stored atomically with the change; called after `change`, and only if something changes
   */
  changeEnrolment(
    userKey: UserKey,
    change: (current: Enrolment | null) => Enrolment | null,
    events?: () => readonly StoredEvent[],
  ): Promise<EnrolmentChange>
  /** Like {@link changeEnrolment} for many enrolments: either all change or none. */
  changeEnrolments(
    userKeys: readonly UserKey[],
    change: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
    events?: () => readonly StoredEvent[],
  ): Promise<EnrolmentChange>
  /** Events whose lines are not yet known to be in an audit log, oldest first. */
  listStoredEvents(): Promise<readonly StoredEvent[]>
  /** Called when their lines are on the disk. After a crash, some may be listed again. */
  dropStoredEvents(ids: readonly string[]): Promise<void>
  /** True for exactly one caller; the hash is then deleted. */
  consumeRecoveryCode(userKey: UserKey, hash: string): Promise<boolean>

  /** When this user was first required to have a second factor: the earliest `now` of all calls since the last clear. */
  markRequired(userKey: UserKey, now: number): Promise<number>
  readRequiredSince(userKey: UserKey): Promise<number | null>
  clearRequired(userKey: UserKey): Promise<void>
}
