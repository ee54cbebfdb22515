import type { FailedFactor, FailureRun, FailureRuns, ThrottleRule } from '../../login/throttle.ts'
import type { UserKey } from './enrolments.ts'

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

/** Whose attempts wait, and where they do not: runs of failures, and known places. */
export interface FailureOperations {
  /** @param key - as login/run-keys.ts makes them */
  readFailures(key: string): Promise<FailureRuns>
  /**
   * All that is asked before a password is looked at, in one go; at once where the store has it in memory.
   *
   * @param place - where the user may be known, and the keys to ask for in place of the others if so
   */
  readStanding(keys: readonly string[], place: PlaceAsked | null, now: number): Standing | Promise<Standing>
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
}
