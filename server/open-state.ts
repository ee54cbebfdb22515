import { join } from 'node:path'
import { acquireProcessLock } from '../adapters/process-lock.ts'
import { openAuditFile } from './audit/audit-file.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import type { StateCopyDirection, StateCopyResult } from './service.ts'
import { copyState } from './state/copy-state.ts'
import { prepareDataDir } from './state/data-dir.ts'
import { openLowdbStateStore } from './state/lowdb.ts'
import { openPostgresStateStore } from './state/postgres.ts'
import type { CopyableStateStore } from './state/snapshot.ts'

type StateConfig = Pick<Config, 'dataDir' | 'stateStore' | 'policy'>
type OnNotice = (message: string) => void

/** Seconds. */
const longestPeriod = 60
/** Milliseconds. */
const copyTimeout = 120_000

/** The caller holds the lock of the data folder. Rejects with DamagedFileError or StateStoreError. */
export function openStateStore(config: StateConfig, onNotice: OnNotice): Promise<CopyableStateStore> {
  const { dataDir, stateStore, policy } = config
  const restoreMargin = (2 * policy.driftWindow + 1) * longestPeriod * 1000
  return stateStore.kind === 'postgres'
    ? openPostgresStateStore({ ...stateStore, clock: systemClock, restoreMargin, onNotice })
    : openLowdbStateStore({ dataDir, now: systemClock(), restoreMargin, onNotice })
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
      openSource: () => openStateStore(places[from], onNotice),
      openTarget: () => openStateStore(places[to], onNotice),
      now: systemClock(),
    })
    const audit = await openAuditFile({ folder: dataDir, clock: systemClock, onNotice })
    const outcome = copy.result === 'copied' ? 'done' : 'refused'
    await audit.record({
      event: 'state.copied',
      outcome,
      door: 'cli',
      reason: `${from} to ${to}: ${copy.result}`,
    })
    await audit.close()
    return copy
  } finally {
    await lock.release()
  }
}
