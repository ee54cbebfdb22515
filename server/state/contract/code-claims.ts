import type { UserKey } from './enrolments.ts'

export interface TimeStepClaim {
  /** The authenticator's claim key (claim-key.ts). */
  readonly claimKey: string
  /** RFC 6238 section 4.2: whole periods since the epoch, counted by the authenticator's clock. */
  readonly timeStep: number
  /** When the code expires, drift window included; milliseconds since the epoch. */
  readonly acceptableUntil: number
}

/** `used`: this step or a later one was claimed before. */
export type ClaimAnswer = 'won' | 'used' | HeldClaim

/** The code may have been used in a time that was erased: it is refused, but not counted as a failure. */
export interface HeldClaim {
  /** When codes work again, milliseconds since the epoch. */
  readonly heldUntil: number
}

/** A claim that no other caller wins any more. If `written` rejects, it could not be written and was undone. */
export interface WonClaim {
  /** Resolves when the claim is on the disk. */
  readonly written: Promise<void>
}

/** A login waiting for its code (RFC 2865 section 5.24, "State"). */
export interface Challenge extends ChallengeHolder {
  /** At least 128 random bits; the challenge can be found only by them. */
  readonly challengeState: string
  /** How many codes may be tried, including this one. */
  readonly codesLeft: number
  /** Hash of the code mailed for this login; null if none was mailed. */
  readonly emailCodeHash: string | null
  /** A value of the page that asked for this login, to be repeated in its assertion; absent if there is none. */
  readonly nonce?: string
  /** How a portal authenticated the user in place of a password; absent if a password was typed. */
  readonly vouched?: readonly string[]
  /** The login came from a known place; absent otherwise. */
  readonly atKnownPlace?: true
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Who may answer a challenge. */
export interface ChallengeHolder {
  readonly userKey: UserKey
  /** Name of the NAS, portal or terminal that received the challenge. */
  readonly askedBy: string
}

/** Each code counts once: the claim of its time-step, and the challenge that it answers. */
export interface CodeClaims {
  /**
   * `won` for exactly one caller per claim key and time-step, ever, and only for a step above the last one (RFC 6238 section
   * 5.2). A step whose code expired before the floor is held.
   */
  claimTimeStep(claim: TimeStepClaim, now: number): Promise<ClaimAnswer>
  /**
   * The same before it is on the disk, where the store decides in memory: the audit line can be made meanwhile. Whatever depends
   * on the claim is sent after `written` alone.
   */
  beginClaim(claim: TimeStepClaim, now: number): WonClaim | Promise<ClaimAnswer>
  /** The highest step claimed under each of these keys; null if none was. */
  readLastSteps(claimKeys: readonly string[]): Promise<readonly (number | null)[]>

  /** Each user has a limited number of challenges; beyond it, that user's oldest is deleted. */
  putChallenge(challenge: Challenge, now: number): Promise<void>
  /**
   * Returns the challenge to exactly one caller and deletes it; null if unknown, taken, expired, or given to another holder.
   */
  takeChallenge(challengeState: string, holder: ChallengeHolder, now: number): Promise<Challenge | null>
  /** Reads the challenge and keeps it; null as above. */
  readChallenge(challengeState: string, holder: ChallengeHolder, now: number): Promise<Challenge | null>
  /** Replaces the hash of the code mailed for a challenge; null as above, and nothing was changed. */
  putEmailCode(
    challengeState: string,
    holder: ChallengeHolder,
    emailCodeHash: string,
    now: number,
  ): Promise<Challenge | null>
}
