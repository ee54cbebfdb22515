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
import { createProofOperations } from './proofs.ts'
import { createSnapshotOperations } from './snapshot.ts'
import { createUserOperations } from './users.ts'

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
  return createOperations(enrolments, logins)
}

async function isNew(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir)
  return !names.some((name) => name.startsWith('enrolments.json') || isJournal(name))
}

/**
 * Each operation decides and changes memory in one go, so that whoever asks at the same time sees it, and then waits for
 * the disk. A refusal waits too, because what it saw may still be undone.
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

/** null: the system does not tell one start of the machine from the next. */
function currentBoot(now: number): Boot | null {
  try {
    const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return id === '' ? null : { id, startedAt: Math.round(now - uptime() * 1000) }
  } catch {
    return null
  }
}
