import { type FailureRuns, failedFactors } from '../../login/throttle.ts'
import type { EnrolmentOperations, UserKey } from '../contract/enrolments.ts'
import type { UserOperations } from '../contract/users.ts'
import { failureTables, type LoginTables } from '../login-tables.ts'
import type { DurableLogins } from './durable-logins.ts'

export function createUserOperations(
  { tables }: DurableLogins,
  { readEnrolment, readRequiredSince }: EnrolmentOperations,
): UserOperations {
  return {
    readUsers(userKeys) {
      const failures = failuresByUser(tables, new Set(userKeys))
      return Promise.all(
        userKeys.map(async (userKey) => ({
          enrolment: await readEnrolment(userKey),
          failures: failures.get(userKey) ?? new Map(),
          requiredSince: await readRequiredSince(userKey),
        })),
      )
    },
  }
}

/** The failure runs of these users, by userKey and run key. */
function failuresByUser(
  tables: LoginTables,
  userKeys: ReadonlySet<UserKey>,
): Map<UserKey, Map<string, FailureRuns>> {
  const found = new Map<UserKey, Map<string, FailureRuns>>()
  for (const factor of failedFactors) {
    for (const [key, { userKey, count, lastAt, forgetAt }] of tables[failureTables[factor].lasting]) {
      if (userKey === null || count === 0 || !userKeys.has(userKey)) continue
      const runs = found.get(userKey) ?? new Map<string, FailureRuns>()
      const others = runs.get(key) ?? { password: null, code: null }
      found.set(userKey, runs.set(key, { ...others, [factor]: { count, lastAt, forgetAt } }))
    }
  }
  return found
}
