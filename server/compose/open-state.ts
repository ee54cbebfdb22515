import { join } from 'node:path'
import { acquireProcessLock } from '../../adapters/lowdb/process-lock.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { lastKeyId } from '../audit/last-line.ts'
import { completeRestore } from '../backup/complete-restore.ts'
import type { Config } from '../config/load-config.ts'
import type { WriteRoom } from '../lib/append-file.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { StateCopyDirection, StateCopyResult } from '../service.ts'
import { StateStoreError } from '../state/contract/state-store.ts'
import { copyState } from '../state/copy-state.ts'
import { prepareDataDir } from '../state/data-dir.ts'
import { createKeyring } from '../state/keys/keyring.ts'
import { findMasterKey, MasterKeyError, settleMasterKey } from '../state/keys/master-key.ts'
import { openLowdbStateStore } from '../state/lowdb/open-lowdb.ts'
import { openDatabase } from '../state/postgres/database.ts'
import { openPostgresStateStore } from '../state/postgres/open-postgres.ts'
import type { CopyableStateStore } from '../state/snapshot.ts'
import { openAudit, placeOf, recoverOwed, trailPlace } from './open-audit.ts'

type StateConfig = Pick<Config, 'dataDir' | 'stateStore' | 'policy'>
type OnNotice = (message: string) => void

/** Seconds. */
const longestPeriod = 60
/** Milliseconds. */
export const copyTimeout = 120_000

const steadyClock = () => performance.now()

/**
 * The caller holds the lock of the data folder. Rejects with DamagedFileError or StateStoreError.
 *
 * @param room - of the data folder; absent: writes to a full disk fail
 */
export function openStateStore(
  config: StateConfig,
  clock: Clock,
  onNotice: OnNotice,
  room?: WriteRoom,
): Promise<CopyableStateStore> {
  const { dataDir, stateStore, policy } = config
  const restoreMargin = (2 * policy.driftWindow + 1) * longestPeriod * 1000
  // A test's clock replaces the steady clock too.
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

/** Why the database cannot be used; null: it can, or none is configured. Changes nothing in it. */
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
  // A copy reads and writes whole tables.
  const database = { ...config, stateStore: { ...stateStore, timeout: copyTimeout } }
  const places = { lowdb: { ...config, stateStore: { kind: 'lowdb' } }, postgres: database } as const
  await prepareDataDir(dataDir)
  const lock = await acquireProcessLock(join(dataDir, 'lock'), 'ringlock')
  try {
    await completeRestore(dataDir)
    const source: Config = { ...config, ...places[from] }
    const target: Config = { ...config, ...places[to] }
    const writer = await storeOfTrail(source, target, onNotice)
    await writeOwed(source, writer, onNotice)
    const copy = await copyState({
      openSource: () => openStateStore(source, systemClock, onNotice),
      openTarget: () => openStateStore(target, systemClock, onNotice),
      now: systemClock(),
    })
    await recordCopy(writer, `${from} to ${to}: ${copy.result}`, copy.result, onNotice)
    // Stores the head of the log in the target.
    if (copy.result === 'copied' && writer === source) await withAudit(target, onNotice, async () => {})
    return copy
  } finally {
    await lock.release()
  }
}

/**
 * Which of the two stores has the keys of the audit log. With the other one the log would continue under a key that the
 * first does not know, and one of them would report it as broken. A copy includes the keys, so that both can verify the
 * log.
 */
async function storeOfTrail(source: Config, target: Config, onNotice: OnNotice): Promise<Config> {
  const keyId = await lastKeyId(source.dataDir)
  if (keyId === null) return source
  let knowing: Config | null = null
  for (const place of [source, target]) {
    const [key, heads] = await withState(place, onNotice, async (state) => [
      (await state.listAuditKeys()).find(({ id }) => id === keyId),
      await state.listAuditHeads(),
    ])
    if (key === undefined) continue
    // A copied head still names the place of the store that the log belongs to.
    if (heads.some((head) => head.trail === key.trail && head.place === trailPlace(place))) return place
    knowing ??= place
  }
  return knowing ?? source
}

/** Writes the audit lines that the source still owes, because a copy leaves them out. */
function writeOwed(source: Config, writer: Config, onNotice: OnNotice): Promise<void> {
  return withAudit(writer, onNotice, async (audit) => {
    if (writer === source) return
    await withState(source, onNotice, (state) => recoverOwed(source, state, audit, systemClock))
  })
}

/** Records the copy in the audit log of the data folder. */
function recordCopy(
  writer: Config,
  reason: string,
  result: StateCopyResult['result'],
  onNotice: OnNotice,
): Promise<void> {
  const outcome = result === 'copied' ? 'done' : 'refused'
  return withAudit(writer, onNotice, (audit) =>
    audit.record({ event: 'state.copied', outcome, door: 'cli', reason }),
  )
}

async function withState<Result>(
  config: Config,
  onNotice: OnNotice,
  work: (state: CopyableStateStore) => Promise<Result>,
): Promise<Result> {
  const state = await openStateStore(config, systemClock, onNotice)
  try {
    return await work(state)
  } finally {
    await state.close()
  }
}

/** Opens the audit log with the keys of the configured store. */
function withAudit(
  config: Config,
  onNotice: OnNotice,
  work: (audit: AuditTrail) => Promise<void>,
): Promise<void> {
  return withState(config, onNotice, async (state) => {
    const { dataDir } = config
    try {
      const { masterKey, source } = await findMasterKey({
        dataDir,
        environment: process.env,
        hasEnrolments: true,
      })
      const keyring = createKeyring(masterKey)
      await settleMasterKey(keyring, state, { source, place: placeOf(dataDir) })
      const audit = await openAudit(config, state, keyring, systemClock, onNotice)
      await work(audit)
      await audit.close()
    } catch (error) {
      if (!(error instanceof MasterKeyError)) throw error
      onNotice(`The audit trail has no line of this: ${error.message}`)
    }
  })
}
