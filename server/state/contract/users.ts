import type { FailureRuns } from '../../login/throttle.ts'
import type { Enrolment, UserKey } from './enrolments.ts'

/** What the store has of a user, for the admins' list. */
export interface UserRecord {
  readonly enrolment: Enrolment | null
  /** All runs of the user, by their keys (login/run-keys.ts). */
  readonly failures: ReadonlyMap<string, FailureRuns>
  readonly requiredSince: number | null
}

export interface UserOperations {
  /** The records of these users, in the same order. */
  readUsers(userKeys: readonly UserKey[]): Promise<readonly UserRecord[]>
}
