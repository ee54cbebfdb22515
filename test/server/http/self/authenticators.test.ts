import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from '../api-caller.ts'
import { minute, password, withApi } from '../api-world.ts'

/** As a vendor prints it. */
const deviceKey = '3132333435363738393031323334353637383930'
const deviceSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test('no one chooses the secret of an app', () =>
  withApi(async ({ proven }) => {
    const alice = await proven('alice')
    const { faults } = expectError(
      await alice.post('/me/authenticators', { kind: 'app', totpSecret: deviceSecret }),
      400,
      'invalid-request',
    )
    assert.equal(faults, [
      { path: 'body.totpSecret', message: 'not accepted: the server makes the key of an app' },
    ])
  }))

test('an app is offered, confirmed with a code, and brings ten recovery codes', () =>
  withApi(async ({ proven, code, now, audited }) => {
    const alice = await proven('alice')
    const { status, body: offer } = await alice.post('/me/authenticators', { kind: 'app' })
    assert.is(status, 201)
    const { id, totpSecret, uri, ...rest } = offer
    assert.match(totpSecret, /^[A-Z2-7]{32}$/)
    assert.equal(rest, {
      kind: 'app',
      issuer: 'Ringlock',
      account: 'alice',
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
      codes: 1,
      expiresAt: new Date(now() + 15 * minute).toISOString(),
    })
    const parsed = new URL(uri)
    assert.equal(
      [
        parsed.protocol,
        parsed.pathname,
        parsed.searchParams.get('secret'),
        parsed.searchParams.get('issuer'),
      ],
      ['otpauth:', '/Ringlock:alice', totpSecret, 'Ringlock'],
    )
    const before = (await alice.get('/me')).body.user
    assert.equal([before.state, before.authenticators], ['pending', []])
    expectError(
      await alice.post(`/me/authenticators/${id}/confirm`, { codes: ['000000'] }),
      422,
      'codes-rejected',
    )
    const confirmed = await alice.post(`/me/authenticators/${id}/confirm`, { codes: [code(totpSecret)] })
    assert.is(confirmed.status, 200)
    assert.is(confirmed.body.recoveryCodes.length, 10)
    const after = (await alice.get('/me')).body.user
    assert.is(after.state, 'enabled')
    assert.is(after.recoveryCodesLeft, 10)
    assert.equal(after.authenticators, [
      {
        id,
        kind: 'app',
        algorithm: 'SHA1',
        digits: 6,
        period: 30,
        serial: null,
        enabled: true,
        enrolledAt: new Date(now()).toISOString(),
      },
    ])
    const [event] = await audited('enrolment.confirmed')
    assert.equal(
      [event?.login, event?.door, event?.askedBy, event?.by],
      ['alice', 'http', 'portal', undefined],
    )
  }))

test('no one reads a TOTP secret again', () =>
  withApi(async ({ as, enrol, keyOf }) => {
    const { totpSecret } = await enrol('alice')
    const alice = await as('alice')
    const rosa = await as('rosa')
    const answers = [
      await alice.get('/me'),
      await rosa.get(`/users/${await keyOf('alice')}`),
      await rosa.get('/users'),
      await rosa.get('/audit'),
    ]
    for (const { status, body } of answers) {
      assert.is(status, 200)
      assert.not.ok(JSON.stringify(body).includes(totpSecret))
    }
  }))

test('the code that confirmed does not log in, and none confirms twice', () =>
  withApi(async ({ proven, code }) => {
    const alice = await proven('alice')
    const { id, totpSecret } = (await alice.post('/me/authenticators', { kind: 'app' })).body
    const confirm = () => alice.post(`/me/authenticators/${id}/confirm`, { codes: [code(totpSecret)] })
    assert.is((await confirm()).status, 200)
    expectError(await confirm(), 410, 'expired')
    expectError(await alice.post('/me/reverify', { password, code: code(totpSecret) }), 401, 'code-used')
  }))

test('of a thousand parallel confirmations one is told yes', () =>
  withApi(async ({ proven, code }) => {
    const alice = await proven('alice')
    const { id, totpSecret } = (await alice.post('/me/authenticators', { kind: 'app' })).body
    const codes = [code(totpSecret)]
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => alice.post(`/me/authenticators/${id}/confirm`, { codes })),
    )
    assert.is(answers.filter(({ status }) => status === 200).length, 1)
    assert.equal(
      new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.error.code)).has('fault'),
      false,
    )
    assert.is((await alice.get('/me')).body.user.authenticators.length, 1)
  }))

test('an offer runs out after fifteen minutes, and gives way to the next one', () =>
  withApi(async ({ proven, code, advance }) => {
    const alice = await proven('alice')
    const offer = async () => (await alice.post('/me/authenticators', { kind: 'app' })).body
    const confirm = (id: string, totpSecret: string) =>
      alice.post(`/me/authenticators/${id}/confirm`, { codes: [code(totpSecret)] })
    const first = await offer()
    const second = await offer()
    expectError(await confirm(first.id, first.totpSecret), 410, 'expired')
    advance(15 * minute)
    await alice.post('/me/reverify', { password })
    expectError(await confirm(second.id, second.totpSecret), 410, 'expired')
    assert.is((await alice.get('/me')).body.user.state, 'not-enrolled')
  }))

test('an offer that is given up is gone', () =>
  withApi(async ({ proven, code }) => {
    const alice = await proven('alice')
    const { id, totpSecret } = (await alice.post('/me/authenticators', { kind: 'app' })).body
    assert.is((await alice.delete(`/me/authenticators/${id}`)).status, 204)
    expectError(
      await alice.post(`/me/authenticators/${id}/confirm`, { codes: [code(totpSecret)] }),
      410,
      'expired',
    )
    expectError(await alice.delete(`/me/authenticators/${id}`), 404, 'not-found')
  }))

test('a hardware device wants its key and two consecutive codes', () =>
  withApi(async ({ proven, code }) => {
    const alice = await proven('alice')
    const offer = (body: object) => alice.post('/me/authenticators', { kind: 'hardware', ...body })
    for (const body of [{}, { totpSecret: '!' }, { totpSecret: '3132333435' }]) {
      const { faults } = expectError(await offer(body), 400, 'invalid-request')
      assert.is(faults?.[0]?.path, 'body.totpSecret')
    }
    const { status, body } = await offer({ totpSecret: deviceKey, serial: 'SN-1' })
    assert.equal([status, body.codes, body.totpSecret], [201, 2, deviceSecret])
    const confirm = (...codes: string[]) => alice.post(`/me/authenticators/${body.id}/confirm`, { codes })
    expectError(await confirm(code(deviceSecret)), 422, 'codes-rejected')
    expectError(await confirm(code(deviceSecret, 1), code(deviceSecret)), 422, 'codes-rejected')
    assert.is((await confirm(code(deviceSecret, -1), code(deviceSecret))).status, 200)
    assert.is((await alice.get('/me')).body.user.authenticators[0].serial, 'SN-1')
  }))

test('codes of a clock far off are refused, and it is said how far', () =>
  withApi(async ({ proven, code }) => {
    const alice = await proven('alice')
    const { id, totpSecret } = (await alice.post('/me/authenticators', { kind: 'app' })).body
    const confirm = (steps: number) =>
      alice.post(`/me/authenticators/${id}/confirm`, { codes: [code(totpSecret, steps)] })
    assert.is(expectError(await confirm(15), 422, 'codes-rejected').clockOffset, 450)
    assert.is(expectError(await confirm(-15), 422, 'codes-rejected').clockOffset, -450)
    assert.is(expectError(await confirm(50), 422, 'codes-rejected').clockOffset, undefined)
    assert.is((await alice.get('/me')).body.user.state, 'pending')
  }))

test("another user's device is refused without saying whose", () =>
  withApi(async ({ proven, code }) => {
    const alice = await proven('alice')
    const device = { kind: 'hardware', totpSecret: deviceKey }
    const { id } = (await alice.post('/me/authenticators', device)).body
    await alice.post(`/me/authenticators/${id}/confirm`, {
      codes: [code(deviceSecret, -1), code(deviceSecret)],
    })
    const bob = await proven('bob')
    const offered = await bob.post('/me/authenticators', device)
    const refused =
      offered.status === 201
        ? await bob.post(`/me/authenticators/${offered.body.id}/confirm`, {
            codes: [code(deviceSecret, -1), code(deviceSecret)],
          })
        : offered
    const error = expectError(refused, 409, 'device-taken')
    assert.not.match(JSON.stringify(error), /alice/)
    assert.is((await bob.get('/me')).body.user.state === 'enabled', false)
  }))

test('too many wrong codes wait, as at a login', () =>
  withApi(async ({ proven, code }) => {
    const alice = await proven('alice')
    const { id, totpSecret } = (await alice.post('/me/authenticators', { kind: 'app' })).body
    const confirm = (typed: string) => alice.post(`/me/authenticators/${id}/confirm`, { codes: [typed] })
    const answers = []
    for (let n = 0; n < 10; n++) answers.push((await confirm('000000')).status)
    assert.is(answers.at(-1), 429, answers.join())
    const { retryAfter } = expectError(await confirm(code(totpSecret)), 429, 'throttled')
    assert.ok((retryAfter ?? 0) > 0)
  }))

test('a mail address comes first where policy says so', () =>
  withApi(async ({ proven, usePolicy, service: { users } }) => {
    usePolicy({ requireEmail: true })
    const alice = await proven('alice')
    assert.is((await alice.get('/me')).body.emailRequired, true)
    assert.is((await alice.post('/me/authenticators', { kind: 'app' })).status, 201)
    const { get } = users
    Object.assign(users, {
      get: async (userKey: string) => {
        const found = await get(userKey)
        return found && { ...found, user: { ...found.user, email: null } }
      },
    })
    expectError(await alice.post('/me/authenticators', { kind: 'app' }), 409, 'email-required')
  }))

test('disabled keeps the setup, enabled takes it up again, deleted is gone', () =>
  withApi(async ({ enrol, proven, code, audited }) => {
    const { id, totpSecret, recoveryCodes } = await enrol('alice')
    const alice = await proven('alice', code(totpSecret, 1))
    const off = await alice.patch(`/me/authenticators/${id}`, { enabled: false })
    assert.equal([off.status, off.body.state, off.body.authenticators.length], [200, 'disabled', 1])
    assert.is(off.headers.get('etag'), `"${off.body.version}"`)
    assert.is((await alice.get('/me')).body.proof.code, false)
    const on = await alice.patch(`/me/authenticators/${id}`, { enabled: true })
    assert.equal(
      [on.status, on.body.state, on.body.recoveryCodesLeft],
      [200, 'enabled', recoveryCodes.length],
    )
    assert.is((await alice.delete(`/me/authenticators/${id}`)).status, 204)
    const gone = (await alice.get('/me')).body.user
    assert.equal([gone.state, gone.authenticators, gone.recoveryCodesLeft], ['not-enrolled', [], 0])
    for (const event of ['enrolment.disabled', 'enrolment.enabled', 'enrolment.deleted']) {
      assert.is((await audited(event)).length, 1, event)
    }
  }))

test('the last one of a user who must have one stays, and one of two may go', () =>
  withApi(async ({ enrol, proven, code, usePolicy }) => {
    const { id, totpSecret, recoveryCodes } = await enrol('alice')
    usePolicy({ secondFactor: 'required' })
    const alice = await proven('alice', code(totpSecret, 1))
    expectError(await alice.patch(`/me/authenticators/${id}`, { enabled: false }), 409, 'conflict')
    expectError(await alice.delete(`/me/authenticators/${id}`), 409, 'conflict')
    const second = (await alice.post('/me/authenticators', { kind: 'app' })).body
    const path = `/me/authenticators/${second.id}`
    const confirmed = await alice.post(`${path}/confirm`, { codes: [code(second.totpSecret)] })
    assert.equal(confirmed.body.recoveryCodes, [])
    assert.is((await alice.patch(path, { enabled: false })).status, 200)
    expectError(await alice.delete(`/me/authenticators/${id}`), 409, 'conflict')
    assert.is((await alice.delete(path)).status, 204)
    assert.is((await alice.get('/me')).body.user.recoveryCodesLeft, recoveryCodes.length)
  }))

test('of two deletions at once, one leaves the last one of a user who must have one', () =>
  withApi(async ({ enrol, proven, code, usePolicy }) => {
    const { id, totpSecret } = await enrol('alice')
    usePolicy({ secondFactor: 'required' })
    const alice = await proven('alice', code(totpSecret, 1))
    const second = (await alice.post('/me/authenticators', { kind: 'app' })).body
    await alice.post(`/me/authenticators/${second.id}/confirm`, { codes: [code(second.totpSecret)] })
    const answers = await Promise.all([id, second.id].map((one) => alice.delete(`/me/authenticators/${one}`)))
    assert.is(answers.filter(({ status }) => status === 204).length, 1)
    assert.is((await alice.get('/me')).body.user.state, 'enabled')
  }))

test('a change of what someone else changed meanwhile is refused', () =>
  withApi(async ({ enrol, proven, code }) => {
    const { id, totpSecret } = await enrol('alice')
    const alice = await proven('alice', code(totpSecret, 1))
    const seen = { 'If-Match': (await alice.get('/me')).headers.get('etag') ?? '' }
    const path = `/me/authenticators/${id}`
    assert.is((await alice.patch(path, { enabled: false }, seen)).status, 200)
    expectError(await alice.patch(path, { enabled: true }, seen), 412, 'changed-meanwhile')
    expectError(await alice.delete(path, seen), 412, 'changed-meanwhile')
    assert.is((await alice.delete(path, { 'If-Match': '*' })).status, 204)
  }))

test("no one reaches another user's authenticator", () =>
  withApi(async ({ enrol, proven }) => {
    const { id } = await enrol('alice')
    const bob = await proven('bob')
    expectError(await bob.patch(`/me/authenticators/${id}`, { enabled: false }), 404, 'not-found')
    expectError(await bob.delete(`/me/authenticators/${id}`), 404, 'not-found')
    expectError(await bob.post(`/me/authenticators/${id}/confirm`, { codes: ['000000'] }), 410, 'expired')
  }))

test('the last admin who can get in keeps the second factor that lets them', () =>
  withApi(async ({ enrol, proven, code, usePolicy, service, keyOf }) => {
    const rosa = await enrol('rosa')
    for (const name of ['anna', 'arno', 'rolf'] as const) await service.fileUsers?.remove(name)
    usePolicy({ secondFactor: 'required', gracePeriod: 0 })
    await service.state.markRequired(await keyOf('rosa'), 0)
    const self = await proven('rosa', code(rosa.totpSecret, 1))
    expectError(await self.delete(`/me/authenticators/${rosa.id}`), 409, 'conflict')
    await service.enrolments.setRequirement(
      { userKey: await keyOf('rosa'), ifVersion: null, requirement: 'optional' },
      { door: 'cli' },
    )
    assert.is((await self.delete(`/me/authenticators/${rosa.id}`)).status, 204)
  }))

test.run()
