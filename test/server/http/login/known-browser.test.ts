import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type HttpWorld,
  password,
  portalKey,
  portalOrigin,
  withHttpWorld,
  withStillHttpWorld,
} from '../http-world.ts'

const asPage = (cookie = '') => ({ headers: { Origin: portalOrigin, ...(cookie && { Cookie: cookie }) } })

const login = ({ request }: HttpWorld, username: string, typed: string, cookie = '') =>
  request('POST', '/api/v1/login', { body: { username, password: typed }, ...asPage(cookie) })

const answer = (
  { request }: HttpWorld,
  challenge: string,
  code: string,
  { cookie = '', trustDevice = false } = {},
) =>
  request('POST', '/api/v1/login/challenge', {
    body: { challenge, factor: 'totp', code, trustDevice },
    ...asPage(cookie),
  })

const cookieOf = (headers: Headers) => headers.get('Set-Cookie')?.split(';')[0] ?? ''

/** Guesses from the tests' one address until it waits, and the user with it. */
async function attack(world: HttpWorld, username: string): Promise<void> {
  for (let i = 0; i < 30; i++) await login(world, username, `guess ${i}`)
  assert.is((await login(world, username, password)).status, 429)
}

test('a browser that logged in has a cookie for logins alone, and none is needed twice', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const done = await login(world, 'bob', password)
    assert.match(
      done.headers.get('Set-Cookie') ?? '',
      /^ringlock_browser_[\w-]{12}=[\w-]{22}; Path=\/api\/v1\/login; Max-Age=\d+; HttpOnly; Secure; SameSite=Strict$/,
    )
    const again = await login(world, 'bob', password, cookieOf(done.headers))
    assert.equal([again.status, again.headers.get('Set-Cookie')], [200, null])
    assert.is((await login(world, 'bob', 'wrong')).headers.get('Set-Cookie'), null)
  }))

test('guesses from the same address delay neither the browser that is known nor a trusted one', () =>
  withStillHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const alice = await world.addPerson('alice')
    const known = cookieOf((await login(world, 'bob', password)).headers)
    const begun = await login(world, 'alice', password)
    const done = await answer(world, begun.body.challenge, alice.code(), { trustDevice: true })
    const trusted = cookieOf(done.headers)
    assert.match(trusted, /^ringlock_device_/)
    assert.not.match(done.headers.get('Set-Cookie') ?? '', /ringlock_browser_/, 'one cookie is enough')
    await attack(world, 'bob')
    await attack(world, 'alice')
    assert.is((await login(world, 'bob', password, known)).status, 200)
    const again = await login(world, 'alice', password, trusted)
    assert.equal([again.status, again.body.factors], [200, ['password', 'trusted-device']])
    assert.is((await login(world, 'alice', password, trusted)).status, 429, 'a cookie that was used is none')
    assert.is((await login(world, 'bob', password, known.replace('browser_', 'browser_x'))).status, 429)
  }))

test('a known browser asks for the code as every other, and its own guesses delay it alone', () =>
  withStillHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const begun = await login(world, 'alice', password)
    const known = cookieOf((await answer(world, begun.body.challenge, alice.code())).headers)
    const again = await login(world, 'alice', password, known)
    assert.is(again.body.status, 'challenge')
    assert.is((await answer(world, again.body.challenge, '000000', { cookie: known })).status, 401)
    for (let i = 0; i < 6; i++) await login(world, 'alice', `typo ${i}`, known)
    assert.is((await login(world, 'alice', password, known)).status, 429)
    const elsewhere = await login(world, 'alice', password)
    assert.is(elsewhere.body.status, 'challenge')
  }))

test("a portal's server is a known place of the users who got in through it", () =>
  withStillHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const asServer = { body: { username: 'bob', password }, bearer: portalKey }
    const first = await world.request('POST', '/api/v1/login', asServer)
    assert.equal([first.status, first.headers.get('Set-Cookie')], [200, null])
    await attack(world, 'bob')
    assert.is((await world.request('POST', '/api/v1/login', asServer)).status, 200)
  }))

test.run()
