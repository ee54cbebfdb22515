import { decodeJwt } from 'jose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type HttpWorld,
  httpWith,
  otherOrigin,
  password,
  portalKey,
  portalOrigin,
  publicUrl,
  withHttpWorld,
} from './http-world.ts'

/** Origins of no portal, however much they look like the portal's. */
const foreign = [
  'https://evil.example.org',
  'http://portal.example.org',
  'https://portal.example.org:8443',
  'https://portal.example.org.evil.example',
  'https://PORTAL.example.org',
  `${portalOrigin}/`,
  `${portalOrigin}, ${portalOrigin}`,
  'null',
  '*',
  '',
]

const preflight = ({ request }: HttpWorld, origin: string) =>
  request('OPTIONS', '/api/v1/users/x/policy', {
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'authorization, content-type, if-match',
    },
  })

const login = ({ request }: HttpWorld, headers: Readonly<Record<string, string>>, username = 'bob') =>
  request('POST', '/api/v1/login', { body: { username, password }, headers })

const corsHeaders = (headers: Headers) =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'))

test("a portal's page may call, with cookies, and no one's wildcard is sent", () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    for (const origin of [portalOrigin, otherOrigin, publicUrl]) {
      const asked = await preflight(world, origin)
      assert.is(asked.status, 204)
      assert.is(asked.headers.get('Access-Control-Allow-Origin'), origin)
      assert.is(asked.headers.get('Access-Control-Allow-Credentials'), 'true')
      assert.is(asked.headers.get('Access-Control-Allow-Methods'), 'GET, POST, PUT, PATCH, DELETE')
      assert.is(asked.headers.get('Access-Control-Allow-Headers'), 'Authorization, Content-Type, If-Match')
      assert.is(asked.headers.get('Vary'), 'Origin')

      const done = await login(world, { Origin: origin })
      assert.is(done.status, 200)
      assert.is(done.headers.get('Access-Control-Allow-Origin'), origin)
      assert.is(done.headers.get('Access-Control-Expose-Headers'), 'ETag, Retry-After')
      assert.is(done.headers.get('Vary'), 'Origin')
    }
  }))

test('a page of any other origin is refused before anything is done', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    for (const origin of foreign.filter((each) => each !== '')) {
      for (const got of [await preflight(world, origin), await login(world, { Origin: origin })]) {
        assert.is(got.status, 403, origin)
        assert.equal(corsHeaders(got.headers), [], origin)
        assert.is(got.headers.get('Vary'), 'Origin')
      }
      const withKey = await login(world, { Origin: origin, Authorization: `Bearer ${portalKey}` })
      assert.is(withKey.status, 403, origin)
    }
  }))

test('a login belongs to the portal of its page, or to that of its key', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const audienceOf = async (headers: Readonly<Record<string, string>>) => {
      const { status, body } = await login(world, headers)
      return status === 200 ? decodeJwt(body.assertion).aud : status
    }
    assert.is(await audienceOf({ Origin: portalOrigin }), 'portal')
    assert.is(await audienceOf({ Origin: otherOrigin }), 'other')
    assert.is(await audienceOf({ Origin: publicUrl }), 'ringlock')
    assert.is(await audienceOf({ Authorization: `Bearer ${portalKey}` }), 'portal')
    assert.is(await audienceOf({ Origin: otherOrigin, Authorization: `Bearer ${portalKey}` }), 'other')
    assert.is(await audienceOf({ Authorization: 'Bearer wrong' }), 401)
    assert.is(await audienceOf({}), 403)
    const host = await audienceOf({ 'X-Forwarded-Host': 'portal.example.org', Referer: `${portalOrigin}/` })
    assert.is(host, 403)
  }))

test('where there is one portal, a login without an origin is its own', () =>
  withHttpWorld(
    async (world) => {
      await world.addPerson('bob', { enrolled: false })
      assert.is(decodeJwt((await login(world, {})).body.assertion).aud, 'portal')
      const ours = await login(world, { Origin: publicUrl })
      assert.is(decodeJwt(ours.body.assertion).aud, 'portal')
      assert.is((await login(world, { Authorization: 'Bearer wrong' })).status, 401)
    },
    httpWith({ portals: [{ name: 'portal', key: portalKey, origins: [portalOrigin, publicUrl] }] }),
  ))

test.run()
