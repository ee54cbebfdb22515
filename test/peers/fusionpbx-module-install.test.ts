import { createHash, createHmac } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import packageJson from '../../package.json' with { type: 'json' }
import { aliceCodes } from './alice.ts'
import { domainUuid } from './fusionpbx-database.ts'
import { asksForCode, giveCode, givePassword, visitorOf, whoIsIn } from './fusionpbx-login.ts'
import type { FusionpbxSite } from './fusionpbx-site.ts'
import { fusionpbxSuite } from './fusionpbx-suite.ts'
import { lintPhp } from './php.ts'
import { type RunResult, run } from './processes.ts'
import type { Shown, Visitor } from './web-visitor.ts'

const packed = fileURLToPath(
  new URL(`../../dist/modules/ringlock-fusionpbx-${packageJson.version}.tgz`, import.meta.url),
)

interface Installation {
  readonly before: readonly string[]
  cache(): string
  install(...args: readonly string[]): Promise<RunResult>
  settings(): string[]
  doctor(): Promise<RunResult>
  login(): Promise<{ readonly visitor: Visitor; readonly shown: Shown }>
  everything(): Promise<string[]>
}

/** The unpacked module beside a FusionPBX as it comes, with one user. */
async function prepare(site: FusionpbxSite): Promise<Installation> {
  await site.configure('master')
  await rm(site.settingsFile)
  await site.php('core/upgrade/upgrade.php', 'permissions')
  await site.sql(`DELETE FROM v_default_settings WHERE default_setting_value = 'ringlock';
    UPDATE v_default_settings SET default_setting_value = 'true' WHERE default_setting_subcategory = 'remember_me'`)
  const keyFile = join(site.folder, 'portal-key')
  await writeFile(keyFile, `${site.portalKey}\n`, { mode: 0o600 })
  const user = await site.addUser({ name: 'installed' })
  const before = await everything(site)
  await mkdir(join(site.folder, 'package'))
  const unpacked = await run('tar', ['xzf', packed, '-C', join(site.folder, 'package')])
  assert.is(unpacked.exitCode, 0, unpacked.stderr)
  const cache = () => join(site.folder, 'module-cache')
  return {
    before,
    cache,
    async install(...args) {
      const script = join(site.folder, 'package', `ringlock-fusionpbx-${packageJson.version}`, 'install.sh')
      const places = ['--root', site.root, '--settings', site.settingsFile, '--cache', cache()]
      const more = ['--sessions', join(site.folder, 'sessions'), ...args]
      return run(script, [...places, ...more], { env: site.env })
    },
    settings: () => [
      ...['--url', site.front.url, '--public-url', `${site.url}/ringlock`, '--portal', 'fusionpbx'],
      ...['--user-store', 'pbx', '--key-file', keyFile],
    ],
    doctor: () => site.php('app/ringlock/doctor.php'),
    async login() {
      const visitor = visitorOf(site, user.domain)
      return { visitor, shown: await givePassword(visitor, user) }
    },
    everything: () => everything(site),
  }
}

/** Files with their contents, and the rows that the module could touch. */
async function everything(site: FusionpbxSite): Promise<string[]> {
  const entries = await readdir(site.root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hashed = files.map(async (file) => {
    const hash = createHash('sha256').update(await readFile(file))
    return `${file} ${hash.digest('hex')} ${((await stat(file)).mode & 0o777).toString(8)}`
  })
  const tables = ['default_settings', 'domain_settings', 'user_settings', 'group_permissions', 'menu_items']
  const rows = await site.sql(tables.map((table) => `SELECT '${table}', t.* FROM v_${table} t;`).join('\n'))
  // Ids of rows that were deleted and made anew differ.
  const plain = rows.split('\n').map((row) => row.replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, 'id'))
  return [...(await Promise.all(hashed)), ...plain].sort()
}

const test = fusionpbxSuite('the FusionPBX module: its installation', {
  withModule: false,
  keepsState: true,
  prepare,
})

test('without --on the files are there, and the login is as before', async ({
  site,
  install,
  settings,
  login,
}) => {
  const { exitCode, stdout, stderr } = await install(...settings())
  assert.is(exitCode, 0, stdout + stderr)
  assert.match(stdout, 'the method is switched off')
  assert.is(whoIsIn((await login()).shown), 'installed@a.example.test')
  const { mode, uid } = await stat(site.settingsFile)
  assert.equal([mode & 0o777, uid], [0o640, 0])
  assert.match(await readFile(site.settingsFile, 'utf8'), site.portalKey)
})

test('--on asks for the code, ends sessions and remember-me of before, and the doctor is content', async ({
  site,
  install,
  doctor,
  login,
}) => {
  const { visitor } = await login()
  await writeFile(join(site.folder, 'sessions/sess_ofanother'), 'other|s:1:"x";')
  const { exitCode, stdout, stderr } = await install('--on', '--with-menu')
  assert.is(exitCode, 0, stdout + stderr)
  const menu = await site.sql("SELECT count(*) FROM v_menu_items WHERE menu_item_link LIKE '/app/ringlock/%'")
  assert.is(menu.trim(), '2')
  assert.is(whoIsIn(await visitor.get('/core/dashboard/')), null)
  assert.ok((await readdir(join(site.folder, 'sessions'))).includes('sess_ofanother'))
  const { visitor: another, shown } = await login()
  assert.ok(asksForCode(shown), shown.body)
  assert.is(whoIsIn(await giveCode(another, shown, aliceCodes()[0])), 'installed@a.example.test')
  const examined = await doctor()
  assert.is(examined.exitCode, 0, examined.stdout)
  assert.not.match(examined.stdout, /^(warning|fault)/m)
})

test('again changes nothing, and an upgrade leaves the method on', async ({ install, login, everything }) => {
  const then = await everything()
  const { exitCode, stdout, stderr } = await install()
  assert.is(exitCode, 0, stdout + stderr)
  assert.equal(await everything(), then)
  assert.ok(asksForCode((await login()).shown))
})

test('the doctor names what is open or wrong, and ends with 1', async ({ site, cache, doctor }) => {
  const faults: readonly (readonly [what: RegExp, make: string, undo: string])[] = [
    [
      /fault +open, .*: b\.example\.test/,
      `INSERT INTO v_domain_settings (domain_uuid, domain_setting_category, domain_setting_subcategory, domain_setting_name,
           domain_setting_value, domain_setting_enabled)
         VALUES ('${domainUuid('b.example.test')}', 'authentication', 'methods', 'array', 'database', true)`,
      'DELETE FROM v_domain_settings',
    ],
    [
      /fault +ringlock has to be the last/,
      `UPDATE v_default_settings SET default_setting_order = 5 WHERE default_setting_value = 'ringlock'`,
      `UPDATE v_default_settings SET default_setting_order = 50 WHERE default_setting_value = 'ringlock'`,
    ],
    [
      /fault +the method is switched off/,
      `UPDATE v_default_settings SET default_setting_enabled = false WHERE default_setting_value = 'ringlock'`,
      `UPDATE v_default_settings SET default_setting_enabled = true WHERE default_setting_value = 'ringlock'`,
    ],
    [
      /fault +nobody can log in where ringlock is the only method.*: b\.example\.test/,
      `INSERT INTO v_domain_settings (domain_uuid, domain_setting_category, domain_setting_subcategory, domain_setting_name,
           domain_setting_value, domain_setting_enabled)
         VALUES ('${domainUuid('b.example.test')}', 'authentication', 'methods', 'array', 'ringlock', true)`,
      'DELETE FROM v_domain_settings',
    ],
    [
      /fault +ringlock is the only method/,
      `UPDATE v_default_settings SET default_setting_enabled = false WHERE default_setting_value = 'database'`,
      `UPDATE v_default_settings SET default_setting_enabled = true WHERE default_setting_value = 'database'`,
    ],
  ]
  for (const [what, make, undo] of faults) {
    await site.sql(make)
    const { exitCode, stdout } = await doctor()
    await site.sql(undo)
    assert.match(stdout, what)
    assert.is(exitCode, 1)
  }
  await site.sql(
    `UPDATE v_default_settings SET default_setting_value = 'true' WHERE default_setting_subcategory = 'remember_me'`,
  )
  assert.match((await doctor()).stdout, /warning +remember-me is on in every domain/)
  await site.sql(
    `UPDATE v_default_settings SET default_setting_value = 'false' WHERE default_setting_subcategory = 'remember_me'`,
  )

  const file = join(site.root, 'app/ringlock/lib/Login.php')
  const text = await readFile(file, 'utf8')
  await writeFile(file, `${text}\n`)
  assert.match((await doctor()).stdout, /fault +missing or changed.*lib\/Login\.php/)
  await writeFile(file, text)

  await writeFile(site.bypassFile, '')
  assert.match((await doctor()).stdout, /fault .*lets everybody in with the password alone/)
  await utimes(site.bypassFile, 1, 1)
  assert.match((await doctor()).stdout, /warning .*counts no more/)
  await rm(site.bypassFile)

  const kept = await readFile(site.settingsFile, 'utf8')
  const withSettings = async (change: (text: string) => string) => {
    await writeFile(site.settingsFile, change(kept))
    await rm(join(cache(), 'outage.json'), { force: true })
    const { stdout } = await doctor()
    await writeFile(site.settingsFile, kept)
    await rm(join(cache(), 'outage.json'), { force: true })
    return stdout
  }
  assert.match(
    await withSettings((ini) => ini.replace(site.portalKey, 'x'.repeat(20))),
    /fault .*does not know the portal's key/,
  )
  assert.match(
    await withSettings((ini) => ini.replace(site.front.url, 'http://127.0.0.1:1')),
    /fault +Ringlock does not answer/,
  )
  assert.match(await withSettings((ini) => ini.replace(/^key.*$/m, '')), /fault .*key is missing/)
  assert.is((await doctor()).exitCode, 0)
})

test('a probe has an answer that only the key can make, and says whether every domain is guarded', async ({
  site,
}) => {
  const nonce = 'a nonce of sixteen'.replaceAll(' ', '-')
  const ask = async (asked: string) => {
    const response = await fetch(
      `${site.url}/app/ringlock/probe.php?${new URLSearchParams({ nonce: asked })}`,
    )
    return { status: response.status, answer: JSON.parse(await response.text()) }
  }
  const said = (state: string) =>
    ['ringlock-probe', 'fusionpbx', packageJson.version, state, nonce].join('\n')
  const mac = (state: string) => createHmac('sha256', site.portalKey).update(said(state)).digest('hex')
  const expected = { host: 'fusionpbx', version: packageJson.version, nonce }
  assert.equal((await ask(nonce)).answer, { ...expected, state: 'on', mac: mac('on') })
  await writeFile(site.bypassFile, '')
  assert.equal((await ask(nonce)).answer, { ...expected, state: 'off', mac: mac('off') })
  await rm(site.bypassFile)
  assert.is((await ask('short')).status, 400)
  const text = await readFile(join(site.root, 'app/ringlock/app_config.php'), 'utf8')
  assert.match(text, `['version'] = '${packageJson.version}'`)
})

test('its command line answers to no one over the web', async ({ site }) => {
  for (const path of ['setup.php', 'doctor.php']) {
    const response = await fetch(`${site.url}/app/ringlock/${path}`)
    assert.is(response.status, 404, path)
    assert.is(await response.text(), '')
  }
})

test('--off lets in with the password, and --on asks again', async ({ install, login }) => {
  assert.is((await install('--off')).exitCode, 0)
  assert.is(whoIsIn((await login()).shown), 'installed@a.example.test')
  assert.is((await install('--on')).exitCode, 0)
  assert.ok(asksForCode((await login()).shown))
})

test('--on leaves FusionPBX a method that lets users through, where it had none but by default', async ({
  site,
  install,
  login,
}) => {
  const row = await site.sql(`DELETE FROM v_default_settings WHERE default_setting_value = 'database'
      RETURNING default_setting_uuid`)
  assert.is((await install('--on')).exitCode, 0)
  const { visitor, shown } = await login()
  assert.ok(asksForCode(shown), shown.body)
  assert.is(whoIsIn(await giveCode(visitor, shown, aliceCodes()[1])), 'installed@a.example.test')
  await site.sql(
    `UPDATE v_default_settings SET default_setting_uuid = '${row.trim()}' WHERE default_setting_value = 'database'`,
  )
})

test('--on refuses where the settings are missing: no one could log in', async ({
  site,
  install,
  settings,
  login,
}) => {
  assert.is((await install('--off')).exitCode, 0)
  await rm(site.settingsFile)
  const { exitCode, stdout, stderr } = await install('--on')
  assert.is(exitCode, 1)
  assert.match(stdout, 'There are no settings yet')
  assert.match(stderr, 'Not switched on')
  assert.is(whoIsIn((await login()).shown), 'installed@a.example.test')
  assert.is((await install('--on', ...settings())).exitCode, 0)
})

test('--uninstall leaves nothing but remember_me', async ({
  site,
  before,
  cache,
  install,
  login,
  everything,
}) => {
  const { exitCode, stdout, stderr } = await install('--uninstall')
  assert.is(exitCode, 0, stdout + stderr)
  assert.is(whoIsIn((await login()).shown), 'installed@a.example.test')
  await site.sql(
    `UPDATE v_default_settings SET default_setting_value = 'true' WHERE default_setting_subcategory = 'remember_me'`,
  )
  assert.equal(await everything(), before)
  for (const path of [cache(), site.settingsFile]) {
    assert.is(await stat(path).catch(() => null), null, path)
  }
})

test('what is no FusionPBX is left alone', async ({ site, install }) => {
  const folder = join(site.folder, 'no-fusionpbx')
  await mkdir(folder)
  const { exitCode, stderr } = await install('--root', folder)
  assert.is(exitCode, 2)
  assert.match(stderr, 'is no FusionPBX')
  assert.equal(await readdir(folder), [])
})

test('every PHP file of it is valid', async ({ site }) => {
  const folder = join(site.folder, 'package')
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.php'))
  assert.ok(names.length > 30)
  assert.is(await lintPhp(folder, names), '')
})

test.run()
