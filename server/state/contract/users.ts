import type { FailureRuns } from '../../login/throttle.ts'
import type { Enrolment, UserKey } from './enrolments.ts'

/** What is remembered of a user, as the list for admins shows it. */
export interface UserRecord {
  readonly enrolment: Enrolment | null
  /** All of the user's runs, by their keys (login/run-keys.ts). */
  readonly failures: ReadonlyMap<string, FailureRuns>
  readonly requiredSince: number | null
}

export interface UserOperations {
  /** What is remembered of each of these users, in their order. */
  readUsers(userKeys: readonly UserKey[]): Promise<readonly UserRecord[]>
}
