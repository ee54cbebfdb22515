import type { FailedFactor, FailureRun, FailureRuns, ThrottleRule } from '../../login/throttle.ts'
import type { UserKey } from './enrolments.ts'

/** Where a user logged in before (login/known-place.ts). */
export interface Place {
  /** Its name, as known-places.ts makes it. */
  readonly place: string
  /** The last login there, to within a day; milliseconds since the epoch. */
  readonly seenAt: number
}

/** What a login is judged by before its password is verified. */
export interface Standing {
  /** In the order of the requested keys; those of the place if it is known to the user. */
  readonly runs: readonly FailureRuns[]
  /** The user's last login at this place; null if there was none, or it is forgotten. */
  readonly seenAt: number | null
}

export interface PlaceAsked {
  readonly userKey: UserKey
  readonly place: string
  readonly keys: readonly string[]
}

/** Details of one failure. */
export interface FailureOf {
  /** The user to whom the run belongs; null for an unknown one. If there are too many of those, the oldest are deleted. */
  readonly userKey: UserKey | null
  /** Identifies this failure: the run counts each print only once. null if it has none. */
  readonly print: string | null
  /** Another run that may have counted it already: for a known place, that of all places. null if there is none. */
  readonly countedIn: string | null
}

/** Failure runs and known places. */
export interface FailureOperations {
  /** @param key - as login/run-keys.ts makes them */
  readFailures(key: string): Promise<FailureRuns>
  /**
   * Reads everything needed before the password is verified, in one query; synchronous if the store has it in memory.
   *
   * @param place - a place the user may know, with the keys that then replace the others
   */
  readStanding(keys: readonly string[], place: PlaceAsked | null, now: number): Standing | Promise<Standing>
  /**
   * Adds one failure (login/throttle.ts) and returns the run including it. Forgotten runs are deleted. If made-up names fill
   * the store, the oldest runs are deleted before their time.
   */
  recordFailure(
    key: string,
    factor: FailedFactor,
    rule: ThrottleRule,
    now: number,
    of?: FailureOf,
  ): Promise<FailureRun>
  /** Ends the run. Failures already counted are still not counted again for a while. */
  clearFailures(key: string, factor: FailedFactor): Promise<void>
  /** Ends all runs of a user. */
  clearFailuresOf(userKey: UserKey, factor: FailedFactor): Promise<void>

  /** Stores that the user logged in there. Beyond the limit per user, the place unused for longest is deleted. */
  putPlace(userKey: UserKey, place: string, now: number): Promise<void>
  /** Deletes the user's places whose names have this prefix. */
  deletePlaces(userKey: UserKey, beginning: string): Promise<void>

  /**
   * Runs a task exclusively among the services that share the store; null if another one has the key, and the task was not run.
   * Absent if only one process uses the store.
   */
  runExclusively?<T>(key: string, task: () => Promise<T>): Promise<T | null>
}
