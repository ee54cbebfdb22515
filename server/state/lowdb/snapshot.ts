import type { JsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import type { EnrolmentOperations } from '../contract/enrolments.ts'
import { copiedTables, type LoginRows, type LoginTable } from '../login-tables.ts'
import type { SnapshotOperations, StateSnapshot } from '../snapshot.ts'
import type { DurableLogins } from './durable-logins.ts'
import type { EnrolmentsFile } from './enrolments-file.ts'

export function createSnapshotOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  logins: DurableLogins,
  { changeEnrolments }: EnrolmentOperations,
): SnapshotOperations {
  return {
    isShared: async () => false,

    async snapshot() {
      return {
        floor: logins.floor(),
        masterKey: enrolments.data.masterKey,
        hold: logins.standing().hold,
        restores: logins.restores(),
        enrolments: new Map(Object.entries(enrolments.data.enrolments)),
        tables: logins.tables,
      }
    },

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
