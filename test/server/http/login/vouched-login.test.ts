import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { auditOf } from '../audited.ts'
import {
  type HttpWorld,
  httpWith,
  otherKey,
  otherOrigin,
  password,
  portalKey,
  portalOrigin,
  withHttpWorld,
} from '../http-world.ts'

const portals = [
  { name: 'pbx', key: portalKey, origins: [portalOrigin], maySkipPassword: true },
  { name: 'other', key: otherKey, origins: [otherOrigin] },
]

/** The first portal may leave the password out, the other may not. */
function withVouching(use: (world: HttpWorld) => Promise<void>, change: object = {}): Promise<void> {
  return withHttpWorld(use, { ...httpWith({ portals }), ...change })
}

const claimsOf = ({ assertion }: { assertion: string }) =>
  JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())

const vouch = ({ call }: HttpWorld, body: object, sent: object = {}) =>
  call('POST', '/login', { body: { amr: ['sso'], ...body }, ...sent })

const answer = ({ call }: HttpWorld, challenge: string, code: string, more: object = {}) =>
  call('POST', '/login/challenge', { body: { challenge, factor: 'totp', code, ...more } })

const linesOf = async (world: HttpWorld, event: string) =>
  (await auditOf(world)).filter((line) => line.event === event)

test('a portal that may skip the password asks for the code alone, and the assertion says how it proved the user', () =>
  withVouching(async (world) => {
    const alice = await world.addPerson('alice')
    const begun = await vouch(world, {
      userKey: alice.userKey,
      amr: ['sso', 'ldap'],
      nonce: 'of this browser',
    })
    assert.equal([begun.status, begun.body.status], [200, 'challenge'])
    assert.is((await answer(world, begun.body.challenge, '000000')).status, 401)
    const { status, body } = await answer(world, begun.body.challenge, alice.code())
    assert.equal([status, body.factors], [200, ['totp']])
    const { sub, aud, amr, nonce } = claimsOf(body)
    assert.equal(
      { sub, aud, amr, nonce },
      { sub: alice.userKey, aud: 'pbx', amr: ['sso', 'ldap', 'otp', 'mfa'], nonce: 'of this browser' },
    )
    assert.equal(
      (await linesOf(world, 'login')).map(({ outcome, login, userKey, factors }) => [
        outcome,
        login,
        userKey,
        factors,
      ]),
      [
        ['challenge', 'alice', alice.userKey, undefined],
        ['challenge', 'alice', alice.userKey, undefined],
        ['accept', 'alice', alice.userKey, ['portal:sso', 'portal:ldap', 'totp']],
      ],
    )
  }))

test('the code that answered it is used for every other login', () =>
  withVouching(async (world) => {
    const alice = await world.addPerson('alice')
    const code = alice.code()
    const first = (await vouch(world, { userKey: alice.userKey })).body.challenge
    assert.is((await answer(world, first, code)).status, 200)
    const second = (await vouch(world, { user: 'alice' })).body.challenge
    const again = await answer(world, second, code)
    assert.equal([again.status, again.body.error.code], [401, 'code-used'])
  }))

test('policy counts as for any login: no code without a second factor, none after the grace period', () =>
  withVouching(async (world) => {
    const bob = await world.addPerson('bob', { enrolled: false })
    const { status, body } = await vouch(world, { userKey: bob.userKey })
    assert.equal([status, body.status, body.factors, claimsOf(body).amr], [200, 'accepted', [], ['sso']])
    const policy = world.service.policy()
    world.service.usePolicy({ ...policy, secondFactor: 'required', gracePeriod: 0 })
    const late = await vouch(world, { userKey: bob.userKey })
    assert.equal([late.status, late.body.error.code], [403, 'enrolment-required'])
  }))

test('a portal without the switch and a page of a portal with it are refused, and no one gets in', () =>
  withVouching(async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const without = await vouch(world, { userKey }, { bearer: otherKey })
    assert.equal([without.status, without.body.error.code], [403, 'forbidden'])
    const page = { headers: { Origin: portalOrigin } }
    const body = { userKey, amr: ['sso'] }
    const asPage = await world.request('POST', '/api/v1/login', { body, ...page })
    assert.equal([asPage.status, asPage.body.error.code], [403, 'forbidden'])
    const withKey = await vouch(world, { userKey }, page)
    assert.equal([withKey.status, withKey.body.error.code], [403, 'forbidden'])
    const wrongKey = await vouch(world, { userKey }, { bearer: 'a wrong key' })
    assert.is(wrongKey.status, 401)
    assert.equal(await linesOf(world, 'login'), [])
    assert.equal(
      (await linesOf(world, 'portal.call')).map(({ outcome, userKey, askedBy }) => [
        outcome,
        userKey,
        askedBy,
      ]),
      [['refused', userKey, 'other']],
    )
    assert.is((await vouch(world, { userKey })).status, 200, 'and the portal with the switch gets it')
  }))

test('without a key no one vouches, even where there is one portal alone', () =>
  withVouching(
    async (world) => {
      const { userKey } = await world.addPerson('bob', { enrolled: false })
      const body = { userKey, amr: ['sso'] }
      const { status } = await world.request('POST', '/api/v1/login', { body })
      assert.is(status, 403)
      assert.is((await vouch(world, body)).status, 200)
    },
    httpWith({ portals: portals.slice(0, 1) }),
  ))

test('wrong codes are throttled as for any login, and wrong passwords of others delay nothing', () =>
  withVouching(async (world) => {
    const alice = await world.addPerson('alice')
    for (let i = 0; i < 5; i++) {
      await world.call('POST', '/login', { body: { username: 'alice', password: `wrong ${i}` } })
    }
    assert.is((await world.call('POST', '/login', { body: { username: 'alice', password } })).status, 429)
    const { challenge } = (await vouch(world, { userKey: alice.userKey })).body
    for (let i = 0; i < 4; i++) await answer(world, challenge, '000000')
    const held = await vouch(world, { userKey: alice.userKey })
    assert.equal([held.status, held.body.error.code], [429, 'throttled'])
  }))

test('a trusted browser stands in for the code here too', () =>
  withVouching(async (world) => {
    const alice = await world.addPerson('alice')
    const { challenge } = (await vouch(world, { userKey: alice.userKey })).body
    const trusted = await answer(world, challenge, alice.code(), { trustDevice: true })
    const [cookie = ''] = (trusted.headers.get('Set-Cookie') ?? '').split(';')
    const again = await vouch(world, { userKey: alice.userKey }, { headers: { Cookie: cookie } })
    assert.equal([again.body.status, again.body.factors], ['accepted', ['trusted-device']])
    assert.equal(claimsOf(again.body).amr, ['sso'])
  }))

test('an unknown user is refused as a wrong password is', () =>
  withVouching(async (world) => {
    const { userKey } = await world.addPerson('alice')
    for (const who of [{ userKey: `${userKey}x` }, { userKey: 'nowhere:1' }, { user: 'carol' }]) {
      const { status, body } = await vouch(world, who)
      assert.equal([status, body.error.code], [401, 'login-rejected'], JSON.stringify(who))
    }
    assert.equal(
      (await linesOf(world, 'login')).map(({ reason }) => reason),
      ['unknown-user', 'unknown-user', 'unknown-user'],
    )
  }))

test('every fault of such a login is told, and a password is none of its fields', () =>
  withVouching(async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const faults = async (body: object) => {
      const got = await world.call('POST', '/login', { body })
      return [got.status, ...(got.body.error?.faults ?? []).map(({ path }: { path: string }) => path)]
    }
    assert.equal(await faults({ userKey }), [400, 'body.amr'])
    assert.equal(await faults({ userKey, amr: [] }), [400, 'body.amr'])
    assert.equal(await faults({ amr: ['sso'] }), [400, 'body.userKey'])
    assert.equal(await faults({ userKey, user: 'bob', amr: ['sso'] }), [400, 'body.userKey'])
    assert.equal(await faults({ userKey, amr: ['sso'], password }), [400, 'body.password'])
    for (const ours of ['otp', 'mfa', 'SSO', '']) {
      assert.equal(await faults({ userKey, amr: ['pwd', ours] }), [400, 'body.amr[1]'], ours)
    }
    assert.equal(await faults({}), [400, 'body.username', 'body.password'])
    assert.equal(await faults({ userKey, amr: ['sso'] }), [200])
  }))

test.run()
