import type { JsonDatabase } from '../../adapters/json-database.ts'
import type { DurableLogins } from './durable-logins.ts'
import type { EnrolmentsFile } from './enrolments-file.ts'
import { createEnrolmentOperations } from './lowdb-enrolments.ts'
import { createLoginOperations } from './lowdb-logins.ts'
import { createPortalOperations } from './lowdb-portal.ts'
import type { StateStore } from './state-store.ts'

/**
 * The store's operations. Each decides and changes memory in one go, so that whoever asks at the same time sees
 * it, and then waits for the disk. A refusal waits too, because what it saw may still be undone.
 */
export function createLowdbOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  logins: DurableLogins,
): StateStore {
  const ofEnrolments = createEnrolmentOperations(enrolments, logins)
  const ofLogins = createLoginOperations(logins)
  return {
    ...ofEnrolments,
    ...ofLogins,
    ...createPortalOperations(logins),
    floor: logins.floor,
    resetFloor: logins.resetFloor,

    readUsers: (userKeys) =>
      Promise.all(
        userKeys.map(async (userKey) => ({
          enrolment: await ofEnrolments.readEnrolment(userKey),
          failures: await ofLogins.readFailures(userKey),
          requiredSince: await ofLogins.readRequiredSince(userKey),
        })),
      ),

    async close() {
      await enrolments.close()
      await logins.close()
    },
  }
}
