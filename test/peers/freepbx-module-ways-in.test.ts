import { chown, readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { FreepbxDouble } from './freepbx-double.ts'
import {
  asksForCode,
  config,
  enter,
  formOf,
  freepbxSuite,
  isInside,
  logIn,
  sendCode,
} from './freepbx-suite.ts'
import { portalKey, rightCode } from './ringlock-double.ts'
import { fixturePassword as password } from './user-databases.ts'

/** The ways into FreePBX beside its two login forms: each is closed, or is stated here to be open. */
const ways = freepbxSuite('FreePBX module: ways in')
const ajax = '/admin/ajax.php?module=userman&command=getUsers'
const basic = (name: string) => ({ authorization: `Basic ${btoa(`${name}:x`)}` })

ways("closed: the database's credentials", async ({ pbx }) => {
  await pbx.configure({ AMP_ACCESS_DB_CREDS: true })
  const visitor = pbx.visitor()
  const { user, password: databasePassword } = pbx.mariadb
  assert.is((await logIn(visitor, user, databasePassword)).status, 403)
  assert.not(isInside(await visitor.get(config)))
  assert.match(
    await pbx.securityLog(),
    `ringlock: refused: the account ${user}, which is no user of Ringlock`,
  )
})

ways('closed: AUTHTYPE none, until it is said whose code is asked for', async ({ pbx, ringlock }) => {
  await pbx.configure({ AUTHTYPE: 'none' })
  assert.is((await pbx.visitor().get(config)).status, 403)
  await pbx.settle('auth_none_user = pbx:1')
  const visitor = pbx.visitor()
  const page = await visitor.get(config)
  assert.ok(asksForCode(page))
  assert.equal(ringlock.asked.at(-1)?.body.amr, ['sso'])
  assert.is((await sendCode(visitor, page)).status, 303)
  assert.ok(isInside(await visitor.get(config)))
})

ways('closed: AUTHTYPE webserver asks for the code of the very user', async ({ pbx, ringlock }) => {
  await pbx.configure({ AUTHTYPE: 'webserver' })
  assert.is((await pbx.visitor().get(config, basic('mallory'))).status, 403)
  assert.match((await pbx.visitor().get(config)).text, 'FreePBX double: login')
  for (const [name, userKey] of [
    ['alice', 'pbx:1'],
    ['admin', 'pbx:ampusers/admin'],
  ] as const) {
    const visitor = pbx.visitor()
    const page = await visitor.get(config, basic(name))
    assert.ok(asksForCode(page))
    const { userKey: asked, amr } = ringlock.asked.at(-1)?.body ?? {}
    assert.equal([asked, amr], [userKey, ['sso']])
    const code = { ringlock_form: formOf(page), ringlock_factor: 'totp', ringlock_code: rightCode }
    const other = await visitor.post(config, code, basic(name === 'alice' ? 'admin' : 'alice'))
    assert.ok(asksForCode(other), 'another user begins anew')
    assert.not(isInside(await visitor.get(config, basic('alice'))))
    const again = pbx.visitor()
    const form = formOf(await again.get(config, basic(name)))
    assert.is((await again.post(config, { ...code, ringlock_form: form }, basic(name))).status, 303)
    assert.match((await again.get(config, basic(name))).text, `administration of ${name}`)
  }
})

ways('closed: ajax.php for who comes through a proxy on this host', async ({ pbx }) => {
  assert.is((await pbx.visitor(pbx.proxied).get(ajax)).status, 401)
  for (const address of [ajax, ajax.replace('ajax.php', 'api/api.php')]) {
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host']) {
      const { status, text } = await pbx.visitor().get(address, { [header]: '192.0.2.1' })
      assert.equal([status, text.includes('alice')], [401, false], `${address} ${header}`)
    }
  }
  const visitor = pbx.visitor(pbx.proxied)
  await enter(visitor, 'alice')
  assert.is((await visitor.get(ajax)).json.status, true)
})

ways('open: ajax.php for programs on this very host', async ({ pbx }) => {
  assert.match((await pbx.visitor().get(ajax)).text, 'alice')
})

ways('closed: a link that unlocks the administration', async ({ pbx }) => {
  await pbx.configure({ REMOTEUNLOCK: true })
  const visitor = pbx.visitor()
  assert.is((await visitor.get(`${config}?unlock=remote-unlock-key`)).status, 403)
  assert.not(isInside(await visitor.get(config)))
})

ways('open: fwconsole unlock, for the session that it names, and logged', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await visitor.get(config)
  const session = visitor.cookies.get('PHPSESSID') ?? ''
  assert.is((await pbx.fwconsole('unlock', session)).exitCode, 0)
  assert.match((await visitor.get(config)).text, 'administration of fwconsole')
  assert.match(await pbx.securityLog(), /successful for fwconsole from 127\.0\.0\.1 \(ringlock: fwconsole\)/)
  const other = pbx.visitor()
  other.cookies.set('PHPSESSID', session)
  assert.not(isInside(await other.get(config)))
})

ways(
  'closed: a session that fwconsole unlocked where that is not allowed, or that it did not write down',
  async ({ pbx }) => {
    await pbx.settle('allow_unlock = no')
    const visitor = pbx.visitor()
    await visitor.get(config)
    const session = visitor.cookies.get('PHPSESSID') ?? ''
    await pbx.fwconsole('unlock', session)
    assert.not(isInside(await visitor.get(config)))

    await pbx.settle('')
    await pbx.fwconsole('unlock', session)
    await pbx.sql('DELETE FROM ringlock_passes')
    assert.not(isInside(await visitor.get(config)))
  },
)

const api = '/admin/api/api.php?module=api&command='
const asAjax = '/admin/ajax.php?module=api&command='
const user = { username: 'alice', password }

ways(
  'closed: passwords for tokens of the API, in every form; open: programs with a secret',
  async ({ pbx }) => {
    const visitor = pbx.visitor()
    const json = { 'content-type': 'application/json' }
    const toGet = { 'x-http-method-override': 'GET' }
    const program = { grant_type: 'client_credentials', client_secret: 'client-secret' }
    const refused = [
      await visitor.post(`${api}token`, { grant_type: 'password', ...user }),
      await visitor.post(`${api}TOKEN`, { grant_type: 'password', ...user }),
      await visitor.post(`${api}token`, JSON.stringify({ grant_type: 'password', ...user }), json),
      await visitor.post(`${api}token&grant_type=client_credentials`, { grant_type: 'password', ...user }),
      await visitor.post(`${api}token`, { grant_type: 'refresh_token', refresh_token: 'x' }),
      await visitor.post(`${asAjax}token`, { grant_type: 'password', ...user }),
      await visitor.get(`${asAjax}authorize&username=alice&password=${password}`),
      await visitor.post(`${api}authorize`, { ...program, ...user }, toGet),
      await visitor.post(`${api}authorize`, { ...program, ...user, _METHOD: 'GET' }),
      await visitor.post(`${api}authorize`, { ...program, ...user, command: 'token' }, toGet),
      await visitor.post(`${api}authorize%3Fx`, { ...program, ...user, command: 'token' }, toGet),
      await visitor.post(`${api}authorize`, user),
      await visitor.get(`${api}authorize&client_id=x`),
      await visitor.get(`${api}token`),
    ]
    assert.equal(
      refused.map(({ status }) => status),
      refused.map(() => 403),
    )
    assert.is((await visitor.post(`${api}token`, program)).json.access_token, 'token')
    assert.is((await visitor.post(`${api}token`, JSON.stringify(program), json)).json.access_token, 'token')
    assert.is((await visitor.get(`${api}rest`, { 'x-forwarded-for': '192.0.2.1' })).json.data, 'rest')

    await pbx.settle('api_password = yes')
    const allowed = await visitor.post(`${api}token`, { grant_type: 'password', ...user })
    assert.is(allowed.json.access_token, 'token')
  },
)

const setEnabled = ({ sql }: FreepbxDouble, enabled: 0 | 1) =>
  sql(`UPDATE modules SET enabled = ${enabled} WHERE modulename = 'ringlock'`)
const setInstalled = ({ sql }: FreepbxDouble, version: string) =>
  sql(`UPDATE modules SET version = '${version}' WHERE modulename = 'ringlock'`)

ways(
  'open without the anchor: a module that is disabled, waits for its upgrade, or lost its gate',
  async ({ pbx }) => {
    await setEnabled(pbx, 0)
    assert.ok(isInside(await logIn(pbx.visitor(), 'alice')))
    await setEnabled(pbx, 1)
    await setInstalled(pbx, '0.0.1')
    assert.ok(isInside(await logIn(pbx.visitor(), 'alice')))
    await setInstalled(pbx, '0.1.0')
    await rename(join(pbx.module, 'gate.php'), join(pbx.module, 'gone'))
    assert.ok(isInside(await logIn(pbx.visitor(), 'alice')))
    await rename(join(pbx.module, 'gone'), join(pbx.module, 'gate.php'))
    assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')))
  },
)

ways('closed with the anchor: all three, and fwconsole goes on', async ({ pbx }) => {
  const said = await pbx.fwconsole('ringlock', 'anchor')
  assert.is(said.exitCode, 0, said.stdout)
  assert.is((await pbx.fwconsole('ringlock', 'anchor')).exitCode, 0, 'twice is once')
  await setEnabled(pbx, 0)
  assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')))
  assert.ok(isInside(await enter(pbx.visitor(), 'alice')))
  await setEnabled(pbx, 1)
  await setInstalled(pbx, '0.0.1')
  assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')))
  await setInstalled(pbx, '0.1.0')
  await rename(join(pbx.module, 'gate.php'), join(pbx.module, 'gone'))
  assert.is((await logIn(pbx.visitor(), 'alice')).status, 500)
  assert.is((await pbx.fwconsole('ringlock', 'status')).exitCode, 0)
  await rename(join(pbx.module, 'gone'), join(pbx.module, 'gate.php'))

  assert.is((await pbx.fwconsole('ringlock', 'anchor', 'remove')).exitCode, 0)
  await setEnabled(pbx, 0)
  assert.ok(isInside(await logIn(pbx.visitor(), 'alice')))
  await setEnabled(pbx, 1)
})

ways('the anchor goes in front of a closing tag, and is taken out again', async ({ pbx }) => {
  const conf = join(pbx.folder, 'etc/freepbx.conf')
  const before = await readFile(conf, 'utf8')
  await writeFile(conf, `${before}?>\n\n`)
  await pbx.fwconsole('ringlock', 'anchor')
  const page = await pbx.visitor().get(config)
  assert.match(page.text, /^<!doctype html>/)
  await setEnabled(pbx, 0)
  assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')))
  await setEnabled(pbx, 1)
  await pbx.fwconsole('ringlock', 'anchor', 'remove')
  assert.is((await readFile(conf, 'utf8')).trim(), before.trim())
})

ways(
  'closed: with User Manager disabled, administrators of ampusers get in with the code',
  async ({ pbx }) => {
    const set = (enabled: 0 | 1) =>
      pbx.sql(`UPDATE modules SET enabled = ${enabled} WHERE modulename = 'userman'`)
    await set(0)
    const visitor = pbx.visitor()
    const page = await logIn(visitor, 'admin')
    assert.ok(asksForCode(page))
    assert.is((await sendCode(visitor, page)).status, 303)
    assert.match((await visitor.get(config)).text, 'administration of admin')
    await set(1)
  },
)

ways(
  'open for an hour: fwconsole ringlock off, logged, and closed by on, by time and by another owner',
  async ({ pbx }) => {
    const off = await pbx.fwconsole('ringlock', 'off')
    assert.is(off.exitCode, 0, off.stdout)
    assert.match(off.stdout, /^Off until/)
    const visitor = pbx.visitor()
    assert.ok(isInside(await logIn(visitor, 'alice')))
    assert.match(await pbx.securityLog(), 'ringlock: switched off on the command line')
    const on = await pbx.fwconsole('ringlock', 'on')
    assert.match(on.stdout, /^On: /)
    assert.not(isInside(await visitor.get(config)), 'who came in without a code is out again')

    const file = pbx.settingsFile.replace('.ini', '.off')
    await writeFile(file, '')
    assert.ok(isInside(await logIn(pbx.visitor(), 'alice')))
    const past = Date.now() / 1000 - 3700
    await utimes(file, past, past)
    assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')), 'over after an hour')
    await utimes(file, Date.now() / 1000 + 3600, Date.now() / 1000 + 3600)
    assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')), 'a time to come begins no hour')
    await utimes(file, Date.now() / 1000, Date.now() / 1000)
    await chown(file, 65534, 65534)
    assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')), "only root's file counts")
    await pbx.fwconsole('ringlock', 'on')
  },
)

ways('a probe is answered with a proof that only the portal key makes', async ({ pbx }) => {
  const nonce = 'n'.repeat(32)
  const { json } = await pbx.visitor().get(`${config}?ringlock_probe=${nonce}`)
  const { createHmac } = await import('node:crypto')
  const lines = ['ringlock-probe', 'freepbx', json.version, 'on', nonce].join('\n')
  assert.is(json.mac, createHmac('sha256', portalKey).update(lines).digest('hex'))
  assert.not.ok((await pbx.visitor().get(`${config}?ringlock_probe=x`)).json)
})

ways.run()
