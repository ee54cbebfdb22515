import type { ClockMoves, Hold, StateStanding } from './contract/state-store.ts'

/** What a data folder knows of its own history, beside the floor; one row. */
export interface StoreFacts {
  /** The latest hold. */
  readonly hold: Hold | null
  /** How many times a backup was restored. */
  readonly restores: number
  /** Lower bound of EnrolmentsFile.revision: a file below it was restored from a backup. */
  readonly enrolmentsRevision: number
  /** The boot of the machine during which the service last ran; null if the system does not identify boots. */
  readonly boot: Boot | null
  /** False after the service stopped cleanly. */
  readonly running: boolean
  /** By how much the clock was set in each direction since the boot, in total. */
  readonly setAhead: ClockMove | null
  readonly setBack: ClockMove | null
  /**
   * Codes that expire between these times are refused: they may have been used under a clock that ran ahead, and their claims
   * are lost. null if there are none.
   */
  readonly refused: { readonly from: number; readonly until: number } | null
}

/** How the operating system identifies one start of the machine. */
export interface Boot {
  readonly id: string
  /** By the wall clock, milliseconds since the epoch: it moves when the clock is set. */
  readonly startedAt: number
}

export interface ClockMove {
  /** Time after the latest setting, milliseconds since the epoch. */
  readonly at: number
  /** Milliseconds; negative if the clock was set back. */
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

/** Milliseconds by which a clock may be corrected (as by NTP) without counting as set. */
export const correction = 5000

/** Milliseconds between a right clock and one set by hand. */
const setByHand = 120_000

/** Compares the wall clock with the uptime of the machine, which cannot be set. Works only within one boot. */
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

/** A clock that was set ahead, and then back by as much, is taken to be right again. */
function clockMoves(setAhead: ClockMove | null, setBack: ClockMove | null): ClockMoves {
  if (setBack === null) return 'unknown'
  const sum = (setAhead?.by ?? 0) + setBack.by
  if (sum < -setByHand || setAhead === null) return 'set-back'
  return sum <= setByHand ? 'ran-ahead' : 'unknown'
}

export function isHeld(hold: Hold | null, now: number): hold is Hold {
  return hold !== null && now < hold.until
}
