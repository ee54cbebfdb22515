import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type HttpWorld,
  httpWith,
  type Person,
  password,
  portalKey,
  portalOrigin,
  withHttpWorld,
} from '../http-world.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** Logs in with a code and trusts the browser; the Set-Cookie that comes back. */
async function trust({ call }: HttpWorld, person: Person, steps = 0): Promise<string> {
  const begun = await call('POST', '/login', { body: { username: person.name, password } })
  const { challenge } = begun.body
  const done = await call('POST', '/login/challenge', {
    body: { challenge, factor: 'totp', code: person.code(steps), trustDevice: true },
    headers: { 'User-Agent': firefox },
  })
  assert.is(done.status, 200)
  assert.ok(Date.parse(done.body.trustedUntil) > Date.now())
  return done.headers.get('Set-Cookie') ?? ''
}

const login = ({ call }: HttpWorld, username: string, cookies: readonly string[], typed = password) =>
  call('POST', '/login', {
    body: { username, password: typed },
    headers: { Cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') },
  })

test('the cookie is for logins alone, and for no script', () =>
  withHttpWorld(async (world) => {
    const cookie = await trust(world, await world.addPerson('alice'))
    assert.match(
      cookie,
      /^ringlock_device_[\w-]{12}=[\w-]{22}\.[\w-]{43}; Path=\/api\/v1\/login; Max-Age=\d+; HttpOnly; Secure; SameSite=Strict$/,
    )
    const seconds = Number(/Max-Age=(\d+)/.exec(cookie)?.[1])
    assert.ok(seconds > 7 * 86_400 - 60 && seconds <= 7 * 86_400)
  }))

test('its path is under the public URL', () =>
  withHttpWorld(
    async (world) => {
      const cookie = await trust(world, await world.addPerson('alice'))
      assert.match(cookie, '; Path=/ringlock/api/v1/login; ')
    },
    httpWith({
      publicUrl: 'https://phone.example.org/ringlock',
      portals: [{ name: 'portal', key: portalKey }],
    }),
  ))

test('it stands in for the code, never for the password, and changes at each use', () =>
  withHttpWorld(async (world) => {
    const first = await trust(world, await world.addPerson('alice'))
    const wrong = await login(world, 'alice', [first], 'wrong')
    assert.is(wrong.status, 401)
    const done = await login(world, 'alice', [first])
    assert.equal([done.body.status, done.body.factors], ['accepted', ['password', 'trusted-device']])
    const second = done.headers.get('Set-Cookie') ?? ''
    assert.is(second.split('=')[0], first.split('=')[0])
    assert.is.not(second.split(';')[0], first.split(';')[0])
    assert.is((await login(world, 'alice', [second])).body.status, 'accepted')
  }))

test('a cookie that was used before is a copy: the device is trusted no more', () =>
  withHttpWorld(async (world) => {
    const first = await trust(world, await world.addPerson('alice'))
    const second = (await login(world, 'alice', [first])).headers.get('Set-Cookie') ?? ''
    assert.is((await login(world, 'alice', [first])).body.status, 'challenge')
    assert.is((await login(world, 'alice', [second])).body.status, 'challenge')
  }))

test('several users share a browser, and none logs in with the cookie of another', () =>
  withHttpWorld(async (world) => {
    const alices = await trust(world, await world.addPerson('alice'))
    const bobs = await trust(world, await world.addPerson('bob'))
    assert.is((await login(world, 'bob', [alices])).body.status, 'challenge')
    const bobName = bobs.split('=')[0]
    const disguised = `${bobName}=${alices.split(';')[0]?.split('=')[1]}`
    assert.is((await login(world, 'bob', [disguised])).body.status, 'challenge')
    assert.is((await login(world, 'bob', [alices, bobs])).body.status, 'accepted')
    assert.is((await login(world, 'alice', [alices, bobs])).body.status, 'accepted')
  }))

test('it is listed by browser and system, and can be taken back', () =>
  withHttpWorld(async (world) => {
    const cookie = await trust(world, await world.addPerson('alice'))
    const bearer = await world.tokenFor('alice')
    const [device] = (await world.call('GET', '/me/trusted-devices', { bearer })).body.devices
    assert.is(device.name, 'Firefox, Linux')
    const gone = await world.call('DELETE', `/me/trusted-devices/${device.id}`, { bearer })
    assert.is(gone.status, 204)
    assert.is((await login(world, 'alice', [cookie])).body.status, 'challenge')
  }))

/** A login that a server has begun, without the browser's cookies. */
const held = async ({ call }: HttpWorld, username: string): Promise<string> =>
  (await call('POST', '/login', { body: { username, password } })).body.challenge

const show = ({ request }: HttpWorld, challenge: string, cookie: string | null) =>
  request('POST', '/api/v1/login/trusted-device', {
    body: { challenge },
    headers: { Origin: portalOrigin, ...(cookie !== null && { Cookie: cookie.split(';')[0] ?? '' }) },
  })

test('a browser that is trusted answers a challenge that a server holds, once', () =>
  withHttpWorld(async (world) => {
    const cookie = await trust(world, await world.addPerson('alice'))
    const challenge = await held(world, 'alice')
    const done = await show(world, challenge, cookie)
    assert.equal([done.status, done.body.factors], [200, ['password', 'trusted-device']])
    const next = done.headers.get('Set-Cookie') ?? ''
    assert.is.not(next.split(';')[0], cookie.split(';')[0])
    const again = await show(world, challenge, next)
    assert.equal([again.status, again.body.error.code], [401, 'challenge-expired'])
  }))

test('one that is not trusted leaves the challenge as it was, for the code', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const bob = await world.addPerson('bob')
    const ofBob = await trust(world, bob)
    const made = ofBob.replace(/=[^;]+/, `=${'A'.repeat(22)}.${'B'.repeat(43)}`)
    const named = (await trust(world, alice)).split('=')[0]
    const challenge = await held(world, 'alice')
    for (const cookie of [null, ofBob, made, `${named}=${'A'.repeat(22)}.${'B'.repeat(43)}`, `${named}=x`]) {
      const { status, body } = await show(world, challenge, cookie)
      assert.equal([status, body.error.code], [401, 'code-rejected'], String(cookie))
    }
    const answered = await world.call('POST', '/login/challenge', {
      body: { challenge, factor: 'totp', code: alice.code(1) },
    })
    assert.is(answered.status, 200)
  }))

test('a copy of a secret that was used before answers nothing, and gives no further tries', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const first = await trust(world, alice)
    assert.is((await show(world, await held(world, 'alice'), first)).status, 200)
    const challenge = await held(world, 'alice')
    const wrong = (code: string) =>
      world.call('POST', '/login/challenge', { body: { challenge, factor: 'totp', code } })
    assert.is((await wrong('000000')).body.error.codesLeft, 4)
    const copied = await show(world, challenge, first)
    assert.equal([copied.status, copied.body.error.codesLeft], [401, 4])
    assert.is((await wrong('000000')).body.error.codesLeft, 3)
  }))

test.run()
