import { readdir } from 'node:fs/promises'
import { DamagedFileError } from '../../../adapters/lowdb/json-database.ts'
import type { WriteRoom } from '../../lib/append-file.ts'
import { StateStoreError } from '../contract/state-store.ts'
import type { CopyableStateStore } from '../snapshot.ts'
import type { Boot } from '../store-facts.ts'
import { currentBoot } from './boot.ts'
import { openDurableLogins } from './durable-logins.ts'
import { openEnrolmentsFile } from './enrolments-file.ts'
import { isJournal } from './journal.ts'
import { openLoginsFile } from './logins-file.ts'
import { createLowdbOperations } from './operations.ts'

export interface LowdbOptions {
  /** Exists, and the caller holds its process lock. */
  readonly dataDir: string
  /** Server time at the start, milliseconds since the epoch. */
  readonly now: number
  /** Milliseconds after which every code that may have been used before a backup was put back has run out. */
  readonly restoreMargin: number
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
  /** Bytes of journal at which it is folded into logins.json; absent: 8 MB, or as many as logins.json has. */
  readonly foldAt?: number
  readonly room?: WriteRoom
  /** Time of the system, which is compared with what the file system says. */
  readonly systemTime?: () => number
  /** How the system tells this start of the machine from others; null: it does not. */
  readonly boot?: () => Boot | null
  /** Milliseconds of a clock that no one can set. Without it the server's clock is not watched while a hold runs. */
  readonly steadyClock?: () => number
}

/**
 * The embedded store, for one process: enrolments.json, logins.json and its journal in one folder.
 *
 * @throws DamagedFileError when a file is lost or not what it was left as; then no byte was changed
 * @throws StateStoreError when the folder cannot be read or written
 */
export async function openLowdbStateStore(options: LowdbOptions): Promise<CopyableStateStore> {
  try {
    return await openFiles(options)
  } catch (error) {
    if (error instanceof DamagedFileError) throw error
    throw new StateStoreError(`cannot open ${options.dataDir}: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * In a new folder the files come in this order: logins.json of generation 0, enrolments.json, the first journal, and
 * logins.json of generation 1. So one that is missing is known for lost, or for not made yet, at every instant.
 */
async function openFiles({
  foldAt,
  systemTime,
  boot,
  steadyClock,
  ...options
}: LowdbOptions): Promise<CopyableStateStore> {
  const { dataDir } = options
  const file = await openLoginsFile(dataDir, await isNew(dataDir))
  const enrolments = await openEnrolmentsFile(dataDir, file.data.generation === 0)
  const logins = await openDurableLogins({
    ...options,
    file,
    enrolments: enrolments.data,
    foldAt: foldAt ?? null,
    systemTime: systemTime ?? Date.now,
    boot: boot ?? (() => currentBoot(Date.now())),
    steadyClock: steadyClock ?? null,
  })
  return createLowdbOperations(enrolments, logins)
}

async function isNew(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir)
  return !names.some((name) => name.startsWith('enrolments.json') || isJournal(name))
}
