import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PolicyConfig } from '../../../../server/config/load-config.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../../server/login/totp.ts'
import { auditOf } from '../audited.ts'
import { type HttpWorld, httpWith, password, portalKey, portalOrigin, withHttpWorld } from '../http-world.ts'

/** A second factor is required, and the grace period is over. */
const late = { secondFactor: 'required', gracePeriod: 0, enrolAtLogin: 'on' } as const

async function withPolicy(
  policy: Partial<PolicyConfig>,
  use: (world: HttpWorld) => Promise<void>,
): Promise<void> {
  const portals = [{ name: 'portal', key: portalKey, origins: [portalOrigin], maySkipPassword: true }]
  await withHttpWorld(async (world) => {
    world.service.usePolicy({ ...world.service.policy(), ...policy })
    await use(world)
  }, httpWith({ portals }))
}

const begin = ({ call }: HttpWorld, more: object = {}, username = 'bob') =>
  call('POST', '/login', { body: { username, password, ...more } })

const claimsOf = ({ assertion }: { assertion: string }) =>
  JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())

function codeOf(totpSecret: string, steps = 0): string {
  const bytes = parseTotpSecret(totpSecret)
  if (bytes === null) throw new Error('not base32')
  return codeAt(totpKey(bytes, 'SHA1'), timeStepAt(Date.now(), 30) + steps, { digits: 6 })
}

async function offer({ call }: HttpWorld, bearer: string) {
  const { status, body } = await call('POST', '/me/authenticators', { bearer, body: { kind: 'app' } })
  assert.is(status, 201)
  return body
}

const confirm = ({ call }: HttpWorld, bearer: string, id: string, code: string) =>
  call('POST', `/me/authenticators/${id}/confirm`, { bearer, body: { codes: [code] } })

test('after a right password the set-up begins, and its confirmation is an accepted login', () =>
  withPolicy(late, async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false, email: 'bob@example.test' })
    const begun = await begin(world, { nonce: 'of this browser' })
    assert.equal([begun.status, begun.body.error.code], [403, 'enrolment-required'])
    const bearer = begun.body.error.enrolmentToken
    const { id, totpSecret } = await offer(world, bearer)
    const { status, body } = await confirm(world, bearer, id, codeOf(totpSecret))
    assert.equal([status, body.recoveryCodes.length, body.login.status], [200, 10, 'accepted'])
    assert.equal(body.login.factors, ['password', 'totp'])
    const { sub, aud, amr, nonce, iat, exp } = claimsOf(body.login)
    assert.equal(
      { sub, aud, amr, nonce, lives: exp - iat },
      { sub: userKey, aud: 'portal', amr: ['pwd', 'otp', 'mfa'], nonce: 'of this browser', lives: 300 },
    )
    const redeemed = await world.call('POST', '/assertions/redeem', {
      body: { assertion: body.login.assertion },
    })
    assert.is(redeemed.status, 200)
    await world.mailed(/(second factor|authenticator)/i)
    const lines = (await auditOf(world)).filter(({ event }) => event === 'login')
    assert.equal(
      lines.map(({ outcome, reason, factors }) => [outcome, reason, factors]),
      [
        ['reject', 'enrolment-required', undefined],
        ['accept', 'enrolled', ['password', 'totp']],
      ],
    )
    assert.is((await begin(world)).body.status, 'challenge', 'from now on the code is asked for')
  }))

test('the code that confirmed it logs in nowhere else', () =>
  withPolicy(late, async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const bearer = (await begin(world)).body.error.enrolmentToken
    const { id, totpSecret } = await offer(world, bearer)
    const code = codeOf(totpSecret)
    assert.is((await confirm(world, bearer, id, code)).status, 200)
    const { challenge } = (await begin(world)).body
    const again = await world.call('POST', '/login/challenge', { body: { challenge, factor: 'totp', code } })
    assert.equal([again.status, again.body.error.code], [401, 'code-used'])
  }))

test('a wrong password, a user without the duty and one who is enrolled get no token', () =>
  withPolicy(late, async (world) => {
    await world.addPerson('bob', { enrolled: false })
    await world.addPerson('alice')
    const wrong = await begin(world, { password: 'wrong' })
    assert.equal([wrong.status, wrong.body.error.enrolmentToken], [401, undefined])
    assert.equal((await begin(world, {}, 'alice')).body.status, 'challenge')
    world.service.usePolicy({ ...world.service.policy(), secondFactor: 'optional' })
    const optional = await begin(world)
    assert.equal([optional.body.status, optional.body.enrolmentToken], ['accepted', undefined])
  }))

test('by default a token comes in the grace period alone: after it a stolen password could enrol', () =>
  withPolicy({ secondFactor: 'required' }, async (world) => {
    await world.addPerson('bob', { enrolled: false })
    assert.is(world.service.policy().enrolAtLogin, 'grace')
    const inGrace = (await begin(world)).body
    assert.is(inGrace.status, 'accepted')
    const { iat, exp } = claimsOf(inGrace)
    assert.is(exp - iat, 300, 'long enough to decide on the set-up')
    const { id, totpSecret } = await offer(world, inGrace.enrolmentToken)
    world.service.usePolicy({ ...world.service.policy(), gracePeriod: 0 })
    const over = await begin(world)
    assert.equal([over.status, over.body.error.enrolmentToken], [403, undefined])
    assert.is(
      (await confirm(world, inGrace.enrolmentToken, id, codeOf(totpSecret))).body.login.status,
      'accepted',
    )
  }))

test('where the policy says off, no login carries a token', () =>
  withPolicy({ ...late, enrolAtLogin: 'off' }, async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const over = await begin(world)
    assert.equal([over.status, over.body.error.enrolmentToken], [403, undefined])
    world.service.usePolicy({ ...world.service.policy(), gracePeriod: 60_000 })
    const inGrace = await begin(world)
    assert.equal([inGrace.body.status, inGrace.body.enrolmentToken], ['accepted', undefined])
    const { iat, exp } = claimsOf(inGrace.body)
    assert.is(exp - iat, 60)
  }))

test('the token is for the set-up alone', () =>
  withPolicy(late, async (world) => {
    await world.addPerson('root', { role: 'superadmin', enrolled: false })
    const bearer = (await begin(world, {}, 'root')).body.error.enrolmentToken
    const me = await world.call('GET', '/me', { bearer })
    assert.equal([me.status, me.body.user.role], [200, 'user'])
    for (const [method, path, body] of [
      ['POST', '/me/reverify', { password }],
      ['POST', '/me/recovery-codes', {}],
      ['DELETE', '/me/recovery-codes', undefined],
      ['GET', '/me/trusted-devices', undefined],
      ['PATCH', '/me/authenticators/x', { enabled: false }],
      ['DELETE', '/me/authenticators/x', undefined],
      ['GET', '/users', undefined],
      ['GET', '/audit', undefined],
    ] as const) {
      const { status, body: said } = await world.call(method, path, { bearer, body })
      assert.equal([status, said.error.code], [403, 'forbidden'], `${method} ${path}`)
    }
    const asKey = await world.call('POST', '/widget-tokens', { bearer, body: { user: 'root' } })
    assert.is(asKey.status, 401)
  }))

test('once a second factor is there, no token sets up another one', () =>
  withPolicy(late, async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const [first, second] = [(await begin(world)).body.error, (await begin(world)).body.error]
    const { id, totpSecret } = await offer(world, first.enrolmentToken)
    assert.is((await confirm(world, first.enrolmentToken, id, codeOf(totpSecret))).status, 200)
    for (const { enrolmentToken: bearer } of [first, second]) {
      const { status, body } = await world.call('POST', '/me/authenticators', {
        bearer,
        body: { kind: 'app' },
      })
      assert.equal([status, body.error.code], [403, 'forbidden'])
    }
  }))

const begins = async ({ call }: HttpWorld, bearer: string) => {
  const { status, body } = await call('POST', '/me/authenticators', { bearer, body: { kind: 'app' } })
  return [status, body.error?.code]
}

test('nor after a reset: whoever had it may have lost the password since', () =>
  withPolicy(late, async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const tokenOf = async () => (await begin(world)).body.error.enrolmentToken
    const [used, kept] = [await tokenOf(), await tokenOf()]
    const { id, totpSecret } = await offer(world, used)
    assert.is((await confirm(world, used, id, codeOf(totpSecret))).status, 200)
    const { enrolments, state } = world.service
    assert.is(await enrolments.reset(userKey, { door: 'cli' }), true)
    for (const bearer of [used, kept]) assert.equal(await begins(world, bearer), [403, 'forbidden'])
    const next = await tokenOf()
    for (const bearer of [used, kept]) assert.equal(await begins(world, bearer), [403, 'forbidden'])
    const { id: nextId } = await offer(world, next)
    assert.is(
      (await confirm(world, used, nextId, '000000')).status,
      403,
      "nor confirms another token's offer",
    )
    assert.is((await confirm(world, next, nextId, '000000')).status, 422)
    assert.is((await state.readEnrolment(userKey))?.authenticators.length, 0)
  }))

test('nor after an admin has changed what is asked of the user, or a backup was put back', () =>
  withPolicy(late, async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const tokenOf = async () => (await begin(world)).body.error.enrolmentToken
    const { enrolments, state } = world.service
    const first = await tokenOf()
    const change = { userKey, requirement: 'required', ifVersion: null } as const
    await enrolments.setRequirement(change, { door: 'cli' })
    assert.equal(await begins(world, first), [403, 'forbidden'])
    const second = await tokenOf()
    assert.equal(await begins(world, second), [201, undefined])
    const { restores } = state
    Object.assign(state, { restores: () => restores() + 1 })
    assert.equal(await begins(world, second), [403, 'forbidden'])
    assert.equal(await begins(world, await tokenOf()), [201, undefined])
    Object.assign(state, { restores })
  }))

test('nor by a confirmation whose body comes after an admin has set one up', () =>
  withPolicy(late, async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const bearer = (await begin(world)).body.error.enrolmentToken
    const { id, totpSecret } = await offer(world, bearer)
    const { state, enrolments } = world.service
    const { readEnrolment } = state
    const body = new TransformStream<Uint8Array, Uint8Array>()
    const tokenWasLookedAt = new Promise<void>((resolve) => {
      const read: typeof readEnrolment = (key) => {
        resolve()
        return readEnrolment(key)
      }
      Object.assign(state, { readEnrolment: read })
    })
    const confirmed = world.call('POST', `/me/authenticators/${id}/confirm`, {
      bearer,
      raw: body.readable,
      headers: { 'Content-Type': 'application/json' },
    })
    // fetch sends nothing before the body has begun.
    const writer = body.writable.getWriter()
    await writer.write(new TextEncoder().encode(' '))
    await tokenWasLookedAt
    Object.assign(state, { readEnrolment })
    const app = { kind: 'app', algorithm: 'SHA1', digits: 6, period: 30, stepOffset: 0 } as const
    const request = { userKey, account: 'bob', totpSecret: null, another: false, ...app }
    assert.is((await enrolments.bindAtOnce(request, { door: 'cli' })).result, 'bound')
    await writer.write(new TextEncoder().encode(JSON.stringify({ codes: [codeOf(totpSecret)] })))
    await writer.close()
    const { status, body: said } = await confirmed
    assert.equal([status, said.error?.code], [410, 'expired'])
    assert.is((await state.readEnrolment(userKey))?.authenticators.length, 1)
  }))

test('where a portal vouches for its user, the login goes on with that', () =>
  withPolicy(late, async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const begun = await world.call('POST', '/login', { body: { userKey, amr: ['sso'] } })
    const bearer = begun.body.error.enrolmentToken
    const { id, totpSecret } = await offer(world, bearer)
    const { login } = (await confirm(world, bearer, id, codeOf(totpSecret))).body
    assert.equal([login.factors, claimsOf(login).amr], [['totp'], ['sso', 'otp', 'mfa']])
  }))

test('a login that cannot be finished keeps the recovery codes from no one', () =>
  withPolicy(late, async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const bearer = (await begin(world)).body.error.enrolmentToken
    const { id, totpSecret } = await offer(world, bearer)
    const { audit } = world.service
    const { record } = audit
    Object.assign(audit, {
      record: (event: { event: string }) =>
        event.event === 'login' ? Promise.reject(new Error('no room')) : record(event as never),
    })
    const { status, body } = await confirm(world, bearer, id, codeOf(totpSecret))
    Object.assign(audit, { record })
    assert.equal([status, body.recoveryCodes.length, body.login], [200, 10, undefined])
  }))

test.run()
