/**
 * Why codes are held. `restored`: a backup was restored. `failed-over`: another database server took over, or this one was
 * recovered to a point in time. `unclean-stop`: the machine restarted while the service ran, and its disk may be a restored
 * snapshot.
 */
export type HoldCause = 'restored' | 'failed-over' | 'unclean-stop'

/** Claims may have been lost, so codes that may have been used are refused until all of them have expired. */
export interface Hold {
  readonly cause: HoldCause
  /** Milliseconds since the epoch, as is `until`. */
  readonly noticedAt: number
  readonly until: number
}

/** How the clock was seen to be set; `unknown` if no setting was seen. */
export type ClockMoves = 'ran-ahead' | 'set-back' | 'unknown'

/** What the store knows of its own history. */
export interface StateStanding {
  /** The latest hold, which is over after its `until`; null if there was none. */
  readonly hold: Hold | null
  readonly clock: ClockMoves
}

/** `held`: nothing was changed, because a hold is in force. */
export type ClockRelease =
  /** @property freed - authenticators whose codes work again after one was used while the clock ran ahead */
  | { readonly result: 'released'; readonly floor: number; readonly freed: number }
  | { readonly result: 'held'; readonly hold: Hold }

/** Keeps old codes refused after changes to the clock, the disk or the database. */
export interface FloorOperations {
  /**
   * The highest server time ever seen, milliseconds since the epoch. If the clock is behind it, it was set back, and codes that
   * had expired by then stay refused.
   */
  floor(): number
  standing(): StateStanding
  /**
   * How often a backup was restored or another database server took over. Recovery codes are stamped with this number, because
   * those from before the latest restore may have been used since (login/recovery-code.ts).
   */
  restores(): number
  /**
   * The operator's remedy for a clock that ran ahead: sets the floor to `now`, even if that lowers it, and frees authenticators
   * whose codes were used under that clock. Every claimed step stays used. Refused during a hold; a hold that was noticed while
   * the clock was ahead of `now` is counted again from `now`.
   */
  releaseClock(now: number): Promise<ClockRelease>
}
