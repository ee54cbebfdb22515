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

/** What keeps codes of the past refused, whatever happened to the clock, the disk or the database. */
export interface FloorOperations {
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
}
