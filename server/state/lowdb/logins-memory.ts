import {
  failureTables,
  type LoginRows,
  type LoginTable,
  type LoginTables,
  type StoredRun,
} from '../login-tables.ts'
import { isSpentStep, spendStep } from '../spent-steps.ts'

/** What a row is from now on; null: it is gone. Records may be applied twice, in order, with the same result. */
export type RowRecord = {
  [Table in LoginTable]: readonly [Table, string, LoginRows[Table] | null]
}[LoginTable]

/** A time-step that was claimed under a key: every login leaves one, and it is a third of the row that it changes. */
export type ClaimRecord = readonly ['claim', claimKey: string, timeStep: number]

export type LoginRecord = RowRecord | ClaimRecord

/** Tables that are emptied from the front: a row that changes goes to their end. */
const agingTables: ReadonlySet<LoginTable> = new Set([
  'passingPasswordFailures',
  'passingCodeFailures',
  'challenges',
  'proofs',
  'mailClaims',
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

/** What comes behind a claim in the journal was built upon it, so that one that is spent already changes nothing. */
export function applyRecord(tables: LoginTables, record: LoginRecord): void {
  if (record[0] === 'claim') {
    const [, claimKey, timeStep] = record
    const steps = tables.timeSteps.get(claimKey)
    if (!isSpentStep(steps, timeStep)) putRow(tables, 'timeSteps', claimKey, spendStep(steps, timeStep))
  } else {
    const [table, key, row] = record
    putRow(tables, table, key, row)
  }
}

/** Gives runs that an earlier version wrote what they lack. */
export function completeRuns(tables: LoginTables): void {
  for (const { lasting, passing } of Object.values(failureTables)) {
    for (const table of [lasting, passing]) {
      for (const [key, run] of tables[table]) {
        const { prints = [], userKey = table === lasting ? key : null }: Partial<StoredRun> = run
        if (run.prints === undefined) tables[table].set(key, { ...run, prints, userKey })
      }
    }
  }
}
