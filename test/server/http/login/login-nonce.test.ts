import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HttpWorld, password, withHttpWorld } from '../http-world.ts'

const nonce = 'what the portal has bound to this browser'

const claimsOf = ({ assertion }: { assertion: string }) =>
  JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())

const begin = ({ call }: HttpWorld, username: string, more: object = {}, headers = {}) =>
  call('POST', '/login', { body: { username, password, ...more }, headers })

test('the assertion says the nonce that the password came with, behind a code as well', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const { challenge } = (await begin(world, 'alice', { nonce })).body
    const answer = (code: string) =>
      world.call('POST', '/login/challenge', { body: { challenge, factor: 'totp', code } })
    assert.is((await answer('000000')).status, 401)
    assert.is(claimsOf((await answer(alice.code())).body).nonce, nonce)
  }))

test('and without a code; a login without a nonce has none', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    assert.is(claimsOf((await begin(world, 'bob', { nonce })).body).nonce, nonce)
    assert.not.ok('nonce' in claimsOf((await begin(world, 'bob')).body))
    const alice = await world.addPerson('alice')
    const { challenge } = (await begin(world, 'alice')).body
    const typed = { challenge, factor: 'totp', code: alice.code() }
    assert.not.ok('nonce' in claimsOf((await world.call('POST', '/login/challenge', { body: typed })).body))
  }))

test('a trusted browser stands in for the code, not for the nonce', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const { challenge } = (await begin(world, 'alice', { nonce: 'of an earlier login' })).body
    const typed = { challenge, factor: 'totp', code: alice.code(), trustDevice: true }
    const trusted = await world.call('POST', '/login/challenge', { body: typed })
    const [cookie = ''] = (trusted.headers.get('Set-Cookie') ?? '').split(';')
    const again = await begin(world, 'alice', { nonce }, { Cookie: cookie })
    assert.equal([again.body.status, claimsOf(again.body).nonce], ['accepted', nonce])
  }))

test('who answers a challenge cannot give it another nonce', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const { challenge } = (await begin(world, 'alice', { nonce })).body
    const typed = { challenge, factor: 'totp', code: alice.code() }
    const other = await world.call('POST', '/login/challenge', { body: { ...typed, nonce: 'other' } })
    assert.equal([other.status, other.body.error.faults[0].path], [400, 'body.nonce'])
    assert.is(claimsOf((await world.call('POST', '/login/challenge', { body: typed })).body).nonce, nonce)
  }))

test('a nonce has a bound, and is text', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const longest = 'n'.repeat(256)
    assert.is(claimsOf((await begin(world, 'bob', { nonce: longest })).body).nonce, longest)
    for (const wrong of ['', `${longest}n`, 7, null, {}, ['n'], 'half \ud800', 'NUL \0']) {
      const { status, body } = await begin(world, 'bob', { nonce: wrong })
      assert.equal(
        [status, body.error.code, body.error.faults[0].path],
        [400, 'invalid-request', 'body.nonce'],
      )
    }
  }))

test.run()
