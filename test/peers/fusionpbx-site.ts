import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../free-port.ts'
import { type MailServer, startMailServer } from '../server/mail/mail-server.ts'
import { alice } from './alice.ts'
import { nginxProgram, phpFpmProgram } from './peers.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { type RunResult, run, type Server, startServer, systemAccount } from './processes.ts'
import { program } from './ringlock.ts'
import { type Front, startFront } from './ringlock-front.ts'
import { cheapHash, makePostgresDatabase } from './user-databases.ts'

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
  readonly mail: MailServer
  readonly settingsFile: string
  readonly bypassFile: string
  /** The account of php-fpm's workers. */
  readonly account: { readonly uid: number; readonly gid: number }
  /** Its database's, in psql's words. */
  sql(text: string): Promise<string>
  /** PHP on the command line, in FusionPBX's folder. */
  php(...args: readonly string[]): Promise<RunResult>
  syslog(): Promise<string>
  /** The log of php-fpm's workers. */
  phpLog(): Promise<string>
  ringlock(...args: readonly string[]): Promise<RunResult>
  addUser(user: NewUser): Promise<PbxUser>
  /** As if its hour were over. */
  forgetKeys(): Promise<void>
  /** Of the portal that FusionPBX is to Ringlock. */
  readonly portalKey: string
  /** Writes config.conf and the module's settings anew. */
  configure(version: FusionpbxVersion, settings?: Readonly<Record<string, string>>): Promise<void>
  stop(): Promise<void>
}

export interface NewUser {
  readonly name: string
  readonly domain?: string
  readonly group?: 'user' | 'admin' | 'superadmin'
  readonly enrolled?: boolean
  readonly email?: string
  readonly apiKey?: string
  readonly password?: string
}

export const domains = ['a.example.test', 'b.example.test', '127.0.0.1'] as const
export const siteNeeds = { needs: ['php', 'php-fpm', 'pdo_pgsql', 'nginx', 'postgres'] } as const

const portalKey = 'the key of FusionPBX in these tests'
const workers = 8
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
export const domainUuid = (domain: string) => uuidOf(1, domains.indexOf(domain as (typeof domains)[number]))
const uuidOf = (kind: number, index: number) =>
  `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`

const schema = `
  CREATE TABLE v_domains (domain_uuid uuid PRIMARY KEY, domain_parent_uuid uuid, domain_name text, domain_enabled boolean);
  CREATE TABLE v_users (user_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_uuid uuid, username text, password text, salt text,
    user_email text, user_status text, api_key text, user_totp_secret text, user_type text, user_enabled boolean);
  CREATE TABLE v_groups (group_uuid uuid PRIMARY KEY, domain_uuid uuid, group_name text, group_level numeric);
  CREATE TABLE v_user_groups (user_group_uuid uuid PRIMARY KEY DEFAULT gen_random_uuid(), domain_uuid uuid, group_name text,
    group_uuid uuid, user_uuid uuid);
  CREATE TABLE v_group_permissions (group_permission_uuid uuid PRIMARY KEY DEFAULT gen_random_uuid(), permission_name text, group_name text);
  CREATE TABLE v_menu_items (menu_item_uuid uuid PRIMARY KEY, menu_item_parent_uuid uuid, menu_item_title text, menu_item_link text);
  ${['default', 'domain', 'user'].map(settingsTable).join('')}
  CREATE TABLE v_user_logs (user_log_uuid uuid PRIMARY KEY, "timestamp" timestamptz, domain_uuid uuid, user_uuid uuid, username text,
    type text, result text, detail text, remote_address text, user_agent text, remember_selector uuid, remember_validator text);
  INSERT INTO v_groups (group_uuid, group_name, group_level) VALUES
    ('${uuidOf(3, 0)}', 'superadmin', 80), ('${uuidOf(3, 1)}', 'admin', 50), ('${uuidOf(3, 2)}', 'user', 30);
  INSERT INTO v_domains (domain_uuid, domain_name, domain_enabled) VALUES
    ${domains.map((domain) => `('${domainUuid(domain)}', '${domain}', true)`).join(', ')};
  INSERT INTO v_default_settings (default_setting_category, default_setting_subcategory, default_setting_name, default_setting_value,
    default_setting_order, default_setting_enabled) VALUES
    ('authentication', 'methods', 'array', 'database', 10, true), ('authentication', 'methods', 'array', 'ringlock', 50, true),
    ('login', 'remember_me', 'boolean', 'false', 10, true);`

function settingsTable(kind: string): string {
  const owner =
    kind === 'default' ? '' : kind === 'domain' ? 'domain_uuid uuid,' : 'domain_uuid uuid, user_uuid uuid,'
  const columns = ['category', 'subcategory', 'name', 'value'].map((each) => `${kind}_setting_${each} text`)
  return `CREATE TABLE v_${kind}_settings (${kind}_setting_uuid uuid PRIMARY KEY DEFAULT gen_random_uuid(), ${owner}
    ${columns.join(', ')}, ${kind}_setting_order numeric, ${kind}_setting_enabled boolean, ${kind}_setting_description text);`
}

/** @param withModule - otherwise the double is as FusionPBX comes, and its installation is for the test */
export async function startFusionpbx(withModule = true): Promise<FusionpbxSite> {
  const running: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of running.reverse()) await end()
  }
  try {
    return await start(withModule, running, stop)
  } catch (fault) {
    await stop()
    throw fault
  }
}

/** @param running - how to end what was started, in order */
async function start(
  withModule: boolean,
  running: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<FusionpbxSite> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-fusionpbx-'))
  running.push(() => rm(folder, { recursive: true, force: true }))
  const account = await systemAccount('www-data')
  if (account === null) throw new Error('there is no account www-data')
  // Workers look into it by names that they are told.
  await chmod(folder, 0o711)
  const own = async (name: string) => {
    await mkdir(join(folder, name), { mode: 0o700 })
    await chown(join(folder, name), account.uid, account.gid)
  }
  await Promise.all(['sessions', 'cache', 'logs', 'nginx'].map(own))

  const [nginxPort, ringlockPort, postgres] = [await freePort(), await freePort(), await startPostgres()]
  running.push(postgres.stop)
  await makePostgresDatabase(postgres, 'fusionpbx', schema)
  const url = `http://127.0.0.1:${nginxPort}`
  const mail = await startMailServer()
  running.push(mail.close)
  const ports = { http: ringlockPort, mail: mail.port }
  const configFile = await writeRinglockConfig(folder, postgres, url, ports)
  const ringlockServer = await startServer(process.execPath, [program, 'serve', '--config', configFile])
  running.push(ringlockServer.stop)
  const front = await startFront(`http://127.0.0.1:${ringlockPort}`)
  running.push(front.stop)
  const root = join(folder, 'fusionpbx')
  await assembleFusionpbx(root, withModule)

  const files = {
    config: join(folder, 'config.conf'),
    settings: join(folder, 'ringlock-fusionpbx.ini'),
    bypass: join(folder, 'ringlock.bypass'),
    syslog: join(folder, 'logs/syslog'),
    phpLog: join(folder, 'logs/php.log'),
  }
  const databaseUrl = new URL(postgres.url)
  async function emptyCache() {
    for (const name of await readdir(join(folder, 'cache'))) await rm(join(folder, 'cache', name))
  }
  async function configure(version: FusionpbxVersion, settings: Readonly<Record<string, string>> = {}) {
    const database = { host: '127.0.0.1', port: databaseUrl.port, name: 'fusionpbx', username: 'postgres' }
    const lines = Object.entries(database).map(([key, value]) => `database.0.${key} = ${value}`)
    await writeFile(
      files.config,
      [
        ...lines,
        `database.0.password = ${databaseUrl.password}`,
        `double.version = ${version}`,
        `double.syslog = ${files.syslog}`,
        `ringlock.settings = ${files.settings}`,
        `ringlock.bypass = ${files.bypass}`,
        '',
      ].join('\n'),
    )
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
  const fpm = await startFpm(folder, files)
  running.push(fpm.stop)
  const nginx = await startNginx(folder, { root, port: nginxPort, front })
  running.push(nginx.stop)
  await until(async () => (await fetch(`${front.url}/healthz`)).ok, ringlockServer)
  await until(async () => (await fetch(`${url}/login.php`)).ok, nginx)

  const sql = (text: string) => postgres.sql(`\\connect fusionpbx\n${text}`)
  const php = (...args: readonly string[]) =>
    run('php', args, { cwd: root, env: { FUSIONPBX_DOUBLE_CONFIG: files.config } })
  const ringlock = (...args: readonly string[]) =>
    run(process.execPath, [program, ...args, '--config', configFile])
  let users = 0

  return {
    url,
    root,
    folder,
    front,
    mail,
    account,
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
    async addUser({ name, domain = domains[0], group = 'user', enrolled = true, email, apiKey, password }) {
      const uuid = uuidOf(9, ++users)
      const typed = password ?? `password of ${name} in ${domain}`
      const text = (value: string | undefined) => (value === undefined ? 'NULL' : `'${value}'`)
      const groupUuid = uuidOf(3, ['superadmin', 'admin', 'user'].indexOf(group))
      await sql(`
        INSERT INTO v_users (user_uuid, domain_uuid, username, password, user_email, api_key, user_enabled) VALUES
          ('${uuid}', '${domainUuid(domain)}', '${name}', '${await cheapHash(typed)}', ${text(email)}, ${text(apiKey)}, true);
        INSERT INTO v_user_groups (domain_uuid, group_name, group_uuid, user_uuid) VALUES
          ('${domainUuid(domain)}', '${group}', '${groupUuid}', '${uuid}');`)
      if (!enrolled) return { name, uuid, domain, password: typed, recoveryCodes: [] }
      const { stdout, stderr } = await ringlock(
        ...['enrol', `${name}@${domain}`, '--totp-secret', alice.totpSecret, '--json'],
      )
      const { recoveryCodes } = stdout === '' ? { recoveryCodes: null } : JSON.parse(stdout)
      if (!Array.isArray(recoveryCodes))
        throw new Error(`${name}@${domain} is not enrolled: ${stdout}${stderr}`)
      return { name, uuid, domain, password: typed, recoveryCodes }
    },
    stop,
  }
}

/** The double with the module in it, as the installation lays them. */
async function assembleFusionpbx(root: string, withModule: boolean): Promise<void> {
  await cp(here('fusionpbx-double'), root, { recursive: true })
  if (!withModule) return
  const module = here('../../adapters/fusionpbx/module')
  await cp(join(module, 'app'), join(root, 'app'), { recursive: true })
  await cp(here('../../adapters/portal-php'), join(root, 'app/ringlock/portal'), { recursive: true })
  await cp(join(module, 'plugin'), join(root, 'core/authentication/resources/classes/plugins'), {
    recursive: true,
  })
}

async function writeRinglockConfig(
  folder: string,
  postgres: Postgres,
  url: string,
  ports: { readonly http: number; readonly mail: number },
): Promise<string> {
  const file = join(folder, 'ringlock.yaml')
  const database = new URL(postgres.url)
  const connection = {
    host: '127.0.0.1',
    port: Number(database.port),
    user: 'postgres',
    password: database.password,
  }
  const config = {
    dataDir: './ringlock',
    http: {
      listen: `127.0.0.1:${ports.http}`,
      publicUrl: `${url}/ringlock`,
      portals: [{ name: 'fusionpbx', key: portalKey, origins: [url], maySkipPassword: true }],
      trustedProxies: ['127.0.0.1'],
    },
    userStores: [{ name: 'pbx', kind: 'fusionpbx', database: 'fusionpbx', ...connection }],
    policy: { secondFactor: 'optional' },
    mail: { from: 'pbx@example.test', smtp: { host: '127.0.0.1', port: ports.mail, security: 'none' } },
  }
  await writeFile(file, JSON.stringify(config), { mode: 0o600 })
  return file
}

async function startFpm(folder: string, files: { readonly config: string; readonly phpLog: string }) {
  const configFile = join(folder, 'php-fpm.conf')
  await writeFile(
    configFile,
    `[global]
error_log = ${folder}/logs/fpm.log
[www]
user = www-data
listen = ${folder}/php.sock
listen.owner = www-data
pm = static
pm.max_children = ${workers}
catch_workers_output = yes
php_admin_value[session.save_path] = ${folder}/sessions
php_admin_value[error_log] = ${files.phpLog}
php_admin_flag[log_errors] = on
env[FUSIONPBX_DOUBLE_CONFIG] = ${files.config}
`,
  )
  // Every line of it is read anew: tests change the code of a module while it runs.
  const args = ['-F', '-y', configFile, '-d', 'opcache.enable=0']
  return startServer(phpFpmProgram() ?? '', args)
}

async function startNginx(
  folder: string,
  { root, port, front }: { readonly root: string; readonly port: number; readonly front: Front },
) {
  const snippet = await readFile(here('../../adapters/fusionpbx/module/nginx.conf'), 'utf8')
  const configFile = join(folder, 'nginx.conf')
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  await writeFile(
    configFile,
    `daemon off;
user www-data;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/logs/nginx.log;
events {}
http {
  access_log off;
  include /etc/nginx/mime.types;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/nginx/${kind};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    root ${root};
    index index.php;
    ${snippet.replace('http://127.0.0.1:8090', front.url)}
    location ~ \\.php$ {
      fastcgi_pass unix:${folder}/php.sock;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
    }
  }
}
`,
  )
  return startServer(nginxProgram, ['-c', configFile, '-p', folder, '-e', `${folder}/logs/nginx.log`])
}

const longestStart = 30_000

async function until(isReady: () => Promise<boolean>, server: Server): Promise<void> {
  const deadline = Date.now() + longestStart
  while (!(await isReady().catch(() => false))) {
    if (!server.running() || Date.now() > deadline) throw new Error(`it does not start: ${server.output()}`)
    await sleep(50)
  }
}
