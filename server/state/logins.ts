import { type FailedFactor, type FailureRun, isForgotten } from '../login/throttle.ts'
import type { Challenge, UserKey } from './state-store.ts'

/** The tables of what changes with every login, and what a row of each holds. */
export interface LoginRows {
  /** Of an authenticator: the last time-step claimed. Kept for as long as the authenticator is. */
  timeSteps: number
  /** Runs that nobody can pile up: of accounts that exist. */
  passwordFailures: FailureRun
  codeFailures: FailureRun
  /** Runs whose rule forgets them: of sources, and of names nobody has. The one that failed last comes last. */
  passingPasswordFailures: FailureRun
  passingCodeFailures: FailureRun
  /** By challengeState, oldest first. */
  challenges: Challenge
  requiredSince: number
}

export type LoginTable = keyof LoginRows
export type LoginTables = { readonly [Table in LoginTable]: Map<string, LoginRows[Table]> }

/** What a row is from now on; null: it is gone. Records may be applied twice, in order, with the same result. */
export type LoginRecord = {
  [Table in LoginTable]: readonly [Table, string, LoginRows[Table] | null]
}[LoginTable]

export const loginTables = [
  'timeSteps',
  'passwordFailures',
  'codeFailures',
  'passingPasswordFailures',
  'passingCodeFailures',
  'challenges',
  'requiredSince',
] as const satisfies readonly LoginTable[]

export const failureTables = {
  password: { lasting: 'passwordFailures', passing: 'passingPasswordFailures' },
  code: { lasting: 'codeFailures', passing: 'passingCodeFailures' },
} as const satisfies Record<FailedFactor, Record<'lasting' | 'passing', LoginTable>>

export function emptyTables(): LoginTables {
  return {
    timeSteps: new Map<string, number>(),
    passwordFailures: new Map<string, FailureRun>(),
    codeFailures: new Map<string, FailureRun>(),
    passingPasswordFailures: new Map<string, FailureRun>(),
    passingCodeFailures: new Map<string, FailureRun>(),
    challenges: new Map<string, Challenge>(),
    requiredSince: new Map<UserKey, number>(),
  }
}

/** Tables that are emptied from the front: a row that changes goes to their end. */
const agingTables: ReadonlySet<LoginTable> = new Set([
  'passingPasswordFailures',
  'passingCodeFailures',
  'challenges',
])

/** Puts a row into its table, or takes it out. */
export function putRow<Table extends LoginTable>(
  tables: LoginTables,
  table: Table,
  key: string,
  row: LoginRows[Table] | null,
): void {
  const rows: Map<string, LoginRows[Table]> = tables[table]
  // Elsewhere a row changes in place: deleting and adding would grow the table until it is built anew, again and again.
  if (row === null || agingTables.has(table)) rows.delete(key)
  if (row !== null) rows.set(key, row)
}

/** Drops what is as if it had never been: forgotten runs and expired challenges. */
export function dropStaleRows(tables: LoginTables, now: number): void {
  for (const { lasting, passing } of Object.values(failureTables)) {
    for (const table of [lasting, passing]) {
      for (const [key, run] of tables[table]) if (isForgotten(run, now)) tables[table].delete(key)
    }
  }
  for (const [key, { expiresAt }] of tables.challenges) if (expiresAt <= now) tables.challenges.delete(key)
}
