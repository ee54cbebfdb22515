import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rotateAssertionKey } from '../../../../server/control/assertion-key.ts'
import { amrOf, createAssertions } from '../../../../server/http/api/assertions.ts'
import { type AssertionKeys, openAssertionKeys } from '../../../../server/state/keys/assertion-keys.ts'
import { createSealing, type Sealing } from '../../../../server/state/keys/sealing.ts'
import { openLowdbStateStore } from '../../../../server/state/lowdb/open-lowdb.ts'
import type { CopyableStateStore } from '../../../../server/state/snapshot.ts'
import { ordinary } from '../../../adapters/ordinary-user.ts'
import { withTemporaryFolder } from '../../../temporary-folder.ts'
import { type HttpWorld, password, publicUrl, withHttpWorld } from '../http-world.ts'

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

/** The keys of a state store in a folder, as of a clock that can be set. */
async function withKeys<T>(use: (world: KeyWorld) => Promise<T>): Promise<T> {
  return withTemporaryFolder(async (dataDir) => {
    const clock = { now: 1_700_000_000_000 }
    const notices: string[] = []
    const open = () =>
      openLowdbStateStore({
        dataDir,
        now: clock.now,
        restoreMargin: 0,
        onNotice: (message) => notices.push(message),
      })
    let state = await open()
    try {
      return await use({
        clock,
        notices,
        state: () => state,
        async restart() {
          await state.close()
          state = await open()
        },
        keys: (master = sealing) =>
          openAssertionKeys({
            state,
            sealing: master,
            clock: () => clock.now,
            onNotice: (message) => notices.push(message),
          }),
        dataDir,
      })
    } finally {
      await state.close()
    }
  })
}

interface KeyWorld {
  readonly clock: { now: number }
  readonly notices: readonly string[]
  readonly dataDir: string
  state(): CopyableStateStore
  restart(): Promise<void>
  keys(master?: Sealing): Promise<AssertionKeys>
}

const kids = async (keys: AssertionKeys) => (await keys.published()).map(({ kid }) => kid)

test('the key outlives a restart, and no file shows it', () =>
  withKeys(async ({ clock, keys, restart, dataDir }) => {
    const { id } = await (await keys()).current()
    await restart()
    const again = await keys()
    assert.is((await again.current()).id, id)
    const text = await readFile(join(dataDir, 'logins.json'), 'utf8')
    assert.match(text, '"sealedD":"v1.')
    assert.not.match(text, '"d":')

    const next = await again.rotate()
    assert.equal(await kids(again), [next.id, id])
    clock.now += day - 1
    assert.equal(await kids(again), [next.id, id])
    clock.now += 1
    assert.equal(await kids(again), [next.id])
    await again.rotate()
    await restart()
    assert.not.match(await readFile(join(dataDir, 'logins.json'), 'utf8'), id)
  }))

test('a service that shares the store signs with the key that another one made', () =>
  withKeys(async ({ keys }) => {
    const [one, other] = await Promise.all([keys(), keys()])
    const first = await one.current()
    assert.is((await other.current()).id, first.id)
    const [next] = await Promise.all([one.rotate(), other.rotate()])
    assert.is.not(next.id, first.id)
    assert.is((await other.current()).id, (await one.current()).id)
    assert.equal(await kids(other), await kids(one))
    assert.is((await kids(one)).length, 3)
  }))

test('a key that another master key sealed, or that was put in another place, signs no more', () =>
  withKeys(async ({ keys, notices, state, clock }) => {
    const { id } = await (await keys()).current()
    const other = await keys(createSealing(Buffer.alloc(32, 8)))
    const { id: newId } = await other.current()
    assert.is.not(newId, id)
    assert.equal(await kids(other), [newId, id])
    assert.match(notices.join('\n'), `the master key does not open ${id}`)

    const [stored] = await state().listAssertionKeys(clock.now)
    assert.ok(stored !== undefined)
    const moved = { ...stored, id: `${newId.startsWith('_') ? '-' : '_'}${newId.slice(1)}` }
    assert.ok(await state().putAssertionKey(moved, { id: newId, expiresAt: clock.now + day }, clock.now))
    assert.is.not((await other.current()).id, moved.id)
  }))

test('factors become values of RFC 8176', async () => {
  assert.equal(amrOf(['password']), ['pwd'])
  assert.equal(amrOf(['password', 'totp']), ['pwd', 'otp', 'mfa'])
  assert.equal(amrOf(['password', 'recovery-code']), ['pwd', 'otp', 'mfa'])
  assert.equal(amrOf(['password', 'email-code']), ['pwd', 'otp', 'mfa'])
  assert.equal(amrOf(['password', 'trusted-device']), ['pwd'])
  assert.equal(amrOf([], ['sso']), ['sso'])
  assert.equal(amrOf(['totp'], ['sso']), ['sso', 'otp', 'mfa'])
  assert.equal(amrOf(['trusted-device'], ['pwd', 'ldap']), ['pwd', 'ldap'])
  assert.equal(amrOf(['totp']), ['otp'])
})

test('an assertion is over after a minute', () =>
  withKeys(async ({ clock: { now }, keys }) => {
    const assertions = createAssertions(await keys(), publicUrl, () => now)
    const user = {
      id: '1',
      name: 'bob',
      ...ordinary,
    } as const
    const assertion = await assertions.sign({ user, userKey: 'local:1', factors: ['password'] }, 'portal')
    const jwks = createLocalJWKSet(await assertions.jwks())
    await jwtVerify(assertion, jwks, { currentDate: new Date(now + 59_999) })
    await jwtVerify(assertion, jwks, { currentDate: new Date(now + 60_000) }).then(
      () => assert.unreachable(),
      (error) => assert.instance(error, errors.JWTExpired),
    )
  }))

test.run()
