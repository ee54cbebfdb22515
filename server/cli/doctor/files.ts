import { stat } from 'node:fs/promises'
import { type Config, type ConfigDeps, holdsSecrets } from '../../config/load-config.ts'
import { diskMarks, readDiskSpace } from '../../disk/disk-space.ts'
import { reservePath } from '../../disk/reserve-file.ts'
import { masterKeyFile, nextKeyFile } from '../../state/keys/master-key-file.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const check = 'file modes'
const forOthers = 0o077

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
    (await holdsSecrets(configFile, deps)) ? await checkMode(configFile, '0600', warning) : null,
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
): Promise<Finding | null> {
  const found = await stat(path).catch(() => null)
  if (found === null || (found.mode & forOthers) === 0) return null
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
  return level(check, `${path} is open to others (${mode}): chmod ${wanted} ${path}`)
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
