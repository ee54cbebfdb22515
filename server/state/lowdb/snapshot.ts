import type { JsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import type { EnrolmentOperations } from '../contract/enrolments.ts'
import { copiedTables, type LoginRows, type LoginTable } from '../login-tables.ts'
import { collectRows, type SnapshotOperations, type SnapshotRow, type StateSnapshot } from '../snapshot.ts'
import type { DurableLogins } from './durable-logins.ts'
import type { EnrolmentsFile } from './enrolments-file.ts'

/** Rows at a time: half a millisecond of work between two logins. */
const batch = 100

export function createSnapshotOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  logins: DurableLogins,
  { changeEnrolments }: EnrolmentOperations,
): SnapshotOperations {
  /** In one synchronous step; the rows themselves are never modified in place. */
  function rowsNow(): Iterable<SnapshotRow> {
    const { masterKey, enrolments: byUser } = enrolments.data
    const standing = {
      floor: logins.floor(),
      masterKey,
      hold: logins.standing().hold,
      restores: logins.restores(),
    }
    const tables = copiedTables.map(
      (table) => [table, new Map<string, unknown>(logins.tables[table])] as const,
    )
    return (function* () {
      yield ['standing', '', standing] as const
      for (const userKey of Object.keys(byUser)) {
        const enrolment = byUser[userKey]
        if (enrolment !== undefined) yield ['enrolments', userKey, enrolment] as const
      }
      for (const [table, rows] of tables) {
        for (const [key, row] of rows) yield [table, key, row] as SnapshotRow
      }
    })()
  }

  async function readRows(take: (rows: readonly SnapshotRow[]) => Promise<void>): Promise<void> {
    let rows: SnapshotRow[] = []
    for (const row of rowsNow()) {
      rows.push(row)
      if (rows.length < batch) continue
      await take(rows)
      rows = []
    }
    await take(rows)
  }

  return {
    isShared: async () => false,
    readRows,
    snapshot: () => collectRows({ readRows }),
    forgetOrigin: () => logins.forgetOrigin(),

    async fill(snapshot) {
      // Before the rows that are sealed with it.
      await enrolments.update((file) => ({ ...file, masterKey: snapshot.masterKey }))
      await changeEnrolments(
        [...snapshot.enrolments.keys()],
        (userKey) => snapshot.enrolments.get(userKey) ?? null,
      )
      logins.raiseFloor(snapshot.floor)
      logins.takeOver(snapshot)
      for (const key of logins.tables.assertionKeys.keys()) logins.put('assertionKeys', key, null)
      for (const table of copiedTables) putAll(logins, snapshot, table)
      await logins.settled()
    },
  }
}

function putAll<Table extends LoginTable>(
  logins: DurableLogins,
  { tables }: StateSnapshot,
  table: Table,
): void {
  for (const [key, row] of tables[table]) logins.put(table, key, row as LoginRows[Table])
}
