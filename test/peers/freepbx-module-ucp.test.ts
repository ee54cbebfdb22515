import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { FreepbxDouble } from './freepbx-double.ts'
import {
  asksForCode,
  formOf,
  freepbxSuite,
  ucpIndex as index,
  logInToUcp as logIn,
  users,
} from './freepbx-suite.ts'
import { acceptedLogin, refusal, rightCode, serveLogins, wrongCode } from './ringlock-double.ts'
import { fixturePassword } from './user-databases.ts'
import type { Shown, Visitor } from './visitor.ts'

const ucp = freepbxSuite('FreePBX module: UCP')

const isInside = ({ text }: Shown) => text.includes('UCP double of')
const isLoginForm = ({ text }: Shown) => text.includes('UCP double: login')

async function sendCode(visitor: Visitor, code: string = rightCode): Promise<Shown> {
  const page = await visitor.get(index)
  assert.ok(asksForCode(page), page.text)
  return visitor.post(index, { ringlock_form: formOf(page), ringlock_factor: 'totp', ringlock_code: code })
}

const tokensOf = async ({ sql }: FreepbxDouble) =>
  (await sql('SELECT session FROM ucp_sessions')).trim().split('\n').filter(Boolean)

for (const script of ['ajax.php', 'index.php']) {
  ucp(`a user gets in with password and code, and with neither alone, through ${script}`, async ({ pbx }) => {
    await pbx.sql('DELETE FROM ucp_sessions')
    const visitor = pbx.visitor()
    const wrong = await logIn(visitor, 'alice', { password: 'wrong' }, script)
    assert.equal(wrong.json, { status: false, message: 'Invalid Login Credentials' })
    assert.match(await pbx.securityLog(), 'Authentication failure for alice')

    const begun = await logIn(visitor, 'alice', {}, script)
    assert.equal(begun.json, { status: true, token: '', ringlock: 'code' })
    assert.equal(await tokensOf(pbx), [], 'UCP has not heard of the login')
    assert.is((await visitor.get(`${index}?quietmode=1&command=poll`)).status, 401)
    assert.is((await visitor.get('/ucp/ajax.php?module=Settings&command=x')).status, 401)

    assert.match((await sendCode(visitor, wrongCode)).text, /not right/)
    assert.equal(await tokensOf(pbx), [])
    assert.is((await sendCode(visitor)).status, 303)
    assert.ok(isInside(await visitor.get(index)))
    const poll = await visitor.get(`${index}?quietmode=1&command=poll`)
    assert.is(poll.json.user, 'alice')
  })
}

ucp(
  'a user who needs no code is in at once, and only because Ringlock said so',
  async ({ pbx, ringlock }) => {
    ringlock.on('POST /api/v1/login', async ({ body: { userKey, nonce } }) => ({
      status: 200,
      body: await acceptedLogin(ringlock, { userKey, nonce, name: 'alice' }),
    }))
    const visitor = pbx.visitor()
    const { json } = await logIn(visitor, 'alice')
    assert.match(json.token, /^[0-9a-f]{32}$/)
    assert.ok(isInside(await visitor.get(index)))

    await pbx.sql('DELETE FROM ringlock_passes')
    assert.ok(isLoginForm(await visitor.get(index)), 'the token alone is no way in')
  },
)

ucp('a second request beside a slow login is never in', async ({ pbx, ringlock }) => {
  await pbx.configure({ HOOKDELAY: 400_000 })
  await pbx.sql('DELETE FROM ucp_sessions')
  const visitor = pbx.visitor()
  let answer = () => {}
  const arrived = new Promise<void>((resolve) => {
    ringlock.on('POST /api/v1/login', async ({ body: { userKey, nonce } }) => {
      resolve()
      await new Promise<void>((go) => {
        answer = go
      })
      return { status: 200, body: await acceptedLogin(ringlock, { userKey, nonce, name: 'alice' }) }
    })
  })
  const login = logIn(visitor, 'alice')
  await arrived
  assert.equal(await tokensOf(pbx), [], 'no token while Ringlock has not answered')
  answer()

  // UCP has made the token, and lets the modules know of it a moment later.
  let token = ''
  while (token === '') [token = ''] = await tokensOf(pbx)
  const thief = pbx.visitor()
  thief.cookies.set('ucp_rememberme', token)
  assert.ok(isLoginForm(await thief.get(index)))
  await login
  assert.ok(isInside(await visitor.get(index)))
})

ucp('what is approved is the login of one user, for a time', async ({ pbx, ringlock }) => {
  await pbx.configure({ HOOKDELAY: 400_000 })
  await pbx.sql('DELETE FROM ucp_sessions')
  ringlock.on('POST /api/v1/login', async ({ body: { userKey, nonce } }) => ({
    status: 200,
    body: await acceptedLogin(ringlock, { userKey, nonce, name: 'alice' }),
  }))
  const visitor = pbx.visitor()
  const login = logIn(visitor, 'alice')
  while ((await tokensOf(pbx)).length === 0);
  await pbx.sql('UPDATE ucp_sessions SET uid = 2')
  await login
  assert.ok(isLoginForm(await visitor.get(index)), 'a token of another user is not approved')

  await pbx.configure({})
  const other = pbx.visitor()
  await logIn(other, 'alice')
  assert.ok(isInside(await other.get(index)))
  await pbx.sql('UPDATE ringlock_passes SET until = 1')
  assert.ok(isLoginForm(await other.get(index)))
})

ucp('a token that was not approved is no way in, by session or by cookie', async ({ pbx }) => {
  await pbx.sql(`UPDATE modules SET enabled = 0 WHERE modulename = 'ringlock'`)
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice', { rememberme: 'on' })
  assert.ok(isInside(await visitor.get(index)))
  await pbx.sql(`UPDATE modules SET enabled = 1 WHERE modulename = 'ringlock'`)

  const remembered = pbx.visitor()
  remembered.cookies.set('ucp_rememberme', visitor.cookies.get('ucp_rememberme') ?? '')
  assert.ok(isLoginForm(await visitor.get(index)))
  assert.ok(isLoginForm(await remembered.get(index)))
  assert.is((await remembered.get(`${index}?quietmode=1&command=poll`)).status, 401)
})

ucp('remembered browsers are in without a new login, until they log out', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice', { rememberme: 'on' })
  await sendCode(visitor)
  const token = visitor.cookies.get('ucp_rememberme') ?? ''
  assert.match(token, /^[0-9a-f]{32}$/)
  const later = pbx.visitor()
  later.cookies.set('ucp_rememberme', token)
  assert.ok(isInside(await later.get(index)))

  await later.get(`${index}?logout=1`)
  const after = pbx.visitor()
  after.cookies.set('ucp_rememberme', token)
  assert.ok(isLoginForm(await after.get(index)))
})

ucp('logged out, the password alone is not enough in the same browser', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice')
  await sendCode(visitor)
  await visitor.get(`${index}?logout=1`)
  assert.ok(isLoginForm(await visitor.get(index)))
  await logIn(visitor, 'alice')
  assert.ok(asksForCode(await visitor.get(index)))
  assert.not(isInside(await visitor.get(index)))
})

ucp('a session that was planted before the password has no part in the login', async ({ pbx }) => {
  const visitor = pbx.visitor()
  const thief = pbx.visitor()
  await visitor.get(index)
  thief.cookies.set('PHPSESSID', visitor.cookies.get('PHPSESSID') ?? '')
  await logIn(visitor, 'alice')
  assert.ok(isLoginForm(await thief.get(index)))
  assert.ok(asksForCode(await visitor.get(index)))
})

ucp('the session has another id after the code', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice')
  const thief = pbx.visitor()
  const planted = visitor.cookies.get('PHPSESSID') ?? ''
  thief.cookies.set('PHPSESSID', planted)
  await sendCode(visitor)
  assert.is.not(visitor.cookies.get('PHPSESSID'), planted)
  assert.ok(isInside(await visitor.get(index)))
  assert.not(isInside(await thief.get(index)))
})

ucp("another user's assertion is refused under one's own password", async ({ pbx, ringlock }) => {
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice')
  const nonce = ringlock.asked.filter(({ call }) => call === 'POST /api/v1/login').at(-1)?.body.nonce
  for (const wrong of [
    { sub: 'pbx:2', nonce },
    { sub: 'pbx:1', nonce: 'another' },
  ]) {
    const again = await visitor.post(index, { assertion: await ringlock.sign(wrong) })
    assert.is(again.status, 403)
    assert.not(isInside(await visitor.get(index)))
    await logIn(visitor, 'alice')
  }
})

ucp('passwords are not looked at without the token of the form', async ({ pbx, ringlock }) => {
  const visitor = pbx.visitor()
  const asked = ringlock.asked.length
  const { status, json } = await logIn(visitor, 'alice', { token: 'x' })
  assert.equal([status, json], [403, { error: 'ajaxRequest declined' }])
  assert.is(ringlock.asked.length, asked)
})

ucp('who may not log in to UCP is refused by UCP, before Ringlock is asked', async ({ pbx, ringlock }) => {
  await pbx.sql(`INSERT INTO userman_users_settings VALUES (1, 'ucp|Global', 'allowLogin', '0', NULL)`)
  const asked = ringlock.asked.length
  assert.is((await logIn(pbx.visitor(), 'alice')).json.status, false)
  assert.is(ringlock.asked.length, asked)

  await pbx.sql(`DELETE FROM userman_users_settings WHERE module = 'ucp|Global'`)
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice')
  await pbx.sql(`INSERT INTO userman_users_settings VALUES (1, 'ucp|Global', 'allowLogin', '0', NULL)`)
  const late = await sendCode(visitor)
  await pbx.sql(`DELETE FROM userman_users_settings WHERE module = 'ucp|Global'`)
  assert.is(late.status, 403)
  assert.not(isInside(await visitor.get(index)))
})

ucp('a refusal of Ringlock is a message in the form', async ({ pbx, ringlock }) => {
  serveLogins(ringlock, {})
  assert.match((await logIn(pbx.visitor(), 'alice')).json.message, /may not log in here/)
  ringlock.on('POST /api/v1/login', () => refusal(503, 'unavailable'))
  assert.match((await logIn(pbx.visitor(), 'alice')).json.message, /fwconsole ringlock off/)
  serveLogins(ringlock, users)
})

ucp('a copy of UCP elsewhere is closed too', async ({ pbx }) => {
  const htdocs = join(pbx.folder, 'html/admin/modules/ucp/htdocs')
  const copy = join(pbx.folder, 'html/a/b/c/copy')
  await cp(htdocs, copy, { recursive: true, verbatimSymlinks: true })
  await pbx.share('html/a/b/c/copy/includes/UCP.class.php', '<?php')
  const visitor = pbx.visitor()
  const form = await visitor.get('/a/b/c/copy/index.php')
  const token = /name="token" value="([^"]+)"/.exec(form.text)?.[1] ?? ''
  const login = { token, username: 'alice', password: fixturePassword, module: 'User', command: 'login' }
  assert.is((await visitor.post('/a/b/c/copy/ajax.php', login)).json.ringlock, 'code')
})

ucp('keys that unlock UCP are refused', async ({ pbx }) => {
  for (const path of [`${index}?unlockkey=template-key`, `${index}?unlockkey[]=x`]) {
    const visitor = pbx.visitor()
    assert.is((await visitor.get(path)).status, 403)
    assert.not(isInside(await visitor.get(index)))
  }
})

ucp('a login to UCP is none to the administration', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice')
  assert.match((await visitor.get('/admin/config.php')).text, 'FreePBX double: login')
  await sendCode(visitor)
  assert.match((await visitor.get('/admin/config.php')).text, 'FreePBX double: login')
  assert.ok(isInside(await visitor.get(index)))
})

ucp.run()
