import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { apiError } from '../../../server/http/contract/index.ts'
import { type Got, type HttpWorld, portalKey, type Sent, withHttpWorld } from './http-world.ts'

const json = { 'Content-Type': 'application/json' }

/** The status and the code of an error, which is one of the contract. */
function errorOf({ status, body }: Got): string {
  return `${status} ${apiError.parse(body).error.code}`
}

const login = ({ call }: HttpWorld, sent: Sent) => call('POST', '/login', sent)

test('every fault is told at once, with its path and without its value', () =>
  withHttpWorld(async (world) => {
    const got = await login(world, { body: { username: 7, extra: 'hunter2', nested: {} } })
    assert.is(errorOf(got), '400 invalid-request')
    assert.equal(got.body.error.faults, [
      { path: 'body.username', message: 'Invalid input: expected string, received number' },
      { path: 'body.password', message: 'Invalid input: expected string, received undefined' },
      { path: 'body.extra', message: 'unknown field' },
      { path: 'body.nested', message: 'unknown field' },
    ])
    assert.not.match(got.text, 'hunter2')
  }))

test('what is no JSON object in UTF-8 is refused', () =>
  withHttpWorld(async (world) => {
    const raws: readonly (string | Uint8Array)[] = ['{', '{"username":"a",}', 'null', '[]', '"text"', '7']
    for (const raw of [...raws, new Uint8Array([0x22, 0xff, 0x22])]) {
      assert.is(errorOf(await login(world, { raw: raw as string, headers: json })), '400 invalid-request')
    }
    assert.is(errorOf(await login(world, { raw: '['.repeat(60_000), headers: json })), '400 invalid-request')
    assert.is(errorOf(await login(world, {})), '400 invalid-request')
  }))

test('texts that no store takes are refused where they stand', () =>
  withHttpWorld(async (world) => {
    for (const username of ['a\0b', 'a\ud800']) {
      const got = await login(world, { body: { username, password: 'x' } })
      assert.equal(got.body.error.faults, [
        { path: 'body.username', message: 'holds NUL or an unpaired surrogate' },
      ])
    }
    for (const [username, password] of [
      ['', 'x'],
      ['x', ''],
      ['x'.repeat(321), 'x'],
      ['x', 'x'.repeat(1025)],
    ]) {
      assert.is(errorOf(await login(world, { body: { username, password } })), '400 invalid-request')
    }
  }))

test('other types and encodings are refused', () =>
  withHttpWorld(async (world) => {
    const raw = JSON.stringify({ username: 'a', password: 'b' })
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
      'application/jsonx',
    ]) {
      const got = await login(world, { raw, headers: { 'Content-Type': type } })
      assert.is(errorOf(got), '415 unsupported-media-type', type)
    }
    const zipped = await login(world, { raw, headers: { ...json, 'Content-Encoding': 'gzip' } })
    assert.is(errorOf(zipped), '415 unsupported-media-type')
    const named = await login(world, { raw, headers: { 'Content-Type': 'Application/JSON; charset=UTF-8' } })
    assert.is(errorOf(named), '401 login-rejected')
  }))

test('bodies are bounded, whether their length is told or not', () =>
  withHttpWorld(async (world) => {
    const [fits, tooMuch] = [64 * 1024, 64 * 1024 + 1]
    const padded = (length: number) => JSON.stringify({ username: 'a', password: 'b' }).padEnd(length)
    assert.is(errorOf(await login(world, { raw: padded(fits), headers: json })), '401 login-rejected')
    assert.is(errorOf(await login(world, { raw: padded(tooMuch), headers: json })), '413 too-large')
    const unannounced = () => new Blob([padded(1024 * 1024)]).stream()
    assert.is(errorOf(await login(world, { raw: unannounced(), headers: json })), '413 too-large')
    const announced = await login(world, { raw: padded(1024 * 1024), headers: json })
    assert.is(errorOf(announced), '413 too-large')
    assert.is(errorOf(await login(world, { body: { username: 'a', password: 'b' } })), '401 login-rejected')
  }))

test('unknown paths, other methods and queries', () =>
  withHttpWorld(async (world) => {
    const { request, call, addPerson, tokenFor } = world
    assert.is(errorOf(await request('GET', '/nowhere')), '404 not-found')
    assert.is(errorOf(await call('GET', '/nowhere')), '404 not-found')
    assert.is(errorOf(await request('GET', '/api/v1/login/')), '404 not-found')
    const other = await call('PUT', '/login')
    assert.equal([errorOf(other), other.headers.get('Allow')], ['405 method-not-allowed', 'POST'])
    const users = await call('DELETE', '/users')
    assert.equal([errorOf(users), users.headers.get('Allow')], ['405 method-not-allowed', 'GET, HEAD'])
    assert.is(
      errorOf(await call('POST', '/login?x=1', { body: { username: 'a', password: 'b' } })),
      '400 invalid-request',
    )

    await addPerson('root', { role: 'superadmin', enrolled: false })
    const bearer = await tokenFor('root')
    const limited = await call('GET', '/users?limit=0&nonsense=1&search=a&search=b', { bearer })
    assert.equal(
      limited.body.error.faults.map(({ path }: { path: string }) => path),
      ['query.search', 'query.limit', 'query.nonsense'],
    )
    for (const key of ['%00', '%ED%A0%80x%00', 'x'.repeat(513)]) {
      assert.is(errorOf(await call('GET', `/users/${key}`, { bearer })), '404 not-found', key)
    }
    const decoded = await call('GET', `/users/${encodeURIComponent((await addPerson('bob')).userKey)}`, {
      bearer,
    })
    assert.equal([decoded.status, decoded.body.name], [200, 'bob'])
  }))

test('a fault before a call is judged costs no one anything', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice')
    for (let i = 0; i < 30; i++) await login(world, { body: { username: 'alice', password: 'wrong', x: 1 } })
    const { body } = await login(world, { bearer: portalKey, body: { username: 'alice', password: 'wrong' } })
    assert.is(body.error.code, 'login-rejected')
  }))

test.run()
