import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { uptime } from 'node:os'
import { DamagedFileError, type JsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import type { WriteRoom } from '../../lib/append-file.ts'
import { StateStoreError } from '../contract/state-store.ts'
import type { CopyableStateStore } from '../snapshot.ts'
import type { Boot } from '../store-facts.ts'
import { createAuditOperations } from './audit.ts'
import { createCodeClaims } from './code-claims.ts'
import { createDeviceOperations } from './devices.ts'
import { type DurableLogins, openDurableLogins } from './durable-logins.ts'
import { createEnrolmentOperations } from './enrolments.ts'
import type { EnrolmentsFile } from './enrolments-file.ts'
import { openEnrolmentsFile } from './enrolments-file.ts'
import { createFailureOperations } from './failures.ts'
import { createGiveBack } from './give-back.ts'
import { isJournal } from './journal.ts'
import { createAssertionKeyOperations, createMasterKeyOperations } from './keys.ts'
import { createLinkOperations } from './links.ts'
import { openLoginsFile } from './logins-file.ts'
import { createOpenCounts } from './open-counts.ts'
import { createProofOperations } from './proofs.ts'
import { createSnapshotOperations } from './snapshot.ts'
import { createUserOperations } from './users.ts'

export interface LowdbOptions {
  /** It must exist, and the caller must hold its process lock. */
  readonly dataDir: string
  /** Server time at the start, milliseconds since the epoch. */
  readonly now: number
  /** Milliseconds after which every code that may have been used before a restore has expired. */
  readonly restoreMargin: number
  /** Gets messages for the operator. */
  readonly onNotice: (message: string) => void
  /**
   * Bytes of journal after which it is folded into logins.json; absent for 8 MB or the size of logins.json, whichever is more.
   */
  readonly foldAt?: number
  readonly room?: WriteRoom
  /** The system's time, which is compared with the file system's. */
  readonly systemTime?: () => number
  /** How the system identifies the current boot of the machine; null if it does not. */
  readonly boot?: () => Boot | null
  /** A clock in milliseconds that cannot be set. Without it, the server's clock is not watched during a hold. */
  readonly steadyClock?: () => number
}

/**
 * The embedded store, for one process: enrolments.json, logins.json and its journal in one folder.
 *
 * @throws DamagedFileError if a file is missing or not as it was left; nothing was changed then
 * @throws StateStoreError if the folder cannot be read or written
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
 * In a new folder the files are created in this order: logins.json of generation 0, enrolments.json, the first journal, and
 * logins.json of generation 1. So at every moment a missing file is known to be either lost or not yet created.
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
  return createOperations(enrolments, logins)
}

async function isNew(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir)
  return !names.some((name) => name.startsWith('enrolments.json') || isJournal(name))
}

/**
 * Each operation decides and changes memory in one synchronous step, so that concurrent callers see the change, and then waits
 * for the disk. A refusal waits too, because the change that it saw may still be undone.
 */
function createOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  logins: DurableLogins,
): CopyableStateStore {
  const { close, ...ofEnrolments } = createEnrolmentOperations(enrolments, logins)
  const { floor, standing, restores, releaseClock } = logins
  return {
    ...{ floor, standing, restores, releaseClock },
    ...ofEnrolments,
    ...createUserOperations(logins, ofEnrolments),
    ...createCodeClaims(logins),
    giveBack: createGiveBack(logins, ofEnrolments),
    ...createFailureOperations(logins),
    ...createLinkOperations(logins),
    ...createDeviceOperations(logins),
    ...createProofOperations(logins),
    ...createOpenCounts(logins),
    ...createMasterKeyOperations(enrolments, logins),
    ...createAssertionKeyOperations(logins),
    ...createAuditOperations(logins),
    ...createSnapshotOperations(enrolments, logins, ofEnrolments),

    async close() {
      await close()
      await logins.close()
    },
  }
}

/** null if the system does not identify the current boot. */
function currentBoot(now: number): Boot | null {
  try {
    const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return id === '' ? null : { id, startedAt: Math.round(now - uptime() * 1000) }
  } catch {
    return null
  }
}
