import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Actor } from '../../../server/enrolment/enrolments.ts'
import { mailNotices } from '../../../server/notifications/start-notices.ts'
import { aliceSecret, type MailedWorld, withWorld } from './mailed-world.ts'

const user: Actor = { door: 'http', login: 'alice' }
const admin: Actor = { door: 'http', by: 'local:3' }
const userKey = 'local:1'
const code = { algorithm: 'SHA1', digits: 6, period: 30 } as const

/** What was told, `notice by whom to whom`, sorted: mails overtake each other. Forgotten afterwards. */
async function told(world: MailedWorld): Promise<string[]> {
  await world.idle()
  return world.mails
    .splice(0)
    .map(({ message, to }) =>
      message.kind === 'notice' ? `${message.notice} by ${message.by} to ${to.address}` : message.kind,
    )
    .sort()
}

test('each change of a factor is told to its user, with who did it', () =>
  withWorld(async (world) => {
    const { enrolments } = world
    const bound = await enrolments.bindAtOnce(
      { userKey, account: 'a', kind: 'app', totpSecret: aliceSecret, another: false, ...code },
      { door: 'cli' },
    )
    assert.equal(await told(world), ['enrolled by admin to alice@example.test'])
    const id = bound.result === 'bound' ? bound.authenticatorId : ''
    const any = { userKey, ifVersion: null }

    await enrolments.switchOnOff({ ...any, id, enabled: false }, user)
    await enrolments.switchOnOff({ ...any, id, enabled: true }, { ...user, by: userKey })
    assert.equal(await told(world), [
      'disabled by user to alice@example.test',
      'enabled by user to alice@example.test',
    ])
    await enrolments.makeRecoveryCodes(userKey, user)
    await enrolments.deleteRecoveryCodes(userKey, user)
    await enrolments.deleteRecoveryCodes(userKey, user)
    assert.equal(await told(world), [
      'recovery-codes-deleted by user to alice@example.test',
      'recovery-codes-made by user to alice@example.test',
    ])
    const totpSecret = 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U'
    await enrolments.assign({ ...any, ...code, totpSecret, serial: 'S1', codes: [] }, admin)
    assert.equal(await told(world), ['device-assigned by admin to alice@example.test'])
    await enrolments.remove({ ...any, id }, admin)
    assert.equal(await told(world), ['deleted by admin to alice@example.test'])
    await enrolments.removeAll(any, admin)
    assert.equal(await told(world), ['reset by admin to alice@example.test'])
    const device = { ...code, stepOffset: 0, totpSecret: Buffer.alloc(20, 1), serial: 'S2', userKey }
    await enrolments.importHardware([device], admin)
    assert.equal(await told(world), ['device-assigned by admin to alice@example.test'])
    await enrolments.reset(userKey, { door: 'cli' })
    assert.equal(await told(world), ['reset by admin to alice@example.test'])
  }))

test('changes that race are told once each, whatever each of them had read before', () =>
  withWorld(async (world) => {
    await world.enrol()
    const { enrolments } = world
    const id = (await world.state.readEnrolment(userKey))?.authenticators[0]?.id ?? ''
    const any = { userKey, ifVersion: null, id }
    await Promise.all([
      enrolments.deleteRecoveryCodes(userKey, user),
      enrolments.deleteRecoveryCodes(userKey, admin),
      enrolments.switchOnOff({ ...any, enabled: false }, user),
      enrolments.switchOnOff({ ...any, enabled: false }, admin),
      enrolments.remove(any, admin),
      enrolments.remove(any, user),
    ])
    assert.equal(await told(world), [
      'deleted by admin to alice@example.test',
      'disabled by user to alice@example.test',
      'recovery-codes-deleted by user to alice@example.test',
    ])
  }))

test('a setup that a policy switches off and on again is told', () =>
  withWorld(async (world) => {
    await world.enrol()
    const any = { userKey, ifVersion: null }
    for (const enabled of [false, true]) {
      await world.enrolments.setRequirement({ ...any, requirement: null, enabled }, admin)
      const notice = enabled ? 'enabled' : 'disabled'
      assert.equal(await told(world), [`${notice} by admin to alice@example.test`])
    }
  }))

test('what changes nothing is not told: refusals, offers given up, requirements, resets of nothing', () =>
  withWorld(async (world) => {
    const { enrolments } = world
    const any = { userKey, ifVersion: null }
    await enrolments.reset(userKey, user)
    await enrolments.removeAll(any, admin)
    await enrolments.switchOnOff({ ...any, id: null, enabled: false }, user)
    await enrolments.makeRecoveryCodes(userKey, user)
    const offer = await enrolments.offer(
      { userKey, account: 'a', email: null, kind: 'app', totpSecret: null, serial: null, ...code },
      user,
    )
    const id = offer.result === 'offered' ? offer.id : ''
    await enrolments.confirm({ userKey, id, codes: ['000000'] }, user)
    await enrolments.remove({ ...any, id }, user)
    await enrolments.setRequirement({ ...any, requirement: 'required' }, admin)
    assert.equal(await told(world), [])
  }))

test('a login with a recovery code is told; one with a code of the authenticator is not', () =>
  withWorld(async (world) => {
    const { recoveryCodes } = await world.enrol()
    const { challengeState } = await world.challenge()
    await world.login('alice', { challengeState, typed: recoveryCodes[0] ?? '' })
    assert.equal(await told(world), ['recovery-code-used by user to alice@example.test'])
    const next = await world.challenge()
    const outcome = await world.login('alice', { ...next, typed: world.code() })
    assert.is(outcome.outcome, 'accept')
    assert.equal(await told(world), [])
  }))

test('a user without an address, or a user store that is down, stops no change', () =>
  withWorld(async (world) => {
    await world.enrol('local:2')
    world.storeIsDown = true
    assert.is(await world.enrolments.reset('local:2', { door: 'cli' }), true)
    await world.idle()
    assert.is(world.faults.length, 1)
    world.storeIsDown = false
    await world.enrol('local:2')
    assert.is(await world.enrolments.reset('local:2', { door: 'cli' }), true)
    assert.equal(await told(world), [])
  }))

test('what the policy promises by mail and cannot keep is said at the start', () =>
  withWorld(async ({ policy }) => {
    const mail = {} as never
    const http = {} as never
    const optional = { ...policy, secondFactor: 'optional' } as const
    assert.equal(mailNotices({ mail, http, policy }), [])
    assert.equal(mailNotices({ mail: null, http: null, policy: optional }), [])
    assert.is(mailNotices({ mail, http: null, policy: optional }).length, 1)
    assert.equal(
      mailNotices({ mail, http: null, policy: { ...optional, enrolmentMail: 'off', selfReset: [] } }),
      [],
    )
    assert.match(mailNotices({ mail: null, http, policy })[0] ?? '', /without mail users are not told/)
    const asking = { ...optional, requireEmail: true }
    assert.match(mailNotices({ mail: null, http, policy: asking })[0] ?? '', /^policy\.requireEmail/)
    const noWayBack = { ...optional, gracePeriod: 0, enrolmentMail: 'off' } as const
    assert.match(
      mailNotices({ mail, http, policy: noWayBack })[0] ?? '',
      /no user could get in after a reset/,
    )
    const byGroup = { ...optional, groups: { admins: 'required' } } as const
    assert.match(mailNotices({ mail: null, http: null, policy: byGroup })[0] ?? '', /an admin has to/)
  }))

test.run()
