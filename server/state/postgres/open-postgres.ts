import type { UserKey } from '../contract/state-store.ts'
import type { CopyableStateStore } from '../snapshot.ts'
import { createAuditOperations } from './audit.ts'
import { applicationName, type Database, openDatabase, type PostgresConnection } from './database.ts'
import { createEnrolmentOperations, readEnrolments } from './enrolments.ts'
import { type Floor, type FloorOptions, openFloor } from './floor.ts'
import { createGiveBack } from './give-back.ts'
import { createMasterKeyOperations, forgetKeyHolder } from './keys.ts'
import { createLoginOperations } from './logins.ts'
import { migrate } from './migrate.ts'
import { createPortalOperations } from './portal.ts'
import { type FailureRow, failureColumns, runsByKey } from './rows.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { sweep } from './sweep.ts'
import { createTurns } from './turns.ts'

export interface PostgresOptions extends PostgresConnection, FloorOptions {}

/** Milliseconds. */
const sweepInterval = 60_000

/**
 * The store for any number of services on one PostgreSQL. Each operation is one statement that decides and changes in one
 * go, or one transaction; nothing is kept here, so that a change is seen by everybody at once.
 *
 * @throws StateStoreError when the database cannot be reached, or cannot be brought up to date
 */
export async function openPostgresStateStore(options: PostgresOptions): Promise<CopyableStateStore> {
  let floor: Floor | null = null
  const database = await openDatabase(options, async (query) => floor?.lookAround(query))
  try {
    await database.transaction(migrate)
    floor = await openFloor(database.query, options)
    return createOperations(database, floor, options)
  } catch (error) {
    await database.close()
    throw error
  }
}

function createOperations(
  database: Database,
  floor: Floor,
  { clock, onNotice }: PostgresOptions,
): CopyableStateStore {
  const { query } = database
  const sweeping = setInterval(() => {
    sweep(query, clock()).catch((error: Error) => onNotice(`Old rows could not be dropped: ${error.message}`))
  }, sweepInterval).unref()

  const ofEnrolments = createEnrolmentOperations(database, floor)
  return {
    ...ofEnrolments,
    ...createLoginOperations(database, floor),
    ...createPortalOperations(database, floor),
    ...createAuditOperations(database),
    giveBack: createGiveBack(database, ofEnrolments),
    ...createTurns(database),
    ...createMasterKeyOperations(database),
    floor: floor.current,
    standing: floor.standing,
    restores: floor.restores,
    releaseClock: (now) => floor.release(database, now),

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

    async isShared() {
      const others = await query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
         AND application_name LIKE '${applicationName} %'
         AND application_name <> current_setting('application_name')`,
      )
      return others.length > 0
    },

    snapshot: () => readSnapshot(database),
    fill: (snapshot) => writeSnapshot(database, snapshot),

    async close() {
      clearInterval(sweeping)
      try {
        await floor.settle()
        await forgetKeyHolder(query)
      } finally {
        await database.close()
      }
    },
  }
}
