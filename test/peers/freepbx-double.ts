import { chmod, chown, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extract } from 'tar'
import packageJson from '../../package.json' with { type: 'json' }
import { makeTemporaryFolder } from '../temporary-folder.ts'
import { type Apache, startApache } from './apache.ts'
import { type Mariadb, startMariadb } from './mariadb.ts'
import type { Peer } from './peers.ts'
import { type RunResult, run, systemAccount } from './processes.ts'
import { portal, portalKey } from './ringlock-double.ts'
import { fixtureSql, makeMariadbDatabase } from './user-databases.ts'
import { createVisitor, type Visitor } from './visitor.ts'

export const freepbxNeeds = { needs: ['php', 'php-curl', 'php-mysql', 'mod_php', 'mariadb'] satisfies Peer[] }
const source = fileURLToPath(new URL('./freepbx-double', import.meta.url))
const packed = fileURLToPath(
  new URL(`../../dist/modules/ringlock-freepbx-${packageJson.version}.tgz`, import.meta.url),
)

/** A running double of FreePBX with the packed module in it (freepbx-double/README.md). */
export interface FreepbxDouble {
  readonly url: string
  /** Behind a reverse proxy on the same host. */
  readonly proxied: string
  readonly folder: string
  /** The folder of the installed module. */
  readonly module: string
  readonly settingsFile: string
  readonly mariadb: Mariadb
  /** A browser with cookies of its own. */
  visitor(base?: string): Visitor
  fwconsole(...args: readonly string[]): Promise<RunResult>
  sql(text: string): Promise<string>
  /** Settings of FreePBX that are not as usual, until the next call. */
  configure(settings: Readonly<Record<string, unknown>>): Promise<void>
  /** Lines of the module's settings file beside those that every one has, until the next call. */
  settle(lines: string, mode?: number): Promise<void>
  /** Writes a file that Apache's account may read, under {@link folder}. */
  share(path: string, text: string): Promise<void>
  /** As if three seconds had gone by since no address answered. */
  forgetOutage(): Promise<void>
  /** What Fail2ban would read. */
  securityLog(): Promise<string>
  errorLog(): Promise<string>
  stop(): Promise<void>
}

export interface FreepbxDoubleOptions {
  readonly ringlock: string
  readonly userStore?: string
  /** Not installed yet. */
  readonly isBare?: boolean
  /** Locales that FreePBX's languages are made of, as in `de_DE`. */
  readonly locales?: readonly string[]
}

export async function startFreepbxDouble({
  ringlock,
  userStore = 'pbx',
  isBare = false,
  locales = [],
}: FreepbxDoubleOptions): Promise<FreepbxDouble> {
  const folder = await makeTemporaryFolder()
  await chmod(folder, 0o755)
  const at = (path: string) => join(folder, path)
  const module = at('html/admin/modules/ringlock')
  const settingsFile = at('etc/ringlock-freepbx.ini')
  const web = await systemAccount('www-data')
  if (web === null) throw new Error('the double of FreePBX runs as root, as Apache does')

  const mariadb = await startMariadb()
  await makeMariadbDatabase(mariadb, 'asterisk', await fixtureSql('freepbx.mysql'))
  await mariadb.sql(
    'asterisk',
    `CREATE TABLE modules (modulename varchar(50) PRIMARY KEY, version varchar(20), enabled tinyint);
     CREATE TABLE ucp_sessions (session varchar(190) PRIMARY KEY, uid int, address varchar(255), time int);
     INSERT INTO modules VALUES ('userman', '17', 1), ('ucp', '17', 1);`,
  )
  await cp(source, at('html'), { recursive: true })
  for (const name of ['userman', 'ucp']) {
    await mkdir(at(`html/admin/modules/${name}`), { recursive: true })
    await writeFile(at(`html/admin/modules/${name}/module.xml`), '<module><version>17</version></module>')
  }
  // UCP brings the folder; git keeps none that is empty.
  await mkdir(at('html/admin/modules/ucp/htdocs/modules'), { recursive: true })
  await symlink(at('html/admin/modules/ucp/htdocs'), at('html/ucp'))
  await mkdir(at('etc'))
  await writeFile(at('security.log'), '')
  await chown(at('security.log'), web.uid, web.gid)
  await mkdir(at('cache'), { mode: 0o700 })
  await chown(at('cache'), web.uid, web.gid)
  await extract({ file: packed, cwd: at('html/admin/modules') })

  async function configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const conf = {
      AMPWEBROOT: at('html'),
      AMPDBUSER: mariadb.user,
      AMPDBPASS: mariadb.password,
      AMPASTERISKWEBUSER: 'www-data',
      DSN: `mysql:host=127.0.0.1;port=${mariadb.port};dbname=asterisk;charset=utf8mb4`,
      AUTHTYPE: 'usermanager',
      SECURITYLOG: at('security.log'),
      HOOKDELAY: 0,
      ...settings,
    }
    const anchored = await readFile(at('etc/freepbx.conf'), 'utf8').catch(() => '')
    const anchor = anchored.split('\n').find((line) => line.includes('// ringlock')) ?? ''
    await writeFile(
      at('etc/freepbx.conf'),
      `<?php
define('RINGLOCK_SETTINGS', '${settingsFile}');
define('RINGLOCK_FREEPBX_CONF', '${at('etc/freepbx.conf')}');
global $amp_conf;
$amp_conf = json_decode(<<<'CONF'
${JSON.stringify(conf)}
CONF
, true);
require_once '${at('html/admin/bootstrap.php')}';
${anchor === '' ? '' : `${anchor}\n`}`,
    )
  }

  async function settle(lines: string, mode = 0o640): Promise<void> {
    const usual = `url = ${ringlock}\nportal = ${portal}\nkey = ${portalKey}\nuser_store = ${userStore}\n`
    await writeFile(settingsFile, `${usual}cache_folder = ${at('cache')}\n${lines}\n`)
    await chown(settingsFile, 0, web?.gid ?? 0)
    await chmod(settingsFile, mode)
  }

  await configure({})
  await settle('')
  const fwconsole = (...args: readonly string[]) =>
    run('php', ['-d', `session.save_path=${at('sessions')}`, at('html/fwconsole'), ...args])
  if (!isBare) {
    const installed = await fwconsole('ma', 'install', 'ringlock')
    if (installed.exitCode !== 0) throw new Error(installed.stdout + installed.stderr)
  }
  await mkdir(at('locales'))
  for (const locale of locales)
    await run('localedef', ['-i', locale, '-f', 'UTF-8', at(`locales/${locale}.UTF-8`)])
  const apache: Apache = await startApache(folder, at('html'), { env: { LOCPATH: at('locales') } })
  return {
    url: apache.url,
    proxied: apache.proxied,
    folder,
    module,
    settingsFile,
    mariadb,
    visitor: (base = apache.url) => createVisitor(base),
    // PHP's command line writes sessions as root; Apache's account has to read them.
    async fwconsole(...args) {
      const result = await fwconsole(...args)
      await run('chown', ['-R', 'www-data:www-data', at('sessions')])
      return result
    },
    sql: (text) => mariadb.sql('asterisk', text),
    configure,
    settle,
    async share(path, text) {
      await mkdir(dirname(at(path)), { recursive: true })
      await writeFile(at(path), text, { mode: 0o644 })
    },
    forgetOutage: () => rm(at('cache/outage.json'), { force: true }),
    securityLog: () => readFile(at('security.log'), 'utf8'),
    errorLog: () => readFile(at('error.log'), 'utf8'),
    async stop() {
      await apache.stop()
      await mariadb.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
