import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type HttpWorld,
  httpWith,
  password,
  portalKey,
  portalOrigin,
  withStillHttpWorld,
} from '../http-world.ts'

const asServer = { bearer: portalKey }
const asPage = { headers: { Origin: portalOrigin } }

interface From {
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
}

const login = ({ request }: HttpWorld, username: string, typed: string, from: From) =>
  request('POST', '/api/v1/login', { body: { username, password: typed }, ...from })

/** More failures than one source has free, each on a name of its own. */
async function sprays(world: HttpWorld, from: From): Promise<void> {
  const names = Array.from({ length: 25 }, (_, i) => `nobody-${i}`)
  await Promise.all(names.map((name) => login(world, name, 'wrong', from)))
}

test("failures behind a portal's server hold none of its users back", () =>
  withStillHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    await sprays(world, asServer)
    assert.is((await login(world, 'bob', password, asServer)).status, 200)
  }))

test('failures from one browser hold that browser back', () =>
  withStillHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    await sprays(world, asPage)
    const held = await login(world, 'bob', password, asPage)
    assert.is(held.status, 429)
    assert.match(held.headers.get('Retry-After') ?? '', /^[1-9]\d*$/)
    // Whatever a stranger says of where it comes from.
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP']) {
      const spoofed = { headers: { ...asPage.headers, [name]: '192.0.2.1' } }
      assert.is((await login(world, 'bob', password, spoofed)).status, 429)
    }
  }))

test("a portal's server that is trusted to say for whom it asks has each client counted apart", () =>
  withStillHttpWorld(
    async (world) => {
      await world.addPerson('bob', { enrolled: false })
      const client = (address: string) => ({ ...asServer, headers: { 'X-Forwarded-For': address } })
      await sprays(world, client('192.0.2.1'))
      assert.is((await login(world, 'bob', password, client('192.0.2.1'))).status, 429)
      assert.is((await login(world, 'bob', password, client('192.0.2.2'))).status, 200)
    },
    httpWith({ trustedProxies: ['127.0.0.1'] }),
  ))

test("a widget token is no portal's server: its holder's failures hold its own address back", () =>
  withStillHttpWorld(async (world) => {
    const names = Array.from({ length: 7 }, (_, i) => `user-${i}`)
    for (const name of names) {
      await world.addPerson(name, { enrolled: false })
      const bearer = await world.tokenFor(name)
      for (const typed of ['a', 'b', 'c', 'd']) {
        await world.call('POST', '/me/reverify', { bearer, body: { password: typed } })
      }
    }
    await world.addPerson('bob', { enrolled: false })
    const bearer = await world.tokenFor('bob')
    assert.is((await world.call('POST', '/me/reverify', { bearer, body: { password } })).status, 429)
  }))

test('another spelling of a name does not tell whether a user has it', () =>
  withStillHttpWorld(async (world) => {
    await world.addPerson('zoë', { enrolled: false })
    for (const name of ['zoë', 'noë']) {
      for (const typed of ['a', 'b', 'c', 'd']) {
        assert.is((await login(world, name, typed, asServer)).status, 401)
      }
      for (const spelling of [name, name.toUpperCase(), name.normalize('NFD')]) {
        assert.is((await login(world, spelling, 'e', asServer)).status, 429, spelling)
      }
    }
  }))

test.run()
