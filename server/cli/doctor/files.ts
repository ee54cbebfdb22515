import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { mostReadable } from '../../../adapters/lowdb/json-file.ts'
import { type Config, type ConfigDeps, holdsSecrets } from '../../config/load-config.ts'
import { modeForOthers } from '../../config/text-file.ts'
import { diskMarks, readDiskSpace } from '../../disk/disk-space.ts'
import { reservePath } from '../../disk/reserve-file.ts'
import { masterKeyFile, nextKeyFile } from '../../state/keys/master-key-file.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const check = 'file modes'

/** Files with secrets must be readable only by the service's account. */
export async function checkFileModes(
  configFile: string,
  { dataDir, userStores }: Config,
  deps: ConfigDeps,
): Promise<Finding[]> {
  const findings = [
    await checkMode(dataDir, '0700', fault),
    await checkMode(masterKeyFile(dataDir), '0600', fault),
    await checkMode(nextKeyFile(dataDir), '0600', fault),
    ...(await Promise.all(userFiles(userStores).map((path) => checkMode(path, '0600', fault)))),
    (await holdsSecrets(configFile, deps))
      ? await checkMode(configFile, '0600', warning, modeForOthers)
      : null,
  ].filter((finding) => finding !== null)
  return findings.length > 0 ? findings : [ok(check, 'no other account can read what is secret')]
}

/** Files that Ringlock writes itself; the mode of acl.db is the PBX's business. */
function userFiles(userStores: Config['userStores']): string[] {
  return userStores.flatMap((store) => (store.kind === 'file' ? [store.path] : []))
}

async function checkMode(
  path: string,
  wanted: string,
  level: typeof fault | typeof warning,
  forOthers = ({ mode }: Stats) => mode & 0o077,
): Promise<Finding | null> {
  const found = await stat(path).catch(() => null)
  if (found === null || forOthers(found) === 0) return null
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
  return level(check, `${path} is open to others (${mode}): chmod ${wanted} ${path}`)
}

/** Bytes of about 100,000 users, with whom a start takes seconds and a change one (docs/performance.md). */
const slowAt = 50_000_000
/** From here on there is little time left to move to a database. */
const fullAt = 0.8 * mostReadable

/** JSON files are read whole at the start, and written whole at each change of a user or of a second factor. */
export async function checkFileSizes({ dataDir, stateStore, userStores }: Config): Promise<Finding[]> {
  const files = [
    ...(stateStore.kind === 'lowdb' ? [{ path: join(dataDir, 'enrolments.json'), moveTo: moveState }] : []),
    ...userFiles(userStores).map((path) => ({ path, moveTo: moveUsers })),
  ]
  const findings = await Promise.all(files.map(checkSize))
  return findings.filter((finding) => finding !== null)
}

const moveState = 'PostgreSQL has no such bound (docs/more-than-one-machine.md)'
const moveUsers = 'a user store of the kind sql or ldap has no such bound'

async function checkSize({ path, moveTo }: { path: string; moveTo: string }): Promise<Finding | null> {
  const size = (await stat(path).catch(() => null))?.size ?? 0
  if (size < slowAt) return null
  const [has, most] = [size, mostReadable].map((bytes) => `${Math.floor(bytes / 1e6)} MB`)
  const message = `${path} has ${has}, is written whole at each change, and takes no more than ${most}: ${moveTo}`
  return size < fullAt ? warning('file sizes', message) : fault('file sizes', message)
}

/** A full disk stops all logins. */
export async function checkDisk({ dataDir }: Config): Promise<Finding[]> {
  const space = await readDiskSpace(dataDir)
  if (space === null) return []
  const marks = diskMarks(space.total)
  const message = `${Math.floor(space.free / 1024 / 1024)} MB free for ${dataDir}`
  const reserve = await stat(reservePath(dataDir)).catch(() => null)
  if (space.free < marks.full || (reserve?.size === 0 && space.free < marks.nearlyFull)) {
    return [fault('disk', `${message}: it is full, and logins are not judged until there is room`)]
  }
  if (space.free < marks.nearlyFull) return [fault('disk', `${message}: make room before no login works`)]
  return [space.free < marks.low ? warning('disk', `${message}: make room`) : ok('disk', message)]
}
