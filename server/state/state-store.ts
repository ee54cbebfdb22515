import type { FailedFactor, FailureRun, FailureRuns, ThrottleRule } from '../login/throttle.ts'

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
  /** Sealed with the master key (server/state/sealing.ts); never in the clear on any disk. */
  readonly sealedTotpSecret: string
  /** Whole time-steps that this authenticator's clock is ahead of ours; hardware clocks drift. */
  readonly stepOffset: number
  /** A disabled authenticator keeps its setup and is not asked for codes. */
  readonly enabled: boolean
  /** Milliseconds since the epoch. */
  readonly enrolledAt: number
}

/** Everything that is remembered of a user's second factor and rarely changes. */
export interface Enrolment {
  /** Oldest first. */
  readonly authenticators: readonly TotpAuthenticator[]
  /** Hashes of the recovery codes not used yet (login/recovery-code.ts). */
  readonly recoveryCodeHashes: readonly string[]
}

/** A login that waits for its code (RFC 2865 section 5.24, "State"). */
export interface Challenge extends ChallengeHolder {
  /** 128 random bits or more; the only way to find the challenge again. */
  readonly challengeState: string
  /** Codes that may still be tried in this login, this one included. */
  readonly codesLeft: number
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** The only one who may answer a challenge. */
export interface ChallengeHolder {
  readonly userKey: UserKey
  /** Name of the RadiusClient, portal or terminal that the challenge was given to. */
  readonly askedBy: string
}

export interface TimeStepClaim {
  readonly authenticatorId: string
  /** RFC 6238 section 4.2: whole periods since the epoch. */
  readonly timeStep: number
  /** When the code stops being acceptable, drift window included; milliseconds since the epoch. */
  readonly acceptableUntil: number
}

/**
 * What Ringlock remembers. Every operation is atomic here, never check-then-write in the caller, and what it
 * answered is on the disk when its promise resolves. A promise that rejects with {@link StateStoreError} changed nothing.
 * One contract suite (test/server/state/state-store-contract.ts) runs against every implementation.
 */
export interface StateStore {
  /**
   * The highest server time ever seen, milliseconds since the epoch. A clock behind it was set back, and no code that
   * had run out by then comes back with it.
   */
  floor(): number
  /** Moves the floor to `now`, down as well as up: the operator's way out after a clock that ran ahead. */
  resetFloor(now: number): Promise<void>

  readEnrolment(userKey: UserKey): Promise<Enrolment | null>
  /** Users with an enrolment, in no order. */
  listEnrolments(): AsyncIterable<readonly [UserKey, Enrolment]>
  /**
   * Replaces one user's enrolment by what `change` makes of it; null deletes it. Nobody changes it between the two.
   * The last time-steps of an authenticator that goes are forgotten with it. `change` is pure and may run again.
   */
  changeEnrolment(userKey: UserKey, change: (current: Enrolment | null) => Enrolment | null): Promise<void>
  /** Many enrolments, all or none. */
  putEnrolments(enrolments: ReadonlyMap<UserKey, Enrolment>): Promise<void>

  /**
   * True for exactly one caller per authenticator and time-step, ever, and only for a step above the last
   * (RFC 6238 section 5.2). A claim acceptable only before the floor is refused too.
   */
  claimTimeStep(claim: TimeStepClaim, now: number): Promise<boolean>
  /** True for exactly one caller; the hash is gone afterwards. */
  consumeRecoveryCode(userKey: UserKey, hash: string): Promise<boolean>

  putChallenge(challenge: Challenge, now: number): Promise<void>
  /** The challenge, for exactly one caller; null when unknown, taken, expired, or not this holder's to answer. */
  takeChallenge(challengeState: string, holder: ChallengeHolder, now: number): Promise<Challenge | null>

  /** @param key - a userKey, or throttling.ts's key of a source or of a name nobody has */
  readFailures(key: string): Promise<FailureRuns>
  /**
   * Adds one failure (login/throttle.ts) and answers the run with it. Forgotten runs take no room; when made-up names
   * fill the store, runs that would be forgotten anyway go early, the oldest first.
   */
  recordFailure(key: string, factor: FailedFactor, rule: ThrottleRule, now: number): Promise<FailureRun>
  clearFailures(key: string, factor: FailedFactor): Promise<void>

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
