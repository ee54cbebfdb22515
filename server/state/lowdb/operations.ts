import type { JsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import { copiedTables, type LoginRows, type LoginTable } from '../login-tables.ts'
import type { CopyableStateStore, StateSnapshot } from '../snapshot.ts'
import { createAuditOperations } from './audit.ts'
import type { DurableLogins } from './durable-logins.ts'
import { createEnrolmentOperations } from './enrolments.ts'
import type { EnrolmentsFile } from './enrolments-file.ts'
import { createGiveBack } from './give-back.ts'
import { createMasterKeyOperations } from './keys.ts'
import { createLoginOperations } from './logins.ts'
import { failuresByUser } from './logins-memory.ts'
import { createPortalOperations } from './portal.ts'

/**
 * The store's operations. Each decides and changes memory in one go, so that whoever asks at the same time sees
 * it, and then waits for the disk. A refusal waits too, because what it saw may still be undone.
 */
export function createLowdbOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  logins: DurableLogins,
): CopyableStateStore {
  const ofEnrolments = createEnrolmentOperations(enrolments, logins)
  const ofLogins = createLoginOperations(logins)
  return {
    ...ofEnrolments,
    ...ofLogins,
    ...createPortalOperations(logins),
    ...createMasterKeyOperations(enrolments, logins),
    ...createAuditOperations(logins),
    giveBack: createGiveBack(logins, ofEnrolments),
    floor: logins.floor,
    standing: logins.standing,
    restores: logins.restores,
    releaseClock: logins.releaseClock,

    readUsers(userKeys) {
      const failures = failuresByUser(logins.tables, new Set(userKeys))
      return Promise.all(
        userKeys.map(async (userKey) => ({
          enrolment: await ofEnrolments.readEnrolment(userKey),
          failures: failures.get(userKey) ?? new Map(),
          requiredSince: await ofLogins.readRequiredSince(userKey),
        })),
      )
    },

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
      // Before what is sealed with it.
      await enrolments.update((file) => ({ ...file, masterKey: snapshot.masterKey }))
      await ofEnrolments.changeEnrolments(
        [...snapshot.enrolments.keys()],
        (userKey) => snapshot.enrolments.get(userKey) ?? null,
      )
      logins.raiseFloor(snapshot.floor)
      logins.takeOver(snapshot)
      for (const key of logins.tables.assertionKeys.keys()) logins.put('assertionKeys', key, null)
      for (const table of copiedTables) putAll(logins, snapshot, table)
      await logins.settled()
    },

    async close() {
      await ofEnrolments.close()
      await logins.close()
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
