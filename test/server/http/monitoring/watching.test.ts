import { randomBytes } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { saysCode } from '../../../says-code.ts'
import { httpWith, password, portalKey, withHttpWorld } from '../http-world.ts'

test('it is alive, and ready while its stores answer', () =>
  withHttpWorld(async ({ request, service }) => {
    assert.equal((await request('GET', '/healthz')).body, { status: 'alive' })
    const ready = await request('GET', '/readyz')
    assert.equal([ready.status, ready.body.status], [200, 'ready'])
    assert.equal(ready.body.checks, {
      'state store': 'ok',
      disk: 'ok',
      'user store local': 'ok',
      codes: 'ok',
      'password hashing': 'ok',
    })
    assert.is((await request('HEAD', '/healthz')).status, 200)
    assert.ok(service.users.stores.length === 1)
  }))

test('metrics count requests, for clients that may read them', () =>
  withHttpWorld(async ({ request, call }) => {
    await call('POST', '/login', { body: { username: 'nobody', password } })
    const { status, text, headers } = await request('GET', '/metrics')
    assert.is(status, 200)
    assert.match(headers.get('Content-Type') ?? '', 'text/plain; version=0.0.4')
    assert.ok(text.split('\n').includes('ringlock_http_requests_total{method="POST",status="401"} 1'))
    assert.match(text, /^ringlock_http_request_seconds_total [\d.]+$/m)
  }))

test('metrics are for no other client', () =>
  withHttpWorld(
    async ({ request }) => {
      const { status, body } = await request('GET', '/metrics')
      assert.equal([status, body.error.code], [403, 'forbidden'])
      const { body: ready } = await request('GET', '/readyz')
      assert.equal(ready, { status: 'ready' })
    },
    httpWith({ metrics: { allow: ['192.0.2.0/24'] } }),
  ))

test('metrics are for no one behind a proxy on this host that is not trusted, and for its callers by their address', () =>
  withHttpWorld(async (untrusted) => {
    for (const [name, value] of [
      ['X-Forwarded-For', '203.0.113.9'],
      ['X-Forwarded-For', '127.0.0.1'],
      ['Forwarded', 'for=203.0.113.9'],
      ['X-Real-IP', '203.0.113.9'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Forwarded-Host', 'login.example.org'],
      ['Via', '1.1 proxy'],
    ] as const) {
      const relayed = await untrusted.request('GET', '/metrics', { headers: { [name]: value } })
      assert.is(relayed.status, 403, `${name}: ${value}`)
      const { body } = await untrusted.request('GET', '/readyz', { headers: { [name]: value } })
      assert.equal(body, { status: 'ready' })
    }
    await withHttpWorld(
      async ({ request }) => {
        const ask = async (address: string) =>
          (await request('GET', '/metrics', { headers: { 'X-Forwarded-For': address } })).status
        assert.equal([await ask('203.0.113.9'), await ask('192.0.2.7')], [403, 200])
      },
      httpWith({ trustedProxies: ['127.0.0.1/32'], metrics: { allow: ['192.0.2.0/24'] } }),
    )
  }))

test('every answer has its security headers', () =>
  withHttpWorld(async ({ request }) => {
    for (const path of [
      '/healthz',
      '/nowhere',
      '/api/v1/',
      '/api/v1/openapi.json',
      '/reset',
      '/widgets/none.js',
    ]) {
      const { headers } = await request('GET', path)
      assert.is(headers.get('X-Content-Type-Options'), 'nosniff', path)
      assert.is(headers.get('X-Frame-Options'), 'DENY', path)
      assert.is(headers.get('Referrer-Policy'), 'no-referrer', path)
      assert.match(headers.get('Content-Security-Policy') ?? '', "frame-ancestors 'none'", path)
      assert.is(headers.get('X-Powered-By'), null)
      assert.is(headers.get('Server'), null)
    }
  }))

test('no password, code, key or token reaches the log, at any level, on any path', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice', { email: 'alice@example.org' })
    const { call, request, logged } = world
    const begun = await call('POST', '/login', { body: { username: 'alice', password } })
    const { challenge } = begun.body
    const typedWrong = 'hunter2-hunter2'
    await call('POST', '/login', { body: { username: 'alice', password: typedWrong } })
    await call('POST', '/login', {
      raw: `{"password":"${typedWrong}`,
      headers: { 'Content-Type': 'application/json' },
    })
    await call('POST', '/login/reset', { body: { challenge } })
    const link = await world.mailed(/(https:\S+\/reset\?token=[\w-]+)/)
    const linkToken = new URL(link).searchParams.get('token') ?? ''
    await call('POST', '/login/email-code', { body: { challenge } })
    const mailedCode = await world.mailed(/^ +(\d{8})$/m)
    const code = alice.code()
    const accepted = await call('POST', '/login/challenge', {
      body: { challenge, factor: 'totp', code, trustDevice: true },
    })
    const cookie = accepted.headers.get('Set-Cookie')?.split(/[=;]/)[1] ?? ''
    const widgetToken = await world.tokenFor('alice')
    await call('GET', '/me', { bearer: widgetToken })
    await call('GET', '/me', { bearer: `${widgetToken}x` })
    await request('GET', `/reset?token=${linkToken}`)
    await request('GET', `/nowhere?token=${linkToken}`)
    await call('POST', '/reset', { body: { token: linkToken } })

    const log = logged()
    assert.match(log, '"path":"/api/v1/login/challenge"')
    assert.match(log, '"path":"/reset"')
    const secrets = {
      password,
      typedWrong,
      linkToken,
      cookie,
      widgetToken,
      portalKey,
      challenge,
    }
    for (const [what, secret] of Object.entries({ ...secrets, assertion: accepted.body.assertion })) {
      assert.ok(secret.length >= 6, what)
      assert.not.match(log, JSON.stringify(secret).slice(1, -1), what)
      assert.not.match(log, secret, what)
    }
    for (const each of [code, mailedCode]) assert.not.ok(saysCode(log, each), each)
  }))

test('a token that a mail program has made a part of the path reaches no log', () =>
  withHttpWorld(async ({ request, logged }) => {
    const token = randomBytes(32).toString('base64url')
    const paths = [
      `/reset%3Ftoken=${token}`,
      `/enrol&token%3D${token}`,
      `/${token}/`,
      `/api/v1/users/${token}`,
    ]
    for (const path of paths) await request('GET', path)
    await request('GET', '/api/v1/users/local%3A0188d003-4bc4-4373-ad1c-73cb72478dde')
    assert.not.match(logged(), token)
    assert.match(logged(), '"path":"/reset%3Ftoken=[hidden]"')
    assert.match(logged(), '0188d003-4bc4-4373-ad1c-73cb72478dde')
  }))

test.run()
