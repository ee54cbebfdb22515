import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'
import { giveToOwnerOf } from './stage-files.ts'

/** Where a restore puts its files while it checks them; left over where it was cut off, it means nothing. */
export const stagingFolder = (dataDir: string) => join(dataDir, 'restore.new')
/** The staged files, once all are there and on the disk: from here on a restore is completed, whatever ends it. */
const stagedFolder = (dataDir: string) => join(dataDir, 'restoring')
/** The same, after the former files were put aside. */
const arrivingFolder = (dataDir: string) => join(dataDir, 'restoring.in')

const manifestFile = 'manifest.json'

export interface RestoreManifest {
  /** Name of the folder in the data folder that keeps the former files. */
  readonly aside: string
  /** Files that are kept elsewhere, or under another name, staged beside their place. */
  readonly outside: readonly { readonly staged: string; readonly target: string }[]
}

/** Files of the state store, the audit log, the master key and the mail queue, with what is left of their writing. */
const stateFile =
  /^\.?(enrolments\.json|logins\.json|logins\.\d+\.journal|audit(-\d+)?\.jsonl|master\.key)(\..*)?$|^mail$/

/** The files in a data folder that a restore replaces. */
export async function stateFilesIn(dataDir: string): Promise<string[]> {
  return (await readdir(dataDir)).filter((name) => stateFile.test(name))
}

export const manifestPath = (folder: string) => join(folder, manifestFile)

/** The staged files are complete and on the disk: the restore takes place now, even if the machine stops. */
export async function commitRestore(dataDir: string, manifest: RestoreManifest): Promise<void> {
  await rename(stagingFolder(dataDir), stagedFolder(dataDir))
  await syncFolder(dataDir)
  await complete(dataDir, manifest)
}

/**
 * Completes a restore that was cut off. The caller holds the lock of the folder. A start in between would have found neither
 * state.
 *
 * @returns whether there was anything to complete
 * @throws UnfinishedRestoreError for root, where the folder belongs to another account
 */
export async function completeRestore(dataDir: string): Promise<boolean> {
  for (const folder of [stagedFolder(dataDir), arrivingFolder(dataDir)]) {
    if (!(await exists(folder))) continue
    // That account can write the manifest, and could have root rename and give away any file.
    if (process.geteuid?.() === 0 && (await stat(dataDir)).uid !== 0)
      throw new UnfinishedRestoreError(dataDir)
    await complete(dataDir, await readManifest(folder))
    return true
  }
  return false
}

export class UnfinishedRestoreError extends Error {
  override readonly name = 'UnfinishedRestoreError'

  constructor(dataDir: string) {
    super(
      `A restore in ${dataDir} was cut off, and root does not complete it in another account's folder. Start the service, or run ` +
        '"ringlock status" as that account.',
    )
  }
}

/** Puts the former files aside and the staged ones in their place. Every step can be repeated. */
async function complete(dataDir: string, { aside, outside }: RestoreManifest): Promise<void> {
  const [staged, arriving] = [stagedFolder(dataDir), arrivingFolder(dataDir)]
  if (await exists(staged)) {
    const folder = join(dataDir, aside)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await giveToOwnerOf(dataDir, [folder])
    for (const name of await stateFilesIn(dataDir)) await rename(join(dataDir, name), join(folder, name))
    await syncFolder(folder)
    await rename(staged, arriving)
    await syncFolder(dataDir)
  }
  for (const { staged, target } of outside) {
    if (!(await exists(staged))) continue
    if (await exists(target)) await rename(target, `${target}.${aside}`)
    await rename(staged, target)
    await syncFolder(dirname(target))
  }
  for (const name of await readdir(arriving)) {
    if (name !== manifestFile) await rename(join(arriving, name), join(dataDir, name))
  }
  await syncFolder(dataDir)
  await rm(arriving, { recursive: true })
  await syncFolder(dataDir)
}

async function readManifest(folder: string): Promise<RestoreManifest> {
  return JSON.parse(await readFile(manifestPath(folder), 'utf8'))
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}
