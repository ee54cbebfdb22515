import * as assert from 'uvu/assert'
import {
  asksForCode,
  config,
  enter,
  formOf,
  freepbxSuite,
  isInside,
  logIn,
  sendCode,
  users,
} from './freepbx-suite.ts'
import {
  acceptedLogin,
  type RinglockDouble,
  refusal,
  rightCode,
  serveLogins,
  wrongCode,
} from './ringlock-double.ts'
import { fixturePassword as password } from './user-databases.ts'
import type { Visitor } from './visitor.ts'

const lastNonce = (ringlock: RinglockDouble) =>
  ringlock.asked.filter(({ call }) => call === 'POST /api/v1/login').at(-1)?.body.nonce as string

const administration = freepbxSuite('FreePBX module: administration')

for (const [kind, username] of [
  ['a user of User Manager', 'alice'],
  ['an administrator of ampusers', 'admin'],
] as const) {
  administration(`${kind} gets in with password and code, and with neither alone`, async ({ pbx }) => {
    const visitor = pbx.visitor()
    const wrong = await logIn(visitor, username, 'wrong')
    assert.not(isInside(wrong))
    assert.not(asksForCode(wrong))
    const page = await logIn(visitor, username)
    assert.ok(asksForCode(page), page.text)
    assert.not(isInside(await visitor.get(config)))
    assert.ok(asksForCode(await visitor.get(`${config}?display=modules`)))
    const refused = await sendCode(visitor, page, wrongCode)
    assert.ok(asksForCode(refused))
    assert.match(refused.text, /not right/)
    assert.not(isInside(await visitor.get(config)))
    assert.is((await sendCode(visitor, refused)).status, 303)
    assert.match((await visitor.get(config)).text, `administration of ${username}`)
  })
}

administration(
  'Ringlock is asked for the very account, and never told the password',
  async ({ pbx, ringlock }) => {
    const asked = ringlock.asked.length
    const visitor = pbx.visitor()
    await enter(visitor, 'alice')
    const calls = ringlock.asked.slice(asked)
    assert.equal(
      calls.map(({ call }) => call),
      [
        'POST /api/v1/login',
        'POST /api/v1/login/challenge',
        ...(calls.length > 3 ? ['GET /.well-known/jwks.json'] : []),
        'POST /api/v1/assertions/redeem',
      ],
    )
    const { userKey, amr, nonce } = calls[0]?.body ?? {}
    assert.equal([userKey, amr], ['pbx:1', ['pwd']])
    assert.match(nonce, /^[\w-]{43}$/)
    assert.not.ok(JSON.stringify(calls).includes(password))
    assert.is(calls[0]?.headers['x-forwarded-for'], '127.0.0.1')
  },
)

administration('scripts get 401 as long as the code is missing, whatever they ask with', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice')
  for (const query of ['quietmode=1', 'quietmode=1&restrictmods=core', 'handler=reload&quietmode=1']) {
    const { status, json } = await visitor.get(`${config}?${query}`)
    assert.equal([status, json.ringlock], [401, 'code'], query)
  }
  for (const query of ['restrictmods=core', 'fw_popover=1', 'skip_astman=1', 'handler=api', 'type=tool']) {
    assert.not(isInside(await visitor.get(`${config}?${query}`)), query)
  }
  assert.is((await visitor.get('/admin/ajax.php?module=userman&command=x')).status, 401)
})

administration('logged out, the password alone is not enough in the same browser', async ({ pbx }) => {
  const visitor = pbx.visitor()
  assert.ok(isInside(await enter(visitor, 'alice')))
  assert.not(isInside(await visitor.get(`${config}?logout=true`)))
  const page = await logIn(visitor, 'alice')
  assert.ok(asksForCode(page))
  assert.not(isInside(await visitor.get(config)))
  assert.is((await sendCode(visitor, page)).status, 303)
  assert.ok(isInside(await visitor.get(config)))
})

administration('a session that was planted before the password has no part in the login', async ({ pbx }) => {
  const visitor = pbx.visitor()
  const thief = pbx.visitor()
  await visitor.get(config)
  thief.cookies.set('PHPSESSID', visitor.cookies.get('PHPSESSID') ?? '')
  await logIn(visitor, 'alice')
  assert.not(asksForCode(await thief.get(config)))
  assert.ok(asksForCode(await visitor.get(config)))
})

administration(
  'the session has another id after the code: one that was planted opens nothing',
  async ({ pbx }) => {
    const visitor = pbx.visitor()
    const thief = pbx.visitor()
    await visitor.get(config)
    const page = await logIn(visitor, 'alice')
    const planted = visitor.cookies.get('PHPSESSID') ?? ''
    thief.cookies.set('PHPSESSID', planted)
    await sendCode(visitor, page)
    assert.is.not(visitor.cookies.get('PHPSESSID'), planted)
    assert.ok(isInside(await visitor.get(config)))
    assert.not(isInside(await thief.get(config)))
  },
)

administration("another user's right code is refused under one's own password", async ({ pbx, ringlock }) => {
  const visitor = pbx.visitor()
  const page = await logIn(visitor, 'alice')
  ringlock.on('POST /api/v1/login/challenge', async () => ({
    status: 200,
    body: await acceptedLogin(ringlock, {
      userKey: 'pbx:ampusers/admin',
      nonce: lastNonce(ringlock),
      name: 'admin',
    }),
  }))
  assert.is((await sendCode(visitor, page)).status, 403)
  assert.not(isInside(await visitor.get(config)))
  assert.match(await pbx.securityLog(), /it is of another user/)
})

administration('an assertion lets in once, and only where its login was begun', async ({ pbx, ringlock }) => {
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice')
  const nonce = lastNonce(ringlock)
  const assertion = await ringlock.sign({ sub: 'pbx:1', nonce, name: 'alice' })
  const other = pbx.visitor()
  await logIn(other, 'alice')
  assert.is((await other.post(config, { assertion })).status, 403)
  assert.not(isInside(await other.get(config)))

  assert.is((await visitor.post(config, { assertion })).status, 303)
  assert.ok(isInside(await visitor.get(config)))
  await visitor.get(`${config}?logout=true`)
  await logIn(visitor, 'alice')
  assert.is((await visitor.post(config, { assertion })).status, 403)
  assert.not(isInside(await visitor.get(config)))
})

administration('a challenge of another session cannot be answered through this one', async ({ pbx }) => {
  const visitor = pbx.visitor()
  const other = pbx.visitor()
  const page = await logIn(visitor, 'alice')
  await logIn(other, 'admin')
  const challenge = /"challenge":"([^"]+)"/.exec(page.text)?.[1]
  const relayed = (from: Visitor) =>
    from.post(
      `${config}?ringlock=/api/v1/login/challenge`,
      JSON.stringify({ challenge, factor: 'totp', code: rightCode }),
      { 'content-type': 'application/json' },
    )
  assert.is((await relayed(other)).status, 401)
  const { assertion } = (await relayed(visitor)).json
  assert.is((await visitor.post(config, { assertion })).status, 303)
})

administration('a form of another page is not heard', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await logIn(visitor, 'alice')
  const forged = await visitor.post(config, {
    ringlock_form: 'x',
    ringlock_factor: 'totp',
    ringlock_code: rightCode,
  })
  assert.ok(asksForCode(forged))
  assert.not(isInside(await visitor.get(config)))
})

administration('a session from before the gate is logged out', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await pbx.sql(`UPDATE modules SET enabled = 0 WHERE modulename = 'ringlock'`)
  assert.ok(isInside(await logIn(visitor, 'alice')))
  await pbx.sql(`UPDATE modules SET enabled = 1 WHERE modulename = 'ringlock'`)
  assert.is((await visitor.get('/admin/ajax.php?module=userman&command=x')).status, 401)
  assert.not(isInside(await visitor.get(config)))
})

administration(
  'a user whom Ringlock does not let in reads so, and a wrong code is written for Fail2ban',
  async ({ pbx, ringlock }) => {
    serveLogins(ringlock, {})
    const refused = await logIn(pbx.visitor(), 'alice')
    assert.is(refused.status, 403)
    assert.match(refused.text, /may not log in here/)
    serveLogins(ringlock, users)
    const visitor = pbx.visitor()
    await sendCode(visitor, await logIn(visitor, 'alice'), wrongCode)
    assert.match(await pbx.securityLog(), /^Authentication failure for alice from 127\.0\.0\.1$/m)
  },
)

administration('too many attempts: 429, with the time to wait', async ({ pbx, ringlock }) => {
  ringlock.on('POST /api/v1/login', () => refusal(429, 'throttled', { retryAfter: 130 }))
  const { status, headers, text } = await logIn(pbx.visitor(), 'alice')
  assert.equal([status, headers.get('retry-after')], [429, '130'])
  assert.match(text, /3 minutes/)
})

administration('a user who needs no code is in at once, with a proof', async ({ pbx, ringlock }) => {
  ringlock.on('POST /api/v1/login', async ({ body: { userKey, nonce } }) => ({
    status: 200,
    body: await acceptedLogin(ringlock, { userKey, nonce, name: 'alice' }),
  }))
  const visitor = pbx.visitor()
  assert.ok(isInside(await logIn(visitor, 'alice')))
  assert.ok(isInside(await visitor.get(config)))
})

administration('mail, reset and starting over work without scripts', async ({ pbx, ringlock }) => {
  const visitor = pbx.visitor()
  const page = await logIn(visitor, 'alice')
  for (const [action, said] of [
    ['email-code', 'A code is on its way'],
    ['reset', 'A link is on its way'],
  ] as const) {
    const answer = await visitor.post(config, { ringlock_form: formOf(page), ringlock_action: action })
    assert.match(answer.text, said)
    assert.is(ringlock.asked.at(-1)?.call, `POST /api/v1/login/${action}`)
  }
  await visitor.post(config, { ringlock_form: formOf(page), ringlock_action: 'cancel' })
  assert.match((await visitor.get(config)).text, 'FreePBX double: login')
})

administration(
  'User Manager shows how a user stands, as the administrator who looks may see it',
  async ({ pbx, ringlock }) => {
    const user = `${config}?display=userman&action=showuser&user=2`
    ringlock.on('POST /api/v1/widget-tokens', ({ body: { userKey } }) => ({
      status: 201,
      body: { token: `token-of-${userKey}` },
    }))
    ringlock.on('GET /api/v1/users/pbx%3A2', ({ headers }) =>
      headers.authorization === 'Bearer token-of-pbx:1'
        ? { status: 200, body: { state: 'enabled' } }
        : refusal(403, 'forbidden'),
    )
    const visitor = pbx.visitor()
    await enter(visitor, 'alice')
    assert.match((await visitor.get(user)).text, '<strong>Set up</strong>')
    assert.match((await visitor.get(user.replace('user=2', 'user=3'))).text, 'Ringlock does not say')
    assert.not.match((await visitor.get(`${config}?display=userman&action=adduser`)).text, 'Second factor')
    const other = pbx.visitor()
    await enter(other, 'admin')
    assert.match((await other.get(user)).text, 'Ringlock does not say')
  },
)

administration('the page says nothing to caches, frames and other sites', async ({ pbx }) => {
  const { headers } = await logIn(pbx.visitor(), 'alice')
  assert.is(headers.get('cache-control'), 'no-store')
  assert.is(headers.get('x-frame-options'), 'DENY')
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/)
})

administration(
  'a browser that is trusted is known again by its cookie, also without scripts',
  async ({ pbx, ringlock }) => {
    const cookie = 'ringlock_device_abc=trusted.1; Path=/api/v1/login; Max-Age=600; HttpOnly; Secure'
    ringlock.on('POST /api/v1/login/challenge', async ({ body }) => {
      assert.ok(body.trustDevice)
      const nonce = lastNonce(ringlock)
      const accepted = await acceptedLogin(ringlock, { userKey: 'pbx:1', nonce, name: 'alice' })
      return { status: 200, body: accepted, headers: { 'set-cookie': cookie } }
    })
    const visitor = pbx.visitor()
    const page = await logIn(visitor, 'alice')
    const form = { ringlock_form: formOf(page), ringlock_factor: 'totp', ringlock_code: rightCode }
    const done = await visitor.post(config, { ...form, ringlock_trust: '1' })
    assert.is(done.status, 303)
    const set = done.headers.getSetCookie().find((line) => line.startsWith('ringlock_device_abc='))
    assert.match(set ?? '', /path=\/; secure; HttpOnly; SameSite=Strict/i)
    await visitor.get(`${config}?logout=true`)
    await logIn(visitor, 'alice')
    assert.is(ringlock.asked.at(-1)?.headers.cookie, 'ringlock_device_abc=trusted.1')
  },
)

administration(
  'the elements reach Ringlock through the page, with the token of who is in and nothing else',
  async ({ pbx, ringlock }) => {
    ringlock.on('POST /api/v1/widget-tokens', ({ body }) => ({
      status: 201,
      body: { token: 'widget-token', userKey: body.userKey },
    }))
    ringlock.on('PUT /api/v1/users/pbx%3A2/policy', () => ({ status: 200, body: { groups: [], empty: {} } }))
    ringlock.on('DELETE /api/v1/me/authenticators/7?x=1&y=2', () => ({ status: 204, body: null }))
    ringlock.on('GET /api/v1/me', () => ({ status: 200, body: { user: {} } }))
    const announced = { 'content-length': '11' }
    ringlock.on('HEAD /api/v1/me', () => ({ status: 200, body: null, headers: announced }))
    const tokenUrl = `${config}?ringlock=/token`
    const put = { method: 'PUT', headers: { authorization: 'Bearer widget-token', 'if-match': '"v1"' } }

    const stranger = pbx.visitor()
    assert.not.ok((await stranger.get(tokenUrl)).json)
    await logIn(stranger, 'alice')
    assert.is((await stranger.get(tokenUrl)).status, 401)

    const visitor = pbx.visitor()
    await enter(visitor, 'alice')
    assert.is((await visitor.get(tokenUrl)).json.token, 'widget-token')
    const { body } = ringlock.asked.at(-1) ?? {}
    assert.equal(body, { userKey: 'pbx:1', amr: ['pwd', 'mfa'] })
    const page = await visitor.get(`${config}?display=ringlock`)
    const api = /<ringlock-admin-status api="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const relay = (path: string) => `/admin/${api}${path}`
    const answer = await visitor.ask(relay('/api/v1/users/pbx%3A2/policy'), {
      ...put,
      body: '{"a":{},"b":[]}',
    })
    assert.is(answer.text, '{"groups":[],"empty":{}}')
    const passed = ringlock.asked.at(-1)
    assert.equal(passed?.body, { a: {}, b: [] })
    assert.equal(
      [passed?.headers.authorization, passed?.headers['if-match']],
      ['Bearer widget-token', '"v1"'],
    )
    const head = await visitor.ask(relay('/api/v1/me'), { headers: put.headers, method: 'HEAD' })
    assert.equal([head.status, head.text], [200, ''])
    const deleted = await visitor.ask(relay('/api/v1/me/authenticators/7?x=1&y=2'), {
      ...put,
      method: 'DELETE',
    })
    assert.is(deleted.status, 204)

    const asked = ringlock.asked.length
    for (const path of [
      '/api/v1/widget-tokens',
      '/api/v1/login',
      '/api/v1/assertions/redeem',
      '/api/v1/me/../login',
      '/api/v1/me/%2e%2e/login',
      '/api/v1/me/.%2E/.%2e/%2E./metrics',
      '/metrics',
    ])
      assert.is((await visitor.ask(relay(path), { ...put, method: 'POST', body: '{}' })).status, 404, path)
    assert.is(ringlock.asked.length, asked, 'none of them is passed on')
    assert.is(
      (await visitor.get(relay('/api/v1/me'))).status,
      401,
      'no token: the session alone asks nothing',
    )

    const outside = pbx.visitor()
    const me = { headers: put.headers }
    assert.is((await outside.ask(relay('/api/v1/me'), me)).status, 200, 'browsers send no cookies with it')
    const later = Math.floor(Date.now() / 1000) + 90_000
    const forged = relay('/api/v1/me').replace(/ticket=\d+/, `ticket=${later}`)
    assert.not.ok((await outside.ask(forged, me)).json, 'a ticket is made by the host alone')
    assert.not.ok((await outside.ask(`${config}?ringlock=/api/v1/me`, me)).json)
  },
)

administration.run()
