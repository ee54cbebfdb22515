import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createWrongKeys } from '../../../../server/http/api/portals.ts'
import { auditOf } from '../audited.ts'
import { type HttpWorld, httpWith, otherKey, portalKey, withStillHttpWorld } from '../http-world.ts'

const proxied = httpWith({ trustedProxies: ['127.0.0.1'] })
const keyLines = async (world: HttpWorld) =>
  (await auditOf(world)).filter(({ event }) => event === 'portal.key')

function ask({ call }: HttpWorld, bearer: string, source = '192.0.2.1', path = '/widget-tokens') {
  const body = path === '/login' ? { username: 'alice', password: 'x' } : { user: 'alice' }
  return call('POST', path, { bearer, body, headers: { 'X-Forwarded-For': source } })
}

test('wrong keys of one source are throttled; a right one never is, nor is another source', () =>
  withStillHttpWorld(async (world) => {
    await world.addPerson('alice')
    for (let i = 0; i < 10; i++) {
      const { status, body } = await ask(world, `${portalKey}${i}`)
      assert.equal([status, body.error.code], [401, 'unauthenticated'])
    }
    for (const path of ['/widget-tokens', '/login']) {
      const { status, body, headers } = await ask(world, 'wrong', '192.0.2.1', path)
      assert.equal([status, body.error.code], [429, 'throttled'])
      const wait = Number(headers.get('Retry-After'))
      assert.ok(wait > 50 && wait <= 60, `${wait} s`)
    }
    assert.is((await ask(world, portalKey)).status, 201)
    assert.is((await ask(world, otherKey)).status, 201)
    assert.is((await ask(world, 'wrong')).status, 429, 'a right key between forgives nothing')
    assert.is((await ask(world, 'wrong', '192.0.2.2')).status, 401)
  }, proxied))

test('an IPv6 network is one source', () =>
  withStillHttpWorld(async (world) => {
    for (let i = 0; i < 10; i++) assert.is((await ask(world, 'wrong', `2001:db8::${i}`)).status, 401)
    assert.is((await ask(world, 'wrong', '2001:db8::ffff')).status, 429)
    assert.is((await ask(world, 'wrong', '2001:db8:0:1::1')).status, 401)
  }, proxied))

test('the audit log has a line that says from where, and a bounded number of them', () =>
  withStillHttpWorld(async (world) => {
    await ask(world, 'wrong key number one', '192.0.2.9')
    const [line] = await keyLines(world)
    const { outcome, reason, door, from, source } = line ?? {}
    assert.equal(
      { outcome, reason, door, from, source },
      { outcome: 'refused', reason: 'wrong-key', door: 'http', from: '192.0.2.9', source: '192.0.2.9' },
    )
    for (let i = 0; i < 300; i++) await ask(world, `wrong ${i}`, `192.0.2.${i % 200}`)
    const lines = await keyLines(world)
    assert.ok(lines.length <= 20, `${lines.length} lines`)
    assert.not.match(JSON.stringify(lines), 'wrong key number one')
  }, proxied))

test('who shows no key is charged nothing', () =>
  withStillHttpWorld(async (world) => {
    for (let i = 0; i < 15; i++) {
      const { status } = await world.request('POST', '/api/v1/widget-tokens', { body: { user: 'alice' } })
      assert.is(status, 401)
    }
    assert.is((await ask(world, 'wrong')).status, 401)
    assert.is((await keyLines(world)).length, 1)
  }))

test('a source waits a minute, also where the clock was set back, and old sources make room', () => {
  let now = 1_700_000_000_000
  const { charge } = createWrongKeys(() => now)
  for (let i = 0; i < 10; i++) assert.is(charge('a'), null)
  assert.is(charge('a'), 60_000)
  now += 59_999
  assert.is(charge('a'), 1)
  now += 1
  assert.is(charge('a'), null)
  for (let i = 0; i < 9; i++) charge('a')
  now -= 10_000
  assert.is(charge('a'), 60_000)
  now -= 50_000
  assert.is(charge('a'), null)
  for (let i = 0; i < 10; i++) charge('a')
  for (let i = 0; i < 10_000; i++) charge(`other ${i}`)
  assert.is(charge('a'), null)
})

test.run()
