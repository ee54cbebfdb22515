import type { UserKey } from './enrolments.ts'

export interface TimeStepClaim {
  /** Of the authenticator (claim-key.ts). */
  readonly claimKey: string
  /** RFC 6238 section 4.2: whole periods since the epoch, as the authenticator's own clock counts them. */
  readonly timeStep: number
  /** When the code stops being acceptable, drift window included; milliseconds since the epoch. */
  readonly acceptableUntil: number
}

/** `used`: this step, or a later one, was claimed before. */
export type ClaimAnswer = 'won' | 'used' | HeldClaim

/** The code may have been used in a time of which nothing is remembered: it is refused, and no one is to blame for it. */
export interface HeldClaim {
  /** From then on codes work again, milliseconds since the epoch. */
  readonly heldUntil: number
}

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
  /** How a portal proved who it is, in place of a password; absent: a password was typed. */
  readonly vouched?: readonly string[]
  /** The login came from where the user got in before; absent: it did not. */
  readonly atKnownPlace?: true
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** The only one who may answer a challenge. */
export interface ChallengeHolder {
  readonly userKey: UserKey
  /** Name of the NAS, portal or terminal that the challenge was given to. */
  readonly askedBy: string
}

/** Each code counts once: the claim of its time-step, and the challenge that it answers. */
export interface CodeClaims {
  /**
   * `won` for exactly one caller per claim key and time-step, ever, and only for a step above the last
   * (RFC 6238 section 5.2). A claim acceptable only before the floor is held.
   */
  claimTimeStep(claim: TimeStepClaim, now: number): Promise<ClaimAnswer>
  /** The highest step claimed under each of these keys; null: none was. */
  readLastSteps(claimKeys: readonly string[]): Promise<readonly (number | null)[]>

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
}
