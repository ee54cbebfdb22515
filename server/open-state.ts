import { hostname } from 'node:os'
import { join } from 'node:path'
import { acquireProcessLock } from '../adapters/process-lock.ts'
import type { WriteRoom } from './append-file.ts'
import type { AuditTrail } from './audit.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { openAudit } from './open-audit.ts'
import type { StateCopyDirection, StateCopyResult } from './service.ts'
import { copyState } from './state/copy-state.ts'
import { prepareDataDir } from './state/data-dir.ts'
import { createKeyring } from './state/keyring.ts'
import { openLowdbStateStore } from './state/lowdb.ts'
import { findMasterKey, MasterKeyError, settleMasterKey } from './state/master-key.ts'
import { openDatabase } from './state/postgres/database.ts'
import { openPostgresStateStore } from './state/postgres.ts'
import type { CopyableStateStore } from './state/snapshot.ts'
import { StateStoreError } from './state/state-store.ts'

type StateConfig = Pick<Config, 'dataDir' | 'stateStore' | 'policy'>
type OnNotice = (message: string) => void

/** Seconds. */
const longestPeriod = 60
/** Milliseconds. */
const copyTimeout = 120_000

const steadyClock = () => performance.now()

/**
 * The caller holds the lock of the data folder. Rejects with DamagedFileError or StateStoreError.
 *
 * @param room - of the data folder; absent: writes that find it full fail
 */
export function openStateStore(
  config: StateConfig,
  clock: Clock,
  onNotice: OnNotice,
  room?: WriteRoom,
): Promise<CopyableStateStore> {
  const { dataDir, stateStore, policy } = config
  const restoreMargin = (2 * policy.driftWindow + 1) * longestPeriod * 1000
  // A clock that a test moves is its own.
  const steady = clock === systemClock ? { steadyClock } : {}
  return stateStore.kind === 'postgres'
    ? openPostgresStateStore({ ...stateStore, clock, ...steady, restoreMargin, onNotice })
    : openLowdbStateStore({
        dataDir,
        now: clock(),
        ...steady,
        restoreMargin,
        onNotice,
        ...(room && { room }),
      })
}

/** In words why the database cannot be asked; null: it can, or none is configured. Makes nothing in it. */
export async function examineStateStore(stateStore: Config['stateStore']): Promise<string | null> {
  if (stateStore.kind !== 'postgres') return null
  try {
    const database = await openDatabase({ ...stateStore, pool: 1 }, async () => {})
    try {
      await database.query('SELECT 1')
      return null
    } finally {
      await database.close()
    }
  } catch (error) {
    if (error instanceof StateStoreError) return error.message
    throw error
  }
}

/**
 * Copies the state between the data folder and the configured database, under the lock of the folder.
 *
 * @throws LockedError when the service runs, and what {@link openStateStore} throws
 */
export async function copyStoredState(
  config: Config,
  { from, to }: StateCopyDirection,
  onNotice: OnNotice,
): Promise<StateCopyResult> {
  const { dataDir, stateStore } = config
  if (stateStore.kind !== 'postgres') return { result: 'no-database' }
  // Whole tables are read and written.
  const database = { ...config, stateStore: { ...stateStore, timeout: copyTimeout } }
  const places = { lowdb: { ...config, stateStore: { kind: 'lowdb' } }, postgres: database } as const
  await prepareDataDir(dataDir)
  const lock = await acquireProcessLock(join(dataDir, 'lock'), 'ringlock')
  try {
    const copy = await copyState({
      openSource: () => openSettled({ ...config, ...places[from] }, onNotice),
      openTarget: () => openStateStore(places[to], systemClock, onNotice),
      now: systemClock(),
    })
    const place = copy.result === 'copied' ? places[to] : places[from]
    await recordCopy({ ...config, ...place }, `${from} to ${to}: ${copy.result}`, copy.result, onNotice)
    return copy
  } finally {
    await lock.release()
  }
}

/** Writes the lines that are owed where the state is, because they are not taken along. */
async function openSettled(config: Config, onNotice: OnNotice): Promise<CopyableStateStore> {
  const state = await openStateStore(config, systemClock, onNotice)
  try {
    await withAudit(config, state, onNotice, async () => {})
    return state
  } catch (error) {
    await state.close()
    throw error
  }
}

/** In the trail of the data folder, with the keys that lie where the state is now. */
async function recordCopy(
  config: Config,
  reason: string,
  result: StateCopyResult['result'],
  onNotice: OnNotice,
): Promise<void> {
  const outcome = result === 'copied' ? 'done' : 'refused'
  const state = await openStateStore(config, systemClock, onNotice)
  try {
    await withAudit(config, state, onNotice, (audit) =>
      audit.record({ event: 'state.copied', outcome, door: 'cli', reason }),
    )
  } finally {
    await state.close()
  }
}

async function withAudit(
  config: Config,
  state: CopyableStateStore,
  onNotice: OnNotice,
  work: (audit: AuditTrail) => Promise<void>,
): Promise<void> {
  const { dataDir } = config
  try {
    const { masterKey, source } = await findMasterKey({
      dataDir,
      environment: process.env,
      hasEnrolments: true,
    })
    const keyring = createKeyring(masterKey)
    await settleMasterKey(keyring, state, { source, place: `${hostname()}:${dataDir}` })
    const audit = await openAudit(config, state, keyring, systemClock, onNotice)
    await work(audit)
    await audit.close()
  } catch (error) {
    if (!(error instanceof MasterKeyError)) throw error
    onNotice(`The audit trail has no line of this: ${error.message}`)
  }
}
