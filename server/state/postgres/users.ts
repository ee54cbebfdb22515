import type { UserKey } from '../contract/enrolments.ts'
import type { UserOperations } from '../contract/users.ts'
import type { Database } from './database.ts'
import { readEnrolments } from './enrolments.ts'
import { type FailureRow, failureColumns, runsByKey } from './failures.ts'

export function createUserOperations({ query }: Database): UserOperations {
  return {
    async readUsers(userKeys) {
      const [enrolments, failures, required] = await Promise.all([
        readEnrolments(query, userKeys),
        query<FailureRow>(`SELECT ${failureColumns} FROM failure_runs WHERE user_key = ANY ($1)`, [userKeys]),
        query<{ userKey: UserKey; since: number }>(
          'SELECT user_key AS "userKey", since FROM required_since WHERE user_key = ANY ($1)',
          [userKeys],
        ),
      ])
      const runs = new Map<UserKey, FailureRow[]>(userKeys.map((userKey) => [userKey, []]))
      for (const row of failures) runs.get(row.userKey ?? '')?.push(row)
      const since = new Map(required.map((row) => [row.userKey, row.since]))
      return userKeys.map((userKey) => ({
        enrolment: enrolments.get(userKey) ?? null,
        failures: runsByKey(runs.get(userKey) ?? []),
        requiredSince: since.get(userKey) ?? null,
      }))
    },
  }
}
