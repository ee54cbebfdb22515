import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../free-port.ts'
import { type MailServer, startMailServer } from '../server/mail/mail-server.ts'
import { alice } from './alice.ts'
import { domainRows, domains, type NewUser, schema, userRows, userUuid } from './fusionpbx-database.ts'
import { packedSnippet, startFpm, startNginx, writeRinglockConfig } from './fusionpbx-servers.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { type RunResult, run, type Server, startServer, systemAccount } from './processes.ts'
import { program } from './ringlock.ts'
import { type Front, startFront } from './ringlock-front.ts'

/** How FusionPBX calls its methods; the double can be each. */
export type FusionpbxVersion = '5.1' | '5.3' | '5.5' | 'master'

export interface PbxUser {
  readonly name: string
  readonly uuid: string
  readonly domain: string
  readonly password: string
  readonly recoveryCodes: readonly string[]
}

/** The double of FusionPBX behind nginx and php-fpm, with the module in it, and a Ringlock of its own. */
export interface FusionpbxSite {
  readonly url: string
  readonly root: string
  readonly folder: string
  readonly front: Front
  readonly postgres: Postgres
  readonly mail: MailServer
  readonly settingsFile: string
  readonly bypassFile: string
  /** Of the portal that FusionPBX is to Ringlock. */
  readonly portalKey: string
  /** The account of php-fpm's workers. */
  readonly account: { readonly uid: number; readonly gid: number }
  /** What FusionPBX's PHP is told by its environment. */
  readonly env: Readonly<Record<string, string>>
  /** Its database's, in psql's words. */
  sql(text: string): Promise<string>
  /** PHP on the command line, in FusionPBX's folder. */
  php(...args: readonly string[]): Promise<RunResult>
  syslog(): Promise<string>
  /** The log of php-fpm's workers. */
  phpLog(): Promise<string>
  ringlock(...args: readonly string[]): Promise<RunResult>
  addUser(user: NewUser): Promise<PbxUser>
  /** As if their hour were over. */
  forgetKeys(): Promise<void>
  /** Writes config.conf and the module's settings anew, and takes every interference back. */
  configure(version: FusionpbxVersion, settings?: Readonly<Record<string, string>>): Promise<void>
  stop(): Promise<void>
}

export const siteNeeds = { needs: ['php', 'php-fpm', 'pdo_pgsql', 'nginx', 'postgres'] } as const

const portalKey = 'the key of FusionPBX in these tests'
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export interface SiteOptions {
  /** false: as FusionPBX comes; the installation is for the test. */
  readonly withModule?: boolean
  /** A checkout of FusionPBX in the double's place. */
  readonly checkout?: string
}

export async function startFusionpbx(options: SiteOptions = {}): Promise<FusionpbxSite> {
  const running: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of running.reverse()) await end()
  }
  try {
    return await start(options, running, stop)
  } catch (fault) {
    await stop()
    throw fault
  }
}

/** @param running - how to end what was started, in order */
async function start(
  { withModule = true, checkout }: SiteOptions,
  running: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<FusionpbxSite> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-fusionpbx-'))
  running.push(() => rm(folder, { recursive: true, force: true }))
  const account = await systemAccount('www-data')
  if (account === null) throw new Error('there is no account www-data')
  // Workers look into it by names that they are told.
  await chmod(folder, 0o711)
  for (const name of ['sessions', 'cache', 'logs', 'nginx', 'tmp']) {
    await mkdir(join(folder, name), { mode: 0o700 })
    await chown(join(folder, name), account.uid, account.gid)
  }
  const root = join(folder, 'fusionpbx')
  await cp(checkout ?? here('fusionpbx-double'), root, { recursive: true })
  if (withModule) await layModule(root)

  // FusionPBX finds its config.conf in /etc, or under what Windows calls the system drive.
  const files = {
    config: join(folder, 'ProgramData/fusionpbx/config.conf'),
    settings: join(folder, 'etc/ringlock-fusionpbx.ini'),
    bypass: join(folder, 'ringlock.bypass'),
    syslog: join(folder, 'logs/syslog'),
    phpLog: join(folder, 'logs/php.log'),
  }
  for (const path of ['ProgramData/fusionpbx', 'etc']) await mkdir(join(folder, path), { recursive: true })
  const env = { SystemDrive: folder, FUSIONPBX_DOUBLE_CONFIG: files.config, TMPDIR: join(folder, 'tmp') }
  const php = (...args: readonly string[]) => run('php', args, { cwd: root, env })

  const [nginxPort, ringlockPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${nginxPort}`
  const postgres = await startPostgres()
  running.push(postgres.stop)
  const sql = (text: string) => postgres.sql(`\\connect fusionpbx\n${text}`)
  const mail = await startMailServer()
  running.push(mail.close)
  const front = await startFront(`http://127.0.0.1:${ringlockPort}`)
  running.push(front.stop)

  async function emptyCache() {
    for (const name of await readdir(join(folder, 'cache'))) await rm(join(folder, 'cache', name))
  }
  async function configure(version: FusionpbxVersion, settings: Readonly<Record<string, string>> = {}) {
    const places = { root, syslog: files.syslog, settings: files.settings, bypass: files.bypass }
    await writeFile(files.config, configConf(postgres, version, places))
    const written = {
      url: front.url,
      public_url: `${url}/ringlock`,
      portal: 'fusionpbx',
      key: portalKey,
      user_store: 'pbx',
      cache_folder: join(folder, 'cache'),
      ...settings,
    }
    const text = Object.entries(written).map(([key, value]) => `${key} = "${value}"\n`)
    await writeFile(files.settings, text.join(''))
    await chown(files.settings, 0, account?.gid ?? 0)
    await chmod(files.settings, 0o640)
    await rm(files.bypass, { force: true })
    await emptyCache()
    front.interfere(null)
  }
  await configure('master')
  await postgres.sql('CREATE DATABASE fusionpbx')
  if (checkout === undefined) await sql(schema)
  else await makeRealTables(sql, php)

  const ports = { http: ringlockPort, mail: mail.port }
  const configFile = await writeRinglockConfig(folder, postgres, { url, key: portalKey }, ports)
  const ringlockServer = await startServer(process.execPath, [program, 'serve', '--config', configFile])
  running.push(ringlockServer.stop)
  const fpm = await startFpm(folder, { phpLog: files.phpLog, env })
  running.push(fpm.stop)
  const nginx = await startNginx(folder, {
    root,
    port: nginxPort,
    snippet: await packedSnippet(front.url),
  })
  running.push(nginx.stop)
  await until(async () => (await fetch(`${front.url}/healthz`)).ok, ringlockServer)
  await until(async () => (await fetch(`${url}/login.php`)).ok, nginx)

  const ringlock = (...args: readonly string[]) =>
    run(process.execPath, [program, ...args, '--config', configFile])
  let users = 0

  return {
    url,
    root,
    folder,
    front,
    postgres,
    mail,
    account,
    env,
    portalKey,
    settingsFile: files.settings,
    bypassFile: files.bypass,
    sql,
    php,
    ringlock,
    configure,
    forgetKeys: emptyCache,
    syslog: () => readFile(files.syslog, 'utf8').catch(() => ''),
    phpLog: () => readFile(files.phpLog, 'utf8').catch(() => ''),
    async addUser(user) {
      const { name, domain = domains[0], enrolled = true } = user
      const uuid = userUuid(++users)
      const password = user.password ?? `password of ${name} in ${domain}`
      await sql(await userRows(uuid, password, user))
      if (!enrolled) return { name, uuid, domain, password, recoveryCodes: [] }
      const { stdout, stderr } = await ringlock(
        ...['enrol', `${name}@${domain}`, '--totp-secret', alice.totpSecret, '--json'],
      )
      const { recoveryCodes } = stdout === '' ? { recoveryCodes: null } : JSON.parse(stdout)
      if (!Array.isArray(recoveryCodes))
        throw new Error(`${name}@${domain} is not enrolled: ${stdout}${stderr}`)
      return { name, uuid, domain, password, recoveryCodes }
    },
    stop,
  }
}

/** The module's files, as the installation lays them. */
async function layModule(root: string): Promise<void> {
  const module = here('../../adapters/fusionpbx/module')
  await cp(join(module, 'app'), join(root, 'app'), { recursive: true })
  await cp(here('../../adapters/portal-php'), join(root, 'app/ringlock/portal'), { recursive: true })
  await cp(join(module, 'plugin'), join(root, 'core/authentication/resources/classes/plugins'), {
    recursive: true,
  })
}

function configConf(
  postgres: Postgres,
  version: FusionpbxVersion,
  places: Readonly<Record<'root' | 'syslog' | 'settings' | 'bypass', string>>,
): string {
  const { port, password } = new URL(postgres.url)
  const values = {
    'database.0.type': 'pgsql',
    'database.0.host': '127.0.0.1',
    'database.0.port': port,
    'database.0.name': 'fusionpbx',
    'database.0.username': 'postgres',
    'database.0.password': password,
    'document.root': places.root,
    'project.path': '',
    'session.cookie_secure': 'false',
    'double.version': version,
    'double.syslog': places.syslog,
    'ringlock.settings': places.settings,
    'ringlock.bypass': places.bypass,
  }
  return Object.entries(values)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('')
}

/** By FusionPBX's own upgrade. Without FreeSWITCH beside it the defaults end early, after the settings. */
async function makeRealTables(sql: FusionpbxSite['sql'], php: FusionpbxSite['php']): Promise<void> {
  const upgrade = 'method_exists($schema, "upgrade") ? $schema->upgrade("text") : $schema->schema("text");'
  const made = await php('-r', `require "resources/require.php"; $schema = new schema; ${upgrade}`)
  if (made.exitCode !== 0) throw new Error(made.stdout + made.stderr)
  await sql(domainRows)
  await php('core/upgrade/upgrade.php', 'defaults')
  await php('core/upgrade/upgrade.php', 'permissions')
}

const longestStart = 60_000

async function until(isReady: () => Promise<boolean>, server: Server): Promise<void> {
  const deadline = Date.now() + longestStart
  while (!(await isReady().catch(() => false))) {
    if (!server.running() || Date.now() > deadline) throw new Error(`it does not start: ${server.output()}`)
    await sleep(50)
  }
}
