import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { withPortal } from '../../config/add-portal.ts'
import { type Config, ConfigError, loadConfig } from '../../config/load-config.ts'
import { modeForOthers } from '../../config/text-file.ts'
import { CommandError } from '../command-error.ts'
import type { CommandContext } from '../context.ts'
import type { Pbx } from './pbx.ts'

/** A PBX and the Ringlock that guards its logins. */
export interface Joined {
  readonly pbx: Pbx
  /** The portal's name. */
  readonly portal: string
  /** The user store's name. */
  readonly store: string
  /** The PBX's name for browsers. */
  readonly host: string
  /** Where the PBX reaches Ringlock, without a slash at its end. */
  readonly url: string
  readonly publicUrl: string
}

/** The module's settings, as adapters/portal-php/Settings.php reads them. */
export function settingsText({ pbx, portal, store, url, publicUrl }: Joined, key: string): string {
  const lines = [
    `url = "${url}"`,
    `public_url = "${publicUrl}"`,
    `portal = "${portal}"`,
    `key = "${key}"`,
    `user_store = "${store}"`,
    `cache_folder = "/${pbx.cacheFolder}"`,
    ...pbx.ownSettings,
  ]
  return `${lines.join('\n')}\n`
}

/** Who the portal is comes from us; every other line that somebody wrote stays. */
const ours = ['portal', 'key', 'user_store', 'public_url']

function mergedSettings(before: string, after: string): string {
  const nameOf = (line: string) => /^\s*(\w+)(?:\[\])?\s*=/.exec(line)?.[1] ?? ''
  const kept = before.split('\n').filter((line) => line !== '' && !ours.includes(nameOf(line)))
  const names = new Set(kept.map(nameOf))
  const added = after.split('\n').filter((line) => line !== '' && !names.has(nameOf(line)))
  return `${[...kept, ...added].join('\n')}\n`
}

/** Part of the web server's configuration; null: browsers reach Ringlock at an address of its own. */
export function proxyText({ pbx, url, publicUrl }: Joined): string | null {
  const path = new URL(publicUrl).pathname.replace(/\/$/, '')
  return path === '' || url === publicUrl ? null : pbx.proxy(path, url)
}

/** What ringlock.yaml gets for a portal that is not there yet. */
export function portalEntries({ pbx, portal, host, publicUrl }: Joined, listen: string) {
  const entry = {
    name: portal,
    keyFile: `${portal}-portal-key`,
    origins: [new URL(publicUrl).origin],
    ...(pbx.maySkipPassword && { maySkipPassword: true as const }),
    probe: { url: `https://${host}${pbx.probePath}` },
  }
  return { entry, http: { listen, publicUrl, trustedProxies: ['127.0.0.1'] } }
}

/**
 * Adds the portal, its key in a file beside the configuration, for the same readers. Whatever fails leaves the
 * configuration as it was.
 */
export async function addPortal(
  joined: Joined,
  listen: string,
  configFile: string,
  context: Pick<CommandContext, 'env' | 'checkConfig'>,
): Promise<string> {
  const { entry, http } = portalEntries(joined, listen)
  const keyFile = join(dirname(configFile), entry.keyFile)
  const owner = await stat(configFile)
  const key = randomBytes(32).toString('hex')
  const next = `${configFile}.new`
  await writeOwned(keyFile, `${key}\n`, owner.mode & 0o640 & ~modeForOthers(owner), owner, 'wx')
  try {
    await writeOwned(
      next,
      withPortal(await readFile(configFile, 'utf8'), entry, http),
      owner.mode & 0o777,
      owner,
    )
    const faults = await context.checkConfig(await loadConfig(next, context))
    if (faults.length > 0) throw new ConfigError(faults)
    await rename(next, configFile)
  } catch (error) {
    await Promise.all([keyFile, next].map((file) => rm(file, { force: true })))
    throw error
  }
  return key
}

/** Writes the settings, the cache's folder and the proxy's part, and tells what it wrote. */
export async function installModule(
  joined: Joined,
  key: string,
  root: string,
  account: Account,
): Promise<string[]> {
  const { pbx } = joined
  if (/["\p{Cc}]/u.test(key))
    throw new CommandError('The key of the portal has a character that the settings cannot hold.', 2)
  const [settings, cache, proxy] = [pbx.settingsFile, pbx.cacheFolder, pbx.proxyFile].map((path) =>
    join(root, path),
  )
  if (settings === undefined || cache === undefined || proxy === undefined) throw new RangeError('no paths')
  const before = await readFile(settings, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  await writeOwned(settings, mergedSettings(before, settingsText(joined, key)), 0o640, {
    uid: 0,
    gid: account.gid,
  })
  await mkdir(cache, { recursive: true, mode: 0o700 })
  await chmod(cache, 0o700)
  await chown(cache, account.uid, account.gid)
  const text = proxyText(joined)
  if (text === null || (await stat(dirname(proxy)).catch(() => null)) === null) return [settings, cache]
  await writeOwned(proxy, text, 0o644, { uid: 0, gid: 0 })
  return [settings, cache, proxy]
}

/** Never readable by others on the way: owner and mode are set before it has its name. */
async function writeOwned(
  file: string,
  text: string,
  mode: number,
  { uid, gid }: Account,
  flag: 'w' | 'wx' = 'w',
): Promise<void> {
  if (flag === 'wx' && (await stat(file).catch(() => null)) !== null) {
    throw new CommandError(`${file} is there already, and no portal uses it: remove it first.`)
  }
  const temporary = `${file}.tmp`
  await rm(temporary, { force: true })
  await writeFile(temporary, text, { mode: 0o600, flag: 'wx' })
  await chown(temporary, uid, gid)
  await chmod(temporary, mode)
  await rename(temporary, file)
}

interface Account {
  readonly uid: number
  readonly gid: number
}

/** The web server's account on the PBX; null: this host has none, and is not the PBX's. */
export async function findAccount(root: string, name: string): Promise<Account | null> {
  const passwd = await readFile(join(root, 'etc/passwd'), 'utf8').catch(() => '')
  const [, , uid, gid] =
    passwd
      .split('\n')
      .map((line) => line.split(':'))
      .find(([each]) => each === name) ?? []
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) }
}

export function portalOf(config: Config, name: string) {
  return config.http?.portals.find((each) => each.name === name) ?? null
}
