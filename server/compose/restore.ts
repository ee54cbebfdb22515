import { readdir, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { acquireProcessLock } from '../../adapters/lowdb/process-lock.ts'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'
import {
  commitRestore,
  completeRestore,
  manifestPath,
  type RestoreManifest,
  stagingFolder,
  stateFilesIn,
} from '../backup/complete-restore.ts'
import { auditFiles, usersFile } from '../backup/format.ts'
import { readBackup } from '../backup/read-backup.ts'
import { createStagedFiles, giveToOwnerOf, makeStagingFolder } from '../backup/stage-files.ts'
import type { Config } from '../config/load-config.ts'
import { systemClock } from '../lib/clock.ts'
import type { RestoreRequest, RestoreResult } from '../service.ts'
import { prepareDataDir } from '../state/data-dir.ts'
import { createKeyFile, masterKeyFile, nextKeyFile } from '../state/keys/master-key-file.ts'
import { type Database, openDatabase } from '../state/postgres/database.ts'
import { hasState, replaceState } from '../state/postgres/replace-state.ts'
import { createSnapshotOperations } from '../state/postgres/snapshot.ts'
import { usersFilesOf } from './backup.ts'
import { copyTimeout, openStateStore } from './open-state.ts'
import { type VerifiedBackup, verifyBackup } from './verify-backup.ts'

/** Verifies a backup to its end and then puts it back, under the lock of the data folder. */
export async function restoreBackup(config: Config, request: RestoreRequest): Promise<RestoreResult> {
  const { dataDir } = config
  const verified = await verifyBackup(dataDir, request)
  if (verified.result !== 'verified') return verified
  const { header, snapshot } = verified
  const users = snapshot.enrolments.size
  if (request.checkOnly) return { result: 'checked', header, users }

  await prepareDataDir(dataDir)
  const lock = await acquireProcessLock(join(dataDir, 'lock'), 'ringlock')
  try {
    await completeRestore(dataDir)
    return await withDatabase(config, async (database): Promise<RestoreResult> => {
      if (database !== null && (await createSnapshotOperations(database).isShared()))
        return { result: 'in-use' }
      const places = await placesOf(config, verified)
      const what = await whatIsThere(dataDir, places, database)
      if (what.length > 0 && !request.replace) return { result: 'not-empty', what }
      const aside = asideName()
      await putBack(config, request.file, { verified, places, aside, database })
      const kept = what.length === 0 ? null : aside
      const leftOut = [...verified.files]
        .flatMap((name) => storeOf(name) ?? [])
        .filter((name) => !places.has(name))
      return { result: 'restored', header, users, aside: kept, leftOut }
    })
  } finally {
    await lock.release()
  }
}

/** `replaced-20261201T101500Z`: also the name of a schema. */
function asideName(): string {
  return `replaced-${new Date(systemClock()).toISOString().replace(/[-:]|\.\d+/g, '')}`
}

async function withDatabase<Result>(
  { stateStore }: Config,
  work: (database: Database | null) => Promise<Result>,
): Promise<Result> {
  if (stateStore.kind !== 'postgres') return work(null)
  const database = await openDatabase({ ...stateStore, pool: 2, timeout: copyTimeout }, async () => {})
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

const usersPrefix = usersFile('')

function storeOf(file: string): string | null {
  return file.startsWith(usersPrefix) ? file.slice(usersPrefix.length) : null
}

/** Where each store of users in the backup has its file, behind symbolic links. */
async function placesOf(config: Config, { files }: VerifiedBackup): Promise<Map<string, string>> {
  const places = new Map<string, string>()
  for (const [store, path] of usersFilesOf(config)) {
    if (files.has(usersFile(store))) places.set(store, await realpath(path).catch(() => path))
  }
  return places
}

async function whatIsThere(
  dataDir: string,
  places: ReadonlyMap<string, string>,
  database: Database | null,
): Promise<string[]> {
  // A key that was put there for the backup is nothing that would be lost.
  const own = (await stateFilesIn(dataDir)).filter((name) => !name.startsWith('master.key'))
  const users = await Promise.all(
    [...places.values()].map((path) =>
      stat(path).then(
        () => [path],
        () => [],
      ),
    ),
  )
  const stored = database !== null && (await hasState(database)) ? ['the schema ringlock'] : []
  return [...own.map((name) => join(dataDir, name)), ...users.flat(), ...stored]
}

interface Restore {
  readonly verified: VerifiedBackup
  readonly places: ReadonlyMap<string, string>
  readonly aside: string
  readonly database: Database | null
}

/** Everything is written beside its place first. What fails until then leaves everything as it was. */
async function putBack(config: Config, file: string, restore: Restore): Promise<void> {
  const { dataDir } = config
  const { verified, places, aside, database } = restore
  const staging = stagingFolder(dataDir)
  const staged = new Map([...places].map(([store, path]) => [store, `${path}.restore.new`]))
  const outside = [...places].map(([store, target]) => ({ staged: staged.get(store) ?? target, target }))
  const manifest: RestoreManifest = { aside, outside }
  try {
    await makeStagingFolder(staging)
    if (database === null) await stageState(config, staging, verified)
    await stageKeys(staging, verified)
    await stageFiles(file, staging, staged, verified)
    const files = createStagedFiles()
    await files.append(manifestPath(staging), Buffer.from(JSON.stringify(manifest)))
    await files.finish()
    await giveFilesAway(dataDir, staging, outside)
    if (database !== null) await replaceState(database, verified.snapshot, aside)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    for (const path of staged.values()) await rm(path, { force: true })
    throw error
  }
  await commitRestore(dataDir, manifest)
}

async function stageState(config: Config, staging: string, { snapshot }: VerifiedBackup): Promise<void> {
  const place: Config = { ...config, dataDir: staging, stateStore: { kind: 'lowdb' } }
  const state = await openStateStore(place, systemClock, () => {})
  try {
    await state.fill(snapshot)
    await state.forgetOrigin()
  } finally {
    await state.close()
  }
}

async function stageKeys(staging: string, { keys }: VerifiedBackup): Promise<void> {
  if (keys === null) return
  await createKeyFile(masterKeyFile(staging), keys.masterKey)
  if (keys.next !== null) await createKeyFile(nextKeyFile(staging), keys.next)
}

/** Reads the backup a second time, and takes no other than the one that was verified. */
async function stageFiles(
  file: string,
  staging: string,
  staged: ReadonlyMap<string, string>,
  { sha256 }: VerifiedBackup,
): Promise<void> {
  const files = createStagedFiles()
  for (const path of staged.values()) await rm(path, { force: true })
  const read = await readBackup(file, async (line) => {
    if (line[0] !== 'file') return
    const [, name, piece] = line
    const store = storeOf(name)
    const path = store === null ? auditPath(staging, name) : (staged.get(store) ?? null)
    if (path !== null) await files.append(path, Buffer.from(piece, 'latin1'))
  }).finally(files.finish)
  if (read.result !== 'whole' || read.end.sha256 !== sha256)
    throw new Error(`${file} changed while it was read`)
  await syncFolder(staging)
}

/** null: another version of Ringlock has files that this one does not know. */
function auditPath(staging: string, name: string): string | null {
  const [, own] = auditFiles.exec(name) ?? []
  return own === undefined ? null : join(staging, own)
}

async function giveFilesAway(
  dataDir: string,
  staging: string,
  outside: RestoreManifest['outside'],
): Promise<void> {
  const names = await readdir(staging)
  await giveToOwnerOf(dataDir, [staging, ...names.map((name) => join(staging, name))])
  for (const { staged } of outside) await giveToOwnerOf(dirname(staged), [staged])
}
