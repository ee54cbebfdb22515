import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rotateAssertionKey } from '../../../server/cli/operations/assertion-key.ts'
import { openAssertionKeys } from '../../../server/http/assertion-keys.ts'
import { amrOf, createAssertions } from '../../../server/http/assertions.ts'
import { createSealing } from '../../../server/state/sealing.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { type HttpWorld, password, publicUrl, withHttpWorld } from './http-world.ts'

const day = 24 * 3_600_000
const sealing = createSealing(Buffer.alloc(32, 7))

async function assertionOf({ call }: HttpWorld, username: string): Promise<string> {
  return (await call('POST', '/login', { body: { username, password } })).body.assertion
}

test('a portal checks an assertion with the published key', () =>
  withHttpWorld(async (world) => {
    const { userKey } = await world.addPerson('bob', { role: 'admin', enrolled: false })
    const jwks = createRemoteJWKSet(new URL('/.well-known/jwks.json', world.url))
    const assertion = await assertionOf(world, 'bob')
    const { payload, protectedHeader } = await jwtVerify(assertion, jwks, {
      issuer: publicUrl,
      audience: 'portal',
      algorithms: ['EdDSA'],
    })
    const { iat = 0, exp = 0, jti, ...claims } = payload
    assert.equal(claims, {
      iss: publicUrl,
      sub: userKey,
      aud: 'portal',
      amr: ['pwd'],
      name: 'bob',
      role: 'admin',
    })
    assert.is(exp - iat, 60)
    assert.match(jti ?? '', /^[0-9a-f-]{36}$/)
    assert.is(protectedHeader.alg, 'EdDSA')
    const [body = '', , signature = ''] = [
      assertion.slice(0, assertion.lastIndexOf('.')),
      '',
      assertion.split('.')[2],
    ]
    const altered = `${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    await jwtVerify(altered, jwks).then(
      () => assert.unreachable(),
      (error) => assert.instance(error, errors.JWSSignatureVerificationFailed),
    )
  }))

test('what is published is no private key', () =>
  withHttpWorld(async ({ request }) => {
    const { keys } = (await request('GET', '/.well-known/jwks.json')).body
    assert.is(keys.length, 1)
    assert.equal(Object.keys(keys[0]).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  }))

test('after a rotation the new key signs, and the old one still checks', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const before = await assertionOf(world, 'bob')
    const rotated = await rotateAssertionKey(world.service, null)
    assert.ok(rotated.done)
    const after = await assertionOf(world, 'bob')
    assert.is.not(decodeProtectedHeader(after).kid, decodeProtectedHeader(before).kid)
    assert.is(decodeProtectedHeader(after).kid, rotated.done && rotated.data.kid)
    const jwks = createLocalJWKSet((await world.request('GET', '/.well-known/jwks.json')).body)
    await jwtVerify(before, jwks)
    await jwtVerify(after, jwks)
  }))

test('the key outlives a restart, in a file for its owner alone that does not show it', () =>
  withTemporaryFolder(async (folder) => {
    let now = 1_700_000_000_000
    const first = await openAssertionKeys(folder, sealing, () => now)
    const { id } = first.current()
    const again = await openAssertionKeys(folder, sealing, () => now)
    assert.is(again.current().id, id)
    const file = join(folder, 'assertion-keys.json')
    assert.is((await stat(file)).mode & 0o777, 0o600)
    const text = await readFile(file, 'utf8')
    assert.match(text, '"sealedD":"v1.')
    assert.not.match(text, '"d":')

    await again.rotate()
    assert.equal(
      again.published().map(({ kid }) => kid === id),
      [false, true],
    )
    now += day - 1
    assert.is(again.published().length, 2)
    now += 1
    assert.is(again.published().length, 1)
    await again.rotate()
    assert.not.match(await readFile(file, 'utf8'), id)
  }))

test('another master key does not open it, and no key moves to another place', () =>
  withTemporaryFolder(async (folder) => {
    await openAssertionKeys(folder, sealing, Date.now)
    const other = createSealing(Buffer.alloc(32, 8))
    await openAssertionKeys(folder, other, Date.now).then(
      () => assert.unreachable(),
      (error) => assert.is(error.name, 'MasterKeyError'),
    )
    const file = join(folder, 'assertion-keys.json')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/"id":"./, '"id":"_'))
    await openAssertionKeys(folder, sealing, Date.now).then(
      () => assert.unreachable(),
      (error) => assert.is(error.name, 'MasterKeyError'),
    )
  }))

test('factors become values of RFC 8176', async () => {
  assert.equal(amrOf(['password']), ['pwd'])
  assert.equal(amrOf(['password', 'totp']), ['pwd', 'otp', 'mfa'])
  assert.equal(amrOf(['password', 'recovery-code']), ['pwd', 'otp', 'mfa'])
  assert.equal(amrOf(['password', 'email-code']), ['pwd', 'otp', 'mfa'])
  assert.equal(amrOf(['password', 'trusted-device']), ['pwd'])
})

test('an assertion is over after a minute', () =>
  withTemporaryFolder(async (folder) => {
    const now = 1_700_000_000_000
    const assertions = createAssertions(
      await openAssertionKeys(folder, sealing, () => now),
      publicUrl,
      () => now,
    )
    const user = {
      id: '1',
      name: 'bob',
      displayName: null,
      email: null,
      groups: [],
      role: 'user',
      enabled: true,
      language: null,
    } as const
    const assertion = await assertions.sign({ user, userKey: 'local:1', factors: ['password'] }, 'portal')
    const jwks = createLocalJWKSet(assertions.jwks())
    await jwtVerify(assertion, jwks, { currentDate: new Date(now + 59_999) })
    await jwtVerify(assertion, jwks, { currentDate: new Date(now + 60_000) }).then(
      () => assert.unreachable(),
      (error) => assert.instance(error, errors.JWTExpired),
    )
  }))

test.run()
