import type { CopyableStateStore } from '../snapshot.ts'
import { createAuditOperations } from './audit.ts'
import { createCodeClaims } from './code-claims.ts'
import { type Database, openDatabase, type PostgresConnection } from './database.ts'
import { createDeviceOperations } from './devices.ts'
import { createEnrolmentOperations } from './enrolments.ts'
import { createFailureOperations } from './failures.ts'
import { createFloorOperations, type Floor, type FloorOptions, openFloor } from './floor.ts'
import { createGiveBack } from './give-back.ts'
import { createAssertionKeyOperations, createMasterKeyOperations, forgetKeyHolder } from './keys.ts'
import { createLinkOperations } from './links.ts'
import { migrate } from './migrate.ts'
import { createOpenCounts } from './open-counts.ts'
import { createPlaceOperations } from './places.ts'
import { createProofOperations } from './proofs.ts'
import { createSnapshotOperations } from './snapshot.ts'
import { createStandingReader } from './standings.ts'
import { sweep } from './sweep.ts'
import { createUserOperations } from './users.ts'

export interface PostgresOptions extends PostgresConnection, FloorOptions {}

/** Milliseconds. */
const sweepInterval = 60_000

/**
 * The store for any number of services on one PostgreSQL. Each operation is one statement that decides and changes at once, or
 * one transaction; logins at the same time share statements (batch.ts). Nothing is answered from memory, so every service sees a
 * change at once.
 *
 * @throws StateStoreError if the database cannot be reached or migrated
 */
export async function openPostgresStateStore(options: PostgresOptions): Promise<CopyableStateStore> {
  let floor: Floor | null = null
  const database = await openDatabase(options, async (query) => floor?.checkOrigin(query))
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
    ...createFloorOperations(database, floor),
    ...ofEnrolments,
    ...createUserOperations(database),
    ...createCodeClaims(database, floor),
    giveBack: createGiveBack(database, ofEnrolments),
    readStanding: createStandingReader(database),
    ...createFailureOperations(database, floor),
    ...createPlaceOperations(database, floor),
    ...createLinkOperations(database, floor),
    ...createDeviceOperations(database, floor),
    ...createProofOperations(database, floor),
    ...createOpenCounts(database),
    ...createMasterKeyOperations(database),
    ...createAssertionKeyOperations(database, floor),
    ...createAuditOperations(database),
    ...createSnapshotOperations(database),

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
