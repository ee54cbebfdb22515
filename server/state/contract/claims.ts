import type { Challenge, MailedLink, UserKey } from './state-store.ts'

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

/**
 * `restored`: a backup was put back. `failed-over`: another database server took over, or was recovered to a point in
 * time. `unclean-stop`: the machine was started anew while the service ran, and its disk may be a snapshot put back.
 */
export type HoldCause = 'restored' | 'failed-over' | 'unclean-stop'

/** Claims may have been lost: no code that may have been used is accepted until the last of them has run out. */
export interface Hold {
  readonly cause: HoldCause
  /** Milliseconds since the epoch, as is `until`. */
  readonly noticedAt: number
  readonly until: number
}

/** What became of the clock, as far as it was seen; `unknown`: nobody saw it move. */
export type ClockMoves = 'ran-ahead' | 'set-back' | 'unknown'

/** What the store knows of its own past. */
export interface StateStanding {
  /** The latest hold; it is over when `until` has passed. null: there was none. */
  readonly hold: Hold | null
  readonly clock: ClockMoves
}

/** `held`: nothing was changed, because a hold runs. */
export type ClockRelease =
  /** @property freed - authenticators whose codes work again although the clock had run ahead when one was used */
  | { readonly result: 'released'; readonly floor: number; readonly freed: number }
  | { readonly result: 'held'; readonly hold: Hold }

/** What one caller, and no other, has used up. */
export type Spent =
  | { readonly kind: 'time-step'; readonly claimKey: string; readonly timeStep: number }
  | { readonly kind: 'recovery-code'; readonly userKey: UserKey; readonly hash: string }
  | { readonly kind: 'challenge'; readonly challenge: Challenge }
  | { readonly kind: 'device'; readonly rotation: DeviceRotation }
  | { readonly kind: 'link'; readonly link: MailedLink }

export interface DeviceRotation {
  readonly id: string
  readonly userKey: UserKey
  /** Of the secret that the browser showed. */
  readonly secretHash: string
  /** Of the secret that it gets. */
  readonly nextSecretHash: string
}
