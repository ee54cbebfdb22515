import {
  failureTables,
  type LoginRows,
  type LoginTable,
  type LoginTables,
  type StoredRun,
} from '../login-tables.ts'
import { isSpentStep, spendStep } from '../spent-steps.ts'

/** The new content of a row; null if it is deleted. Applying records twice, in order, gives the same result. */
export type RowRecord = {
  [Table in LoginTable]: readonly [Table, string, LoginRows[Table] | null]
}[LoginTable]

/** A time-step claimed under a key. Every login writes one, and it is a third as long as the whole row. */
export type ClaimRecord = readonly ['claim', claimKey: string, timeStep: number]

export type LoginRecord = RowRecord | ClaimRecord

/** Tables whose oldest rows are deleted first: a changed row moves to their end. */
const agingTables: ReadonlySet<LoginTable> = new Set([
  'passingPasswordFailures',
  'passingCodeFailures',
  'challenges',
  'proofs',
  'mailClaims',
])

/** Sets or deletes a row of a table. */
export function putRow<Table extends LoginTable>(
  tables: LoginTables,
  table: Table,
  key: string,
  row: LoginRows[Table] | null,
): void {
  const rows: Map<string, LoginRows[Table]> = tables[table]
  // Other tables change a row in place, because deleting and adding would make the Map grow and rebuild again and again.
  if (row === null || agingTables.has(table)) rows.delete(key)
  if (row !== null) rows.set(key, row)
}

/** Records after a claim depend on it, so claiming a spent step again changes nothing. */
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

/** Adds the fields that runs of earlier versions lack. */
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
