import type { ClockMoves, Hold, StateStanding } from './contract/state-store.ts'

/** What a data folder knows of its own past, beside the floor; one row. */
export interface StoreFacts {
  /** The latest hold. */
  readonly hold: Hold | null
  /** How often a backup was put back. */
  readonly restores: number
  /** EnrolmentsFile.revision, at least: a file with a lower one was put back. */
  readonly enrolmentsRevision: number
  /** The boot of the machine in which the service ran last; null: the system does not tell. */
  readonly boot: Boot | null
  /** False once the service was stopped cleanly. */
  readonly running: boolean
  /** How far the clock was seen to be set in each direction since the machine was started, all together. */
  readonly setAhead: ClockMove | null
  readonly setBack: ClockMove | null
  /**
   * Codes good until one of these times are refused: they may have been used under a clock that ran ahead, and their claims
   * are lost. null: there are none.
   */
  readonly refused: { readonly from: number; readonly until: number } | null
}

/** How the operating system tells one start of the machine from the next. */
export interface Boot {
  readonly id: string
  /** By the clock of the time, milliseconds since the epoch: it moves when the clock is set. */
  readonly startedAt: number
}

export interface ClockMove {
  /** Milliseconds since the epoch, after the last one. */
  readonly at: number
  /** Milliseconds; negative when the clock was set back. */
  readonly by: number
}

export const noFacts: StoreFacts = {
  hold: null,
  restores: 0,
  enrolmentsRevision: 0,
  boot: null,
  running: false,
  setAhead: null,
  setBack: null,
  refused: null,
}

/** Milliseconds that a clock is corrected by without having been set. */
export const correction = 5000

/** Milliseconds between a right clock and one that somebody set by hand. */
const setByHand = 120_000

/** Compares the clock with the time since the start of the machine, which no one can set: within one boot only. */
export function seeClock(facts: StoreFacts, boot: Boot | null, now: number): StoreFacts {
  if (boot === null) return facts
  if (facts.boot?.id !== boot.id) return { ...facts, boot, setAhead: null, setBack: null }
  const by = boot.startedAt - facts.boot.startedAt
  if (Math.abs(by) <= correction) return facts
  const { setAhead, setBack } = facts
  return by > 0
    ? { ...facts, boot, setAhead: { at: now, by: (setAhead?.by ?? 0) + by } }
    : { ...facts, boot, setBack: { at: now, by: (setBack?.by ?? 0) + by } }
}

export function standingOf({ hold, setAhead, setBack }: StoreFacts): StateStanding {
  return { hold, clock: clockMoves(setAhead, setBack) }
}

/** A clock that was set ahead and then back by as much is right again, as far as can be told. */
function clockMoves(setAhead: ClockMove | null, setBack: ClockMove | null): ClockMoves {
  if (setBack === null) return 'unknown'
  const sum = (setAhead?.by ?? 0) + setBack.by
  if (sum < -setByHand || setAhead === null) return 'set-back'
  return sum <= setByHand ? 'ran-ahead' : 'unknown'
}

export function isHeld(hold: Hold | null, now: number): hold is Hold {
  return hold !== null && now < hold.until
}
