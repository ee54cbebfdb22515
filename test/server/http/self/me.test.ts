import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UserStoreError } from '../../../../adapters/user-store.ts'
import { expectError } from '../api-caller.ts'
import { minute, password, withApi } from '../api-world.ts'

const wrong = 'wrong horse'

test('me says how I stand, and what a change would want of me', () =>
  withApi(async ({ as, keyOf }) => {
    const alice = await as('alice')
    const { status, body, headers } = await alice.get('/me')
    assert.is(status, 200)
    const { version, ...user } = body.user
    assert.is(headers.get('etag'), `"${version}"`)
    assert.equal(
      { ...body, user },
      {
        user: {
          key: await keyOf('alice'),
          name: 'alice',
          displayName: null,
          email: 'alice@example.test',
          role: 'user',
          groups: [],
          accountEnabled: true,
          state: 'not-enrolled',
          retryAfter: 0,
          locked: false,
          requirement: 'optional',
          ownRequirement: null,
          graceEnds: null,
          authenticators: [],
          recoveryCodesLeft: 0,
          manageable: true,
          tenant: null,
        },
        issuer: 'Ringlock',
        amr: ['pwd'],
        provenUntil: null,
        proof: { password: true, code: false },
        enrolmentCodes: { app: 1, hardware: 2 },
        emailRequired: false,
        mail: true,
        trustFor: 7 * 24 * 3600,
      },
    )
  }))

test('proof is the password for five minutes, and a change without it is refused', () =>
  withApi(async ({ as, now, advance }) => {
    const alice = await as('alice')
    expectError(await alice.post('/me/authenticators', { kind: 'app' }), 403, 'reverify')
    const proven = await alice.post('/me/reverify', { password })
    assert.equal(
      [proven.status, proven.body],
      [200, { provenUntil: new Date(now() + 5 * minute).toISOString() }],
    )
    assert.is((await alice.get('/me')).body.provenUntil, proven.body.provenUntil)
    advance(5 * minute - 1)
    assert.is((await alice.post('/me/authenticators', { kind: 'app' })).status, 201)
    advance(1)
    expectError(await alice.post('/me/authenticators', { kind: 'app' }), 403, 'reverify')
  }))

test("proof belongs to one token: another of the same user's has none", () =>
  withApi(async ({ as, proven }) => {
    await proven('alice')
    expectError(await (await as('alice')).post('/me/authenticators', { kind: 'app' }), 403, 'reverify')
  }))

test('a wrong password proves nothing, and is throttled as at a login', () =>
  withApi(async ({ as, advance }) => {
    const alice = await as('alice')
    for (let n = 1; n <= 4; n++) {
      expectError(await alice.post('/me/reverify', { password: `${wrong} ${n}` }), 401, 'login-rejected')
    }
    const { retryAfter } = expectError(await alice.post('/me/reverify', { password }), 429, 'throttled')
    assert.is(retryAfter, 1)
    expectError(await alice.post('/me/authenticators', { kind: 'app' }), 403, 'reverify')
    advance(1000)
    assert.is((await alice.post('/me/reverify', { password })).status, 200)
  }))

test('nothing is proven by nothing', () =>
  withApi(async ({ as }) => {
    const alice = await as('alice')
    expectError(await alice.post('/me/reverify', {}), 401, 'login-rejected')
    expectError(await alice.post('/me/reverify', { code: '123456' }), 401, 'login-rejected')
    expectError(await alice.post('/me/reverify', { password: '' }), 400, 'invalid-request')
  }))

test('who is enrolled proves it with a code too, which is used by that', () =>
  withApi(async ({ as, enrol, code }) => {
    const { totpSecret, recoveryCodes } = await enrol('alice')
    const alice = await as('alice')
    assert.equal((await alice.get('/me')).body.proof, { password: true, code: true })
    expectError(await alice.post('/me/reverify', { password }), 401, 'code-rejected')
    expectError(await alice.post('/me/reverify', { password, code: code(totpSecret) }), 401, 'code-used')
    expectError(await alice.post('/me/reverify', { password, code: '000000' }), 401, 'code-rejected')
    expectError(
      await alice.post('/me/reverify', { password: wrong, code: code(totpSecret, 1) }),
      401,
      'login-rejected',
    )
    assert.is((await alice.post('/me/reverify', { password, code: code(totpSecret, 1) })).status, 200)
    expectError(await alice.post('/me/reverify', { password, code: code(totpSecret, 1) }), 401, 'code-used')
    const [recoveryCode] = recoveryCodes
    assert.is((await alice.post('/me/reverify', { password, code: recoveryCode })).status, 200)
    expectError(await alice.post('/me/reverify', { password, code: recoveryCode }), 401, 'code-rejected')
  }))

test('of a thousand parallel proofs with one code one is taken', () =>
  withApi(async ({ as, enrol, code }) => {
    const { totpSecret } = await enrol('alice')
    const alice = await as('alice')
    const proof = { password, code: code(totpSecret, 1) }
    const answers = await Promise.all(Array.from({ length: 1000 }, () => alice.post('/me/reverify', proof)))
    assert.is(answers.filter(({ status }) => status === 200).length, 1)
  }))

test('codes are throttled as at a login', () =>
  withApi(async ({ as, enrol, code }) => {
    const { totpSecret } = await enrol('alice')
    const alice = await as('alice')
    for (let n = 1; n <= 4; n++) {
      expectError(await alice.post('/me/reverify', { password, code: '000000' }), 401, 'code-rejected')
    }
    expectError(await alice.post('/me/reverify', { password, code: code(totpSecret, 1) }), 429, 'throttled')
  }))

test('who must enrol and whose grace is over proves it by the password, because enrolling is what comes next', () =>
  withApi(async ({ as, usePolicy }) => {
    usePolicy({ secondFactor: 'required', gracePeriod: 0 })
    const alice = await as('alice')
    expectError(await alice.post('/me/reverify', { password: wrong }), 401, 'login-rejected')
    assert.is((await alice.post('/me/reverify', { password })).status, 200)
    assert.is((await alice.post('/me/authenticators', { kind: 'app' })).status, 201)
  }))

test('single sign-on: a token of five minutes is proof where no code is required', () =>
  withApi(async ({ as, now, advance }) => {
    const alice = await as('alice', { amr: ['sso'] })
    assert.equal((await alice.get('/me')).body.proof, { password: false, code: false })
    expectError(await alice.post('/me/authenticators', { kind: 'app' }), 403, 'reverify')
    const until = new Date(now() + 5 * minute).toISOString()
    advance(minute)
    assert.equal((await alice.post('/me/reverify')).body, { provenUntil: until })
    advance(4 * minute - 1)
    assert.is((await alice.post('/me/authenticators', { kind: 'app' })).status, 201)
    advance(1)
    expectError(await alice.post('/me/reverify'), 401, 'login-rejected')
    expectError(await alice.post('/me/authenticators', { kind: 'app' }), 403, 'reverify')
  }))

test('single sign-on: the code is proof where one is required, and a young token is none', () =>
  withApi(async ({ as, enrol, code, usePolicy }) => {
    const { totpSecret } = await enrol('alice')
    usePolicy({ secondFactor: 'required' })
    const alice = await as('alice', { amr: ['sso'] })
    assert.equal((await alice.get('/me')).body.proof, { password: false, code: true })
    expectError(await alice.post('/me/reverify'), 401, 'code-rejected')
    expectError(await alice.post('/me/reverify', { code: code(totpSecret) }), 401, 'code-used')
    expectError(await alice.post('/me/reverify', { code: '000000' }), 401, 'code-rejected')
    assert.is((await alice.post('/me/reverify', { code: code(totpSecret, 1) })).status, 200)
  }))

test('no spelling is looked for: whatever other users have the name, the password is that of this very user', () =>
  withApi(async ({ as, service: { users } }) => {
    const alice = await as('alice')
    for (const found of ['ambiguous', null] as const) {
      Object.assign(users, { find: async () => found })
      expectError(await alice.post('/me/reverify', { password: wrong }), 401, 'login-rejected')
      expectError(await alice.post('/me/authenticators', { kind: 'app' }), 403, 'reverify')
    }
    assert.is((await alice.post('/me/reverify', { password })).status, 200)
  }))

test('a store that cannot be asked proves nothing, and charges nothing', () =>
  withApi(async ({ as, service: { users } }) => {
    const alice = await as('alice')
    const { get } = users
    let asked = 0
    const down = async () => {
      throw new UserStoreError('down')
    }
    // The call itself is let through, and its judgement finds the store down.
    Object.assign(users, { get: (key: string) => (++asked % 2 === 1 ? get(key) : down()) })
    for (let n = 0; n < 5; n++) {
      expectError(await alice.post('/me/reverify', { password: wrong }), 503, 'unavailable')
    }
    Object.assign(users, { get })
    assert.is((await alice.post('/me/reverify', { password })).status, 200)
    Object.assign(users, { get: down })
    expectError(await alice.get('/me'), 503, 'unavailable')
  }))

test('what was proven without a code is proven no more when there is one to ask for', () =>
  withApi(async (world) => {
    const early = await world.proven('bob')
    world.advance(1)
    const { totpSecret } = await world.enrol('bob')
    assert.is((await early.get('/me')).body.provenUntil, null)
    const refused = await early.post('/me/recovery-codes', {})
    assert.equal([refused.status, refused.body.error.code], [403, 'reverify'])
    world.advance(minute)
    const typed = { password, code: world.code(totpSecret) }
    assert.is((await early.post('/me/reverify', typed)).status, 200)
    assert.is((await early.post('/me/recovery-codes', {})).status, 201)
  }))

test('a user who has just confirmed an authenticator has shown its code', () =>
  withApi(async (world) => {
    const caller = await world.proven('bob')
    const { id, totpSecret } = (await caller.post('/me/authenticators', { kind: 'app' })).body
    world.advance(4 * minute)
    const codes = [world.code(totpSecret)]
    assert.is((await caller.post(`/me/authenticators/${id}/confirm`, { codes })).status, 200)
    world.advance(4 * minute)
    assert.is((await caller.post('/me/recovery-codes', {})).status, 201)
    world.advance(minute)
    assert.is((await caller.post('/me/recovery-codes', {})).status, 403)
  }))

test.run()
