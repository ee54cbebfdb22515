import type { AuditEvent } from '../../audit/audit-trail.ts'
import type { Requirement } from '../../login/policy.ts'
import type { FailedFactor, FailureRun, FailureRuns, ThrottleRule } from '../../login/throttle.ts'
import type { MasterKeyOperations } from './keys.ts'

export type * from './claims.ts'

import type {
  ClaimAnswer,
  ClockRelease,
  DeviceRotation,
  Spent,
  StateStanding,
  TimeStepClaim,
} from './claims.ts'

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

/** A login that waits for its code (RFC 2865 section 5.24, "State"). */
export interface Challenge extends ChallengeHolder {
  /** 128 random bits or more; the only way to find the challenge again. */
  readonly challengeState: string
  /** Codes that may still be tried in this login, this one included. */
  readonly codesLeft: number
  /** Of the code that was mailed for this login; null: none was. */
  readonly emailCodeHash: string | null
  /** What the page that asked for this login is bound to, to be told with its assertion; absent: nothing. */
  readonly nonce?: string
  /** The login came from where the user got in before; absent: it did not. */
  readonly atKnownPlace?: true
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** The only one who may answer a challenge. */
export interface ChallengeHolder {
  readonly userKey: UserKey
  /** Name of the RadiusClient, portal or terminal that the challenge was given to. */
  readonly askedBy: string
}

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

/** A browser that stands in for the code, never for the password. */
export interface TrustedDevice {
  /** The half of its cookie that finds it. */
  readonly id: string
  readonly userKey: UserKey
  /** SHA-256 of the other half, which changes at each use. */
  readonly secretHash: string
  /** It is trusted for as long as this authenticator is there and enabled: a reset leaves no trusted device behind. */
  readonly authenticatorId: string
  /** Browser and system, as far as they could be told. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly trustedAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
}

/** An Ed25519 key that assertions are signed with (RFC 8037). */
export interface AssertionKey {
  /** The `kid`: its JWK thumbprint (RFC 7638). */
  readonly id: string
  /** The public coordinate, as in a JWK. */
  readonly x: string
  /** The private one, sealed with the master key. */
  readonly sealedD: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  /** Until when portals find it, after another one took its place; null: it signs. */
  readonly expiresAt: number | null
}

/** Where a user got in (login/known-place.ts). */
export interface Place {
  /** known-places.ts's name of it. */
  readonly place: string
  /** When the user last got in there, to within a day; milliseconds since the epoch. */
  readonly seenAt: number
}

/** What a login is judged by before its password is looked at. */
export interface Standing {
  /** In the order of the keys that were asked for: those of the place where the user is known there. */
  readonly runs: readonly FailureRuns[]
  /** When this user last got in at this place; null: never, or not that is remembered. */
  readonly seenAt: number | null
}

export interface PlaceAsked {
  readonly userKey: UserKey
  readonly place: string
  readonly keys: readonly string[]
}

/** Whose failure it is, and which. */
export interface FailureOf {
  /** Whose run it is; null: of no user that is known. When there are too many of those, the oldest go. */
  readonly userKey: UserKey | null
  /** What tells this failure from others: one that the run has counted already is not counted again. null: nothing does. */
  readonly print: string | null
  /** Another run, which may have counted it before: that of all places, for one of a known place. null: there is none. */
  readonly countedIn: string | null
}

/** A key that lines of an audit trail are authenticated with, for one of its epochs. */
export interface AuditKey {
  readonly id: string
  /** Services that share a store have a trail each. */
  readonly trail: string
  /** Sealed with the master key. */
  readonly sealedKey: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
}

/** How far an audit trail has come: what its files are compared with. */
export interface AuditHead {
  readonly trail: string
  /** Host and folder. */
  readonly place: string
  /** Of the last line known; 0: the trail had none. */
  readonly seq: number
  readonly hash: string
  readonly keyId: string
  /** MAC of the other fields under that key. */
  readonly proof: string
}

/** What is remembered of a user, as the list for admins shows it. */
export interface UserRecord {
  readonly enrolment: Enrolment | null
  /** All of the user's runs, by their keys (login/run-keys.ts). */
  readonly failures: ReadonlyMap<string, FailureRuns>
  readonly requiredSince: number | null
}

/**
 * What Ringlock remembers. Every operation is atomic here, never check-then-write in the caller, and what it
 * answered is on the disk when its promise resolves. A promise that rejects with {@link StateStoreError} changed nothing;
 * where only the answer was lost, on the way from a database, it may have changed all that it was asked to.
 * One contract suite (test/server/state/state-store-contract.ts) runs against every implementation.
 */
export interface StateStore extends MasterKeyOperations {
  /**
   * The highest server time ever seen, milliseconds since the epoch. A clock behind it was set back, and no code that
   * had run out by then comes back with it.
   */
  floor(): number
  standing(): StateStanding
  /**
   * How often a backup was put back, or another database server took over. Recovery codes are stamped with it, because
   * those made before the latest restore may have been used since (login/recovery-code.ts).
   */
  restores(): number
  /**
   * The operator's way out after a clock that ran ahead: moves the floor to `now`, down as well as up, and frees
   * authenticators whose codes were used under that clock. Each step that was claimed stays spent. Refused while a hold
   * runs; one that was noticed by a clock ahead of `now` is counted anew from `now`.
   */
  releaseClock(now: number): Promise<ClockRelease>

  readEnrolment(userKey: UserKey): Promise<Enrolment | null>
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
  /** What is remembered of each of these users, in their order. */
  readUsers(userKeys: readonly UserKey[]): Promise<readonly UserRecord[]>

  /**
   * `won` for exactly one caller per claim key and time-step, ever, and only for a step above the last
   * (RFC 6238 section 5.2). A claim acceptable only before the floor is held.
   */
  claimTimeStep(claim: TimeStepClaim, now: number): Promise<ClaimAnswer>
  /** The highest step claimed under each of these keys; null: none was. */
  readLastSteps(claimKeys: readonly string[]): Promise<readonly (number | null)[]>
  /** True for exactly one caller; the hash is gone afterwards. */
  consumeRecoveryCode(userKey: UserKey, hash: string): Promise<boolean>

  /** A user has few at a time: with one more, the user's own oldest goes. */
  putChallenge(challenge: Challenge, now: number): Promise<void>
  /** The challenge, for exactly one caller; null when unknown, taken, expired, or not this holder's to answer. */
  takeChallenge(challengeState: string, holder: ChallengeHolder, now: number): Promise<Challenge | null>
  /** The challenge, which stays; null as above. */
  readChallenge(challengeState: string, holder: ChallengeHolder, now: number): Promise<Challenge | null>
  /** Puts the hash of a code that is mailed in place of the one before; null as above, and nothing was changed. */
  putEmailCode(
    challengeState: string,
    holder: ChallengeHolder,
    emailCodeHash: string,
    now: number,
  ): Promise<Challenge | null>

  /**
   * Takes back what the caller used up for an answer that never left, because something after it failed: it can be used
   * once more. Whatever changed since stays as it is, and a step that was claimed after it keeps it used. Best effort:
   * what the disk does not take is so in memory alone, and used up after a restart.
   */
  giveBack(spent: Spent, now: number): Promise<void>

  /** Remembers a mailed link in place of the user's one before for the same purpose. */
  putLink(link: MailedLink, now: number): Promise<void>
  /** The link, without using it up; null when unknown, used or expired. */
  readLink(purpose: LinkPurpose, hash: string, now: number): Promise<MailedLink | null>
  /** The link, for exactly one caller; it is gone afterwards. */
  takeLink(purpose: LinkPurpose, hash: string, now: number): Promise<MailedLink | null>
  /** All of a user's, whatever they are for. */
  deleteLinks(userKey: UserKey): Promise<void>

  putTrustedDevice(device: TrustedDevice, now: number): Promise<void>
  /** Of one user, neither expired nor revoked, oldest first. */
  listTrustedDevices(userKey: UserKey, now: number): Promise<readonly TrustedDevice[]>
  /**
   * Trusts a device once more, for exactly one caller per secret. A secret that is not the latest one was copied from
   * the browser: then the device is trusted no more (`reused`). `unknown`: not this user's, revoked or expired.
   */
  rotateTrustedDevice(rotation: DeviceRotation, now: number): Promise<'rotated' | 'reused' | 'unknown'>
  /** False when the user has no such device. */
  deleteTrustedDevice(userKey: UserKey, id: string): Promise<boolean>
  deleteTrustedDevices(userKey: UserKey): Promise<void>

  /** Remembers that the holder of a widget token has just proven who they are. */
  putProof(tokenId: string, expiresAt: number, now: number): Promise<void>
  /** Until when that counts; null: not proven, or not any more. */
  readProof(tokenId: string, now: number): Promise<number | null>

  /** The one that signs first, then the others, the newest first. */
  listAssertionKeys(now: number): Promise<readonly AssertionKey[]>
  /**
   * Makes a key the one that signs, in place of the former one (null: there was none). False: another one signs by now, and
   * nothing was changed.
   */
  putAssertionKey(
    key: AssertionKey,
    former: { readonly id: string; readonly expiresAt: number } | null,
    now: number,
  ): Promise<boolean>

  /** Of every trail, the oldest first. */
  listAuditKeys(): Promise<readonly AuditKey[]>
  /** Of every trail. */
  listAuditHeads(): Promise<readonly AuditHead[]>
  /** Remembers a trail's next key together with its head, in place of the head before. */
  putAuditKey(key: AuditKey, head: AuditHead): Promise<void>
  /** In place of the trail's head before. */
  putAuditHead(head: AuditHead): Promise<void>

  /** True for exactly one caller per key and interval: what must not be mailed again so soon. */
  claimMail(key: string, interval: number, now: number): Promise<boolean>

  /** @param key - as login/run-keys.ts makes them */
  readFailures(key: string): Promise<FailureRuns>
  /**
   * All that is asked before a password is looked at, in one go.
   *
   * @param place - where the user may be known, and the keys to ask for in place of the others if so
   */
  readStanding(keys: readonly string[], place: PlaceAsked | null, now: number): Promise<Standing>
  /**
   * Adds one failure (login/throttle.ts) and answers the run with it. Forgotten runs take no room; when made-up names
   * fill the store, runs that would be forgotten anyway go early, the oldest first.
   */
  recordFailure(
    key: string,
    factor: FailedFactor,
    rule: ThrottleRule,
    now: number,
    of?: FailureOf,
  ): Promise<FailureRun>
  /** Ends the run. What was counted is not counted again for a while. */
  clearFailures(key: string, factor: FailedFactor): Promise<void>
  /** Ends all of a user's runs. */
  clearFailuresOf(userKey: UserKey, factor: FailedFactor): Promise<void>

  /** Notes that the user got in there; with one more than a user may have, the one unused for longest goes. */
  putPlace(userKey: UserKey, place: string, now: number): Promise<void>
  /** Forgets the user's places whose names begin like this. */
  deletePlaces(userKey: UserKey, beginning: string): Promise<void>

  /**
   * Runs a task while nobody else who shares the store runs one for the same key; null: somebody does, and it was not run.
   * Absent where one process has the store alone.
   */
  inTurn?<T>(key: string, task: () => Promise<T>): Promise<T | null>

  /** When a second factor was first required of this user: the earliest `now` of all calls since the last clear. */
  markRequired(userKey: UserKey, now: number): Promise<number>
  readRequiredSince(userKey: UserKey): Promise<number | null>
  clearRequired(userKey: UserKey): Promise<void>

  /** Writes what waits, and gives the store to the next process. */
  close(): Promise<void>
}

/** The store could not do it, and did not: a full disk, a lost database. Never to be read as "no". */
export class StateStoreError extends Error {
  override readonly name = 'StateStoreError'
}
