import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite, type uvu } from 'uvu'
import * as assert from 'uvu/assert'
import packageJson from '../../package.json' with { type: 'json' }
import { aliceCodes, wrongCode } from './alice.ts'
import { asksForCode, asksForPassword, giveCode, givePassword, visitorOf } from './fusionpbx-login.ts'
import type { FusionpbxSite } from './fusionpbx-site.ts'
import { fusionpbxSuite, type InFusionpbx } from './fusionpbx-suite.ts'
import { run } from './processes.ts'
import type { Visitor } from './web-visitor.ts'

const packed = fileURLToPath(
  new URL(`../../dist/modules/ringlock-fusionpbx-${packageJson.version}.tgz`, import.meta.url),
)

/** Whose token FusionPBX gives to this browser; null: to none. */
async function whoIsIn(visitor: Visitor): Promise<string | null> {
  const { body, status } = await visitor.get('/app/ringlock/token.php').catch(() => ({ body: '', status: 0 }))
  const token = status === 200 && body.startsWith('{') ? JSON.parse(body).token : undefined
  if (typeof token !== 'string') return null
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub
}

async function install(site: FusionpbxSite, ...args: readonly string[]) {
  const script = join(site.folder, 'package', `ringlock-fusionpbx-${packageJson.version}`, 'install.sh')
  const keyFile = join(site.folder, 'key')
  await run('sh', ['-c', `printf %s "$KEY" > ${keyFile}`], { env: { KEY: site.portalKey } })
  const places = [
    '--root',
    site.root,
    '--settings',
    site.settingsFile,
    '--cache',
    join(site.folder, 'module-cache'),
  ]
  const settings = [
    ...['--url', site.front.url, '--public-url', `${site.url}/ringlock`, '--portal', 'fusionpbx'],
    ...['--user-store', 'pbx', '--key-file', keyFile, '--sessions', join(site.folder, 'sessions')],
  ]
  return run(script, [...places, ...settings, ...args], { env: site.env })
}

async function prepare(site: FusionpbxSite): Promise<object> {
  await rm(site.settingsFile)
  await mkdir(join(site.folder, 'package'))
  await run('tar', ['xzf', packed, '-C', join(site.folder, 'package')])
  const { exitCode, stdout, stderr } = await install(site, '--on')
  assert.is(exitCode, 0, stdout + stderr)
  return {}
}

function testReal(test: uvu.Test<InFusionpbx>): void {
  test('real FusionPBX: the doctor is content', async ({ site }) => {
    const { exitCode, stdout, stderr } = await site.php('app/ringlock/doctor.php')
    assert.is(exitCode, 0, stdout + stderr)
    assert.not.match(stdout, /^(warning|fault)/m)
  })

  test('real FusionPBX: password and code let in; the password alone, and a wrong code, do not', async ({
    site,
  }) => {
    const user = await site.addUser({ name: 'real' })
    const visitor = visitorOf(site, user.domain)
    const asked = await givePassword(visitor, user)
    assert.ok(asksForCode(asked), asked.body)
    assert.is(await whoIsIn(visitor), null)
    const refused = await giveCode(visitor, asked, wrongCode())
    assert.is(refused.status, 401)
    await giveCode(visitor, refused, aliceCodes()[0])
    assert.is(await whoIsIn(visitor), `pbx:${user.uuid}`)
    await visitor.get('/logout.php')
    assert.is(await whoIsIn(visitor), null)
    assert.ok(asksForCode(await givePassword(visitor, user)))
    assert.ok(asksForPassword(await visitorOf(site, user.domain).get('/login.php')))
  })

  test('real FusionPBX: its pages show the elements to a superadmin', async ({ site }) => {
    const user = await site.addUser({ name: 'real-admin', group: 'superadmin' })
    const visitor = visitorOf(site, user.domain)
    await giveCode(visitor, await givePassword(visitor, user), aliceCodes()[0])
    for (const [page, element] of [
      ['ringlock', 'ringlock-account'],
      ['ringlock_admin', 'ringlock-admin-status'],
    ]) {
      const { body } = await visitor.get(`/app/ringlock/${page}.php`)
      assert.match(body, `<${element} api="/ringlock"`)
    }
  })

  test('real FusionPBX: namesakes of two domains, and a name beside the code, are kept apart', async ({
    site,
  }) => {
    const [a, b] = [
      await site.addUser({ name: 'namesake', domain: 'a.example.test' }),
      await site.addUser({ name: 'namesake', domain: 'b.example.test' }),
    ]
    const visitor = visitorOf(site, a.domain)
    const asked = await givePassword(visitor, a)
    await giveCode(visitor, asked, aliceCodes()[0], { username: `${b.name}@${b.domain}` })
    assert.is(await whoIsIn(visitor), `pbx:${a.uuid}`)
  })

  test('real FusionPBX: an API key is refused', async ({ site }) => {
    const apiKey = randomBytes(20).toString('hex')
    const user = await site.addUser({ name: 'real-api', apiKey })
    const visitor = visitorOf(site, user.domain)
    const { hidden } = await visitor.get('/login.php')
    await visitor.get(`/core/dashboard/?${new URLSearchParams({ ...hidden, key: apiKey })}`)
    assert.is(await whoIsIn(visitor), null)
  })

  test('real FusionPBX: a method of one user alone is asked', async ({ site }) => {
    await install(site, '--off')
    const user = await site.addUser({ name: 'real-own' })
    const [other] = [await site.addUser({ name: 'real-other' })]
    await site.sql(`INSERT INTO v_user_settings (user_setting_uuid, user_uuid, domain_uuid, user_setting_category, user_setting_subcategory,
      user_setting_name, user_setting_value, user_setting_order, user_setting_enabled)
      SELECT gen_random_uuid(), user_uuid, domain_uuid, 'authentication', 'methods', 'array', 'ringlock', 10, true
      FROM v_users WHERE username = 'real-own'`)
    const visitor = visitorOf(site, user.domain)
    const asked = await givePassword(visitor, user)
    const code = await readFile(
      join(site.root, 'core/authentication/resources/classes/authentication.php'),
      'utf8',
    )
    // FusionPBX has it since 5.6; before, the user gets in with the password.
    if (!code.includes("array_diff($this->settings->get('authentication', 'methods'")) {
      assert.is(await whoIsIn(visitor), `pbx:${user.uuid}`)
      return
    }
    assert.ok(asksForCode(asked), asked.body)
    assert.is(await whoIsIn(visitor), null)
    await giveCode(visitor, await visitor.get('/login.php'), aliceCodes()[0])
    assert.is(await whoIsIn(visitor), `pbx:${user.uuid}`)
    const free = visitorOf(site, other.domain)
    await givePassword(free, other)
    assert.is(await whoIsIn(free), `pbx:${other.uuid}`)
  })

  test('real FusionPBX: uninstalled, it asks for the password alone', async ({ site }) => {
    const { exitCode, stdout, stderr } = await install(site, '--uninstall')
    assert.is(exitCode, 0, stdout + stderr)
    const left =
      await site.sql(`SELECT count(*) FROM v_default_settings WHERE default_setting_value = 'ringlock'
      UNION ALL SELECT count(*) FROM v_permissions WHERE permission_name LIKE 'ringlock%'
      UNION ALL SELECT count(*) FROM v_group_permissions WHERE permission_name LIKE 'ringlock%'
      UNION ALL SELECT count(*) FROM v_menu_items WHERE menu_item_link LIKE '/app/ringlock/%'`)
    assert.equal(left.trim().split('\n'), ['0', '0', '0', '0'])
  })
}

function realSuite(checkout: string | undefined): uvu.Test<InFusionpbx> {
  const name = 'the FusionPBX module in real FusionPBX'
  if (checkout !== undefined)
    return fusionpbxSuite(name, { withModule: false, keepsState: true, checkout, prepare })
  console.log('not run: FUSIONPBX_REPO (a checkout of FusionPBX)')
  return suite(name)
}

const { FUSIONPBX_REPO } = process.env
const real = realSuite(FUSIONPBX_REPO)
if (FUSIONPBX_REPO !== undefined) testReal(real)
real.run()
