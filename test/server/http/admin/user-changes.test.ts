import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accountThrottle } from '../../../../server/login/throttle.ts'
import { type Caller, expectError } from '../api-caller.ts'
import { type ApiWorld, minute, withApi } from '../api-world.ts'

const deviceKey = '3132333435363738393031323334353637383930'
const deviceSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const otherKey = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

/** Every change an admin can make to one user. */
const changes: readonly (readonly [string, (admin: Caller, key: string) => ReturnType<Caller['get']>])[] = [
  ['delete', (admin, key) => admin.delete(`/users/${key}/authenticators`)],
  ['assign', (admin, key) => admin.post(`/users/${key}/authenticators`, { totpSecret: deviceKey })],
  ['mail', (admin, key) => admin.post(`/users/${key}/enrolment-mail`)],
  ['unlock', (admin, key) => admin.post(`/users/${key}/unlock`)],
  ['policy', (admin, key) => admin.put(`/users/${key}/policy`, { secondFactor: 'off' })],
]

test('whom an admin may not manage is refused each change, and the audit log says who tried', () =>
  withApi(async ({ proven, keyOf, audited, usePolicy }) => {
    const anna = await proven('anna')
    const rosa = await proven('rosa')
    const tries = [
      ['anna', 'arno'],
      ['anna', 'anna'],
      ['anna', 'rosa'],
      ['rosa', 'rolf'],
      ['rosa', 'rosa'],
    ] as const
    for (const [by, on] of tries) {
      for (const [, change] of changes) {
        expectError(await change(by === 'anna' ? anna : rosa, await keyOf(on)), 403, 'forbidden')
        const [latest] = await audited('admin.call')
        assert.equal(
          [latest?.outcome, latest?.userKey, latest?.by],
          ['refused', await keyOf(on), await keyOf(by)],
        )
      }
    }
    usePolicy({ adminControl: 'self-only' })
    for (const [, change] of changes) {
      expectError(await change(rosa, await keyOf('alice')), 403, 'forbidden')
    }
    assert.is((await audited('admin.call')).length, tries.length * changes.length + changes.length)
  }))

test('an unknown user is not found, and changes of a factor want fresh proof', () =>
  withApi(async ({ proven, as, keyOf }) => {
    const anna = await proven('anna')
    for (const [, change] of changes) expectError(await change(anna, 'local:nobody'), 404, 'not-found')
    const unproven = await as('anna')
    for (const [name, change] of changes) {
      const answer = await change(unproven, await keyOf('bob'))
      if (['delete', 'assign', 'policy'].includes(name)) expectError(answer, 403, 'reverify')
      else assert.ok(answer.status < 300, name)
    }
  }))

test('a deleted setup takes recovery codes, trusted devices and failures with codes along, and says who did it', () =>
  withApi(async (world) => {
    const { enrol, proven, keyOf, audited, service, now } = world
    const { id } = await enrol('alice')
    const alice = await keyOf('alice')
    await fail(world, 'code', 4)
    await service.state.putTrustedDevice(
      {
        id: 'one',
        userKey: alice,
        secretHash: 'x',
        authenticatorId: id,
        name: 'Firefox',
        trustedAt: now(),
        lastUsedAt: now(),
        expiresAt: now() + minute,
      },
      now(),
    )
    const anna = await proven('anna')
    const { status, body } = await anna.delete(`/users/${alice}/authenticators`)
    assert.equal(
      [status, body.state, body.authenticators, body.recoveryCodesLeft, body.retryAfter],
      [200, 'not-enrolled', [], 0, 0],
    )
    assert.equal(await service.state.listTrustedDevices(alice, now()), [])
    const [event] = await audited('enrolment.reset')
    assert.equal([event?.userKey, event?.by, event?.login], [alice, await keyOf('anna'), 'alice'])
    expectError(await anna.delete(`/users/${alice}/authenticators`), 404, 'not-found')
  }))

test('two admins do not overwrite each other', () =>
  withApi(async ({ enrol, proven, keyOf }) => {
    await enrol('alice')
    const alice = `/users/${await keyOf('alice')}`
    const anna = await proven('anna')
    const seen = { 'If-Match': (await anna.get(alice)).headers.get('etag') ?? '' }
    const changed = await anna.put(`${alice}/policy`, { secondFactor: 'optional' }, seen)
    assert.is(changed.status, 200)
    assert.is.not(changed.headers.get('etag'), seen['If-Match'])
    expectError(await anna.delete(`${alice}/authenticators`, seen), 412, 'changed-meanwhile')
    expectError(await anna.put(`${alice}/policy`, { secondFactor: null }, seen), 412, 'changed-meanwhile')
    const device = { totpSecret: deviceKey }
    expectError(await anna.post(`${alice}/authenticators`, device, seen), 412, 'changed-meanwhile')
    const fresh = { 'If-Match': changed.headers.get('etag') ?? '' }
    assert.is((await anna.delete(`${alice}/authenticators`, fresh)).status, 200)
  }))

test('a hardware device is assigned with codes or without, and to one user only', () =>
  withApi(async ({ proven, keyOf, code, audited }) => {
    const anna = await proven('anna')
    const alice = `/users/${await keyOf('alice')}/authenticators`
    const bob = `/users/${await keyOf('bob')}/authenticators`
    const device = { totpSecret: deviceKey, serial: 'SN-1' }
    expectError(await anna.post(alice, { ...device, codes: ['000000', '000001'] }), 422, 'codes-rejected')
    for (const totpSecret of ['!', 'AAAA']) {
      const { faults } = expectError(await anna.post(alice, { totpSecret }), 400, 'invalid-request')
      assert.is(faults?.[0]?.path, 'body.totpSecret')
    }
    const codes = [code(deviceSecret, -1), code(deviceSecret)]
    const { status, body } = await anna.post(alice, { ...device, codes })
    assert.equal(
      [status, body.state, body.authenticators[0].kind, body.authenticators[0].serial],
      [201, 'enabled', 'hardware', 'SN-1'],
    )
    assert.is(body.recoveryCodesLeft, 0)
    const taken = expectError(await anna.post(bob, device), 409, 'device-taken')
    assert.not.match(JSON.stringify(taken), /alice/)
    assert.is((await anna.post(bob, { totpSecret: otherKey })).status, 201)
    const [event] = await audited('enrolment.assigned')
    assert.equal([event?.login, event?.by, event?.outcome], ['bob', await keyOf('anna'), 'done'])
  }))

test('an unlocked user may try again at once', () =>
  withApi(async (world) => {
    const { as, keyOf, audited } = world
    await fail(world, 'password', 5)
    await fail(world, 'code', 100)
    const anna = await as('anna')
    const alice = `/users/${await keyOf('alice')}`
    const before = (await anna.get(alice)).body
    assert.equal([before.locked, before.retryAfter], [true, 24 * 3600])
    assert.equal(
      (await anna.get('/users?status=locked')).body.users.map(({ name }: { name: string }) => name),
      ['alice'],
    )
    const { status, body } = await anna.post(`${alice}/unlock`)
    assert.equal([status, body.locked, body.retryAfter], [200, false, 0])
    const [event] = await audited('user.unlocked')
    assert.equal([event?.userKey, event?.by], [await keyOf('alice'), await keyOf('anna')])
  }))

test('the enrolment mail goes to its user, once a minute at most', () =>
  withApi(async ({ as, keyOf, mails, advance }) => {
    const anna = await as('anna')
    const path = `/users/${await keyOf('bob')}/enrolment-mail`
    const { status, body } = await anna.post(path)
    assert.equal([status, body], [202, {}])
    assert.equal(
      mails.map(({ to, message }) => [to.address, message.kind]),
      [['bob@example.test', 'enrolment-link']],
    )
    expectError(await anna.post(path), 429, 'throttled')
    advance(minute)
    assert.is((await anna.post(path)).status, 202)
    assert.is(mails.length, 2)
  }))

test('no one is mailed an enrolment link that would not open', () =>
  withApi(async ({ as, keyOf, mails, enrol }) => {
    await enrol('bob')
    const anna = await as('anna')
    expectError(await anna.post(`/users/${await keyOf('bob')}/enrolment-mail`), 409, 'conflict')
    assert.equal(mails, [])
  }))

test('without mail none is promised', () =>
  withApi(
    async ({ as, keyOf }) => {
      const anna = await as('anna')
      expectError(await anna.post(`/users/${await keyOf('bob')}/enrolment-mail`), 409, 'no-mail')
    },
    { mail: false },
  ))

test('the last admin who can get in keeps the second factor that lets them', () =>
  withApi(async ({ enrol, proven, code, usePolicy, service, keyOf }) => {
    const rosa = await enrol('rosa')
    await enrol('anna')
    for (const name of ['arno', 'rolf'] as const) await service.fileUsers?.remove(name)
    usePolicy({ secondFactor: 'required', gracePeriod: 0 })
    const { state } = service
    const caller = await proven('rosa', code(rosa.totpSecret, 1))
    for (const person of ['rosa', 'anna'] as const) await state.markRequired(await keyOf(person), 1)
    // No one but anna could get in without this: rosa's own counts as gone.
    await state.changeEnrolment(
      await keyOf('rosa'),
      (current) => current && { ...current, authenticators: [] },
    )
    const anna = `/users/${await keyOf('anna')}`
    expectError(await caller.delete(`${anna}/authenticators`), 409, 'last-admin')
    expectError(await caller.put(`${anna}/policy`, { secondFactor: null, enabled: false }), 409, 'last-admin')
    assert.is((await caller.get(anna)).body.state, 'enabled')
    await service.enrolments.setRequirement(
      { userKey: await keyOf('rosa'), ifVersion: null, requirement: 'optional' },
      { door: 'cli' },
    )
    assert.is((await caller.delete(`${anna}/authenticators`)).status, 200)
  }))

async function fail(
  { service: { state }, keyOf, now }: ApiWorld,
  factor: 'password' | 'code',
  times: number,
) {
  const alice = await keyOf('alice')
  const of = { userKey: alice, print: null, countedIn: null }
  for (let n = 0; n < times; n++) await state.recordFailure(alice, factor, accountThrottle, now(), of)
}

test.run()
