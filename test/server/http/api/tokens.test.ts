import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createWidgetTokens } from '../../../../server/http/api/widget-tokens.ts'
import { auditOf } from '../audited.ts'
import {
  type HttpWorld,
  httpWith,
  otherKey,
  otherOrigin,
  portalKey,
  portalOrigin,
  publicUrl,
  withHttpWorld,
} from '../http-world.ts'

const hour = 3_600_000

const me = ({ call }: HttpWorld, bearer: string, headers = {}) => call('GET', '/me', { bearer, headers })

test('a portal gets a token for its user, and the token is that user', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const issued = await world.call('POST', '/widget-tokens', { body: { user: 'alice' } })
    assert.is(issued.status, 201)
    assert.is(issued.body.userKey, alice.userKey)
    const lifetime = Date.parse(issued.body.expiresAt) - Date.now()
    assert.ok(lifetime > hour - 60_000 && lifetime <= hour)
    const { status, body } = await me(world, issued.body.token)
    assert.equal([status, body.user.key], [200, alice.userKey])
  }))

test("without a portal's key there is no token", () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice')
    const { token } = (await world.call('POST', '/widget-tokens', { body: { user: 'alice' } })).body
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer wrong',
      `Basic ${portalKey}`,
      portalKey,
      `Bearer ${token}`,
    ]) {
      const { status, body, headers } = await world.request('POST', '/api/v1/widget-tokens', {
        body: { user: 'alice' },
        headers: authorization === undefined ? {} : { Authorization: authorization },
      })
      assert.equal([status, body.error.code], [401, 'unauthenticated'], authorization)
      assert.is(headers.get('WWW-Authenticate'), 'Bearer')
    }
  }))

test('a token that is expired, foreign, altered or unsigned stands for no user', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const { sealing } = world.service
    const claims = { userKey: alice.userKey, portal: 'portal', role: null, amr: [] }
    const issuedBy = async (key: Uint8Array, issuer: string, ago = 0) =>
      (await createWidgetTokens({ tokenKey: key }, issuer, () => Date.now() - ago).issue(claims)).token
    const good = await issuedBy(sealing.tokenKey, publicUrl)
    assert.is((await me(world, good)).status, 200)

    const [header = '', payload = '', signature = ''] = good.split('.')
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
    const bad: Readonly<Record<string, string>> = {
      expired: await issuedBy(sealing.tokenKey, publicUrl, hour + 1000),
      'of another service': await issuedBy(sealing.tokenKey, 'https://elsewhere.example.org'),
      'of another key': await issuedBy(Buffer.alloc(32, 1), publicUrl),
      'alg none': `${encode({ ...read(header), alg: 'none' })}.${payload}.`,
      'alg none, signed': `${encode({ ...read(header), alg: 'none' })}.${payload}.${signature}`,
      'of another type': `${encode({ alg: 'HS256', typ: 'JWT' })}.${payload}.${signature}`,
      'another user': `${header}.${encode({ ...read(payload), sub: 'local:1' })}.${signature}`,
      'another role': `${header}.${encode({ ...read(payload), role: 'superadmin' })}.${signature}`,
      'longer lived': `${header}.${encode({ ...read(payload), exp: read(payload).exp + 3600 })}.${signature}`,
      'one bit': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      'without signature': `${header}.${payload}.`,
      "a portal's key": portalKey,
      'no token': 'x',
    }
    const nobody = await me(world, 'x')
    for (const [what, token] of Object.entries(bad)) {
      const { status, text } = await me(world, token)
      assert.equal([status, text], [401, nobody.text], what)
    }
  }))

test('the user is looked up again at each call', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice')
    const bearer = await world.tokenFor('alice')
    assert.is((await me(world, bearer)).status, 200)
    await world.service.fileUsers?.remove('alice')
    assert.is((await me(world, bearer)).status, 401)
  }))

test('a token is good on the pages of its own portal and on ours', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice')
    const bearer = await world.tokenFor('alice')
    assert.is((await me(world, bearer, { Origin: portalOrigin })).status, 200)
    assert.is((await me(world, bearer, { Origin: publicUrl })).status, 200)
    assert.is((await me(world, bearer, { Origin: otherOrigin })).status, 401)
    const ofOther = (
      await world.call('POST', '/widget-tokens', { bearer: otherKey, body: { user: 'alice' } })
    ).body.token
    assert.is((await me(world, ofOther, { Origin: otherOrigin })).status, 200)
    assert.is((await me(world, ofOther, { Origin: portalOrigin })).status, 401)
  }))

test('no one gets a role above what the user store says', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice')
    await world.addPerson('root', { role: 'superadmin' })
    const above = await world.call('POST', '/widget-tokens', { body: { user: 'alice', role: 'admin' } })
    assert.equal([above.status, above.body.error.code], [403, 'forbidden'])
    const unknown = await world.call('POST', '/widget-tokens', { body: { user: 'nobody' } })
    assert.equal([unknown.status, unknown.body.error.code], [404, 'not-found'])
    const lowered = await world.tokenFor('root', { role: 'user' })
    assert.is((await world.call('GET', '/users', { bearer: lowered })).status, 403)
    const usual = await world.tokenFor('root')
    assert.is((await world.call('GET', '/users', { bearer: usual })).status, 200)
  }))

test('unless its portal may say so', () =>
  withHttpWorld(
    async (world) => {
      await world.addPerson('alice')
      const bearer = await world.tokenFor('alice', { role: 'admin' })
      assert.is((await world.call('GET', '/users', { bearer })).status, 200)
    },
    httpWith({ portals: [{ name: 'portal', key: portalKey, maySetRole: true }] }),
  ))

test("a user's token on an admin's call is refused, and written down", () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const bearer = await world.tokenFor('alice')
    for (const [method, path] of [
      ['GET', '/users'],
      ['GET', `/users/${alice.userKey}`],
      ['DELETE', `/users/${alice.userKey}/authenticators`],
      ['POST', `/users/${alice.userKey}/unlock`],
      ['GET', '/audit'],
    ] as const) {
      const { status, body } = await world.call(method, path, { bearer })
      assert.equal([status, body.error.code], [403, 'forbidden'], path)
    }
    const refused = (await auditOf(world)).filter(({ event }) => event === 'admin.call')
    assert.is(refused.length, 5)
    const { outcome, reason, userKey, login, askedBy } = refused[2] ?? {}
    assert.equal(
      { outcome, reason, userKey, login, askedBy },
      {
        outcome: 'refused',
        reason: 'DELETE /users/{key}/authenticators',
        userKey: alice.userKey,
        login: 'alice',
        askedBy: 'portal',
      },
    )
  }))

test('a change asks for fresh proof', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const bearer = await world.tokenFor('alice')
    const without = await world.call('POST', '/me/recovery-codes', { bearer, body: {} })
    assert.equal([without.status, without.body.error.code], [403, 'reverify'])
    const proof = { password: 'correct horse \'é"$', code: alice.code() }
    assert.is((await world.call('POST', '/me/reverify', { bearer, body: proof })).status, 200)
    assert.is((await world.call('POST', '/me/recovery-codes', { bearer, body: {} })).status, 201)
    const another = await world.tokenFor('alice')
    assert.is((await world.call('POST', '/me/recovery-codes', { bearer: another, body: {} })).status, 403)
  }))

test('the audit log says which tokens are proof by themselves, and whom a portal raised', () =>
  withHttpWorld(
    async (world) => {
      await world.addPerson('alice', { enrolled: false })
      for (const claims of [{}, { amr: ['pwd'] }, { amr: ['sso'] }, { amr: ['sso'], role: 'admin' }]) {
        await world.tokenFor('alice', claims)
      }
      const issued = (await auditOf(world)).filter(({ event }) => event === 'widget-token.issued')
      assert.equal(
        issued.map(({ reason }) => reason),
        [undefined, undefined, 'sso', 'as admin, sso'],
      )
    },
    httpWith({ portals: [{ name: 'portal', key: portalKey, origins: [], maySetRole: true }] }),
  ))

test.run()
