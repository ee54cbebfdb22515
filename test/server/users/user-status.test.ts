import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SecondFactorPolicy } from '../../../server/login/policy.ts'
import type { FailureRuns } from '../../../server/login/throttle.ts'
import type { Enrolment, TotpAuthenticator, UserRecord } from '../../../server/state/contract/state-store.ts'
import { type UserStatus, userStatus } from '../../../server/users/user-status.ts'

const now = 1_700_000_000_000
const day = 24 * 60 * 60_000
const policy: SecondFactorPolicy = {
  secondFactor: 'optional',
  groups: { admins: 'required' },
  gracePeriod: 7 * day,
}
const unknown: UserRecord = { enrolment: null, failures: new Map(), requiredSince: null }
const nothing: Enrolment = { authenticators: [], recoveryCodeHashes: [], pending: null, requirement: null }
const app: TotpAuthenticator = {
  id: 'a',
  kind: 'app',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
  sealedTotpSecret: 'sealed',
  stepOffset: 0,
  enabled: true,
  enrolledAt: now,
  serial: null,
  secretPrint: null,
  claimKey: null,
}
const off = { ...app, enabled: false }
const offer = { authenticator: app, expiresAt: now + 1 }

function statusOf(enrolment: Partial<Enrolment>, groups: readonly string[] = []): UserStatus {
  return userStatus({ groups }, { ...unknown, enrolment: { ...nothing, ...enrolment } }, policy, now)
}

test('a user of whom nothing is stored has nothing, and the policy asks', () => {
  assert.equal(userStatus({ groups: [] }, unknown, policy, now), {
    state: 'not-enrolled',
    requirement: 'optional',
    ownRequirement: null,
    requiredSince: null,
    graceEnds: null,
    overdue: false,
    failures: { password: 0, code: 0 },
    retryAfter: 0,
    locked: false,
  })
})

test('the state is the first of enabled, pending, required, disabled, not-enrolled', () => {
  const states: readonly (readonly [Partial<Enrolment>, readonly string[], string])[] = [
    [{}, [], 'not-enrolled'],
    [{ authenticators: [off] }, [], 'disabled'],
    [{ authenticators: [off] }, ['admins'], 'required'],
    [{}, ['admins'], 'required'],
    [{ pending: offer }, ['admins'], 'pending'],
    [{ pending: offer, authenticators: [off] }, [], 'pending'],
    [{ pending: { ...offer, expiresAt: now } }, [], 'not-enrolled'],
    [{ authenticators: [off, app] }, [], 'enabled'],
    [{ authenticators: [app], pending: offer }, ['admins'], 'enabled'],
    [{ requirement: 'required' }, [], 'required'],
    [{ requirement: 'off' }, ['admins'], 'not-enrolled'],
  ]
  for (const [enrolment, groups, state] of states) {
    assert.is(statusOf(enrolment, groups).state, state, JSON.stringify([enrolment, groups]))
  }
})

test("what an admin set for one user goes before everyone's and the groups'", () => {
  assert.is(statusOf({}, ['admins']).requirement, 'required')
  const excused = statusOf({ requirement: 'optional' }, ['admins'])
  assert.equal([excused.requirement, excused.ownRequirement], ['optional', 'optional'])
})

test('the grace period ends a while after the first request, and only for those without a second factor', () => {
  const since = now - 7 * day
  const status = (requiredSince: number, enrolment: Partial<Enrolment> = {}) =>
    userStatus(
      { groups: ['admins'] },
      { ...unknown, enrolment: { ...nothing, ...enrolment }, requiredSince },
      policy,
      now,
    )
  assert.equal(
    [status(since).requiredSince, status(since).graceEnds, status(since).overdue],
    [since, now, true],
  )
  assert.equal([status(since + 1).graceEnds, status(since + 1).overdue], [now + 1, false])
  assert.ok(status(since, { authenticators: [off] }).overdue)
  for (const enrolment of [{ authenticators: [app] }, { requirement: 'optional' as const }]) {
    const { requiredSince, graceEnds, overdue } = status(since, enrolment)
    assert.equal([requiredSince, graceEnds, overdue], [null, null, false])
  }
})

test('the longer of two delays counts, and the hundredth failure locks', () => {
  const run = (count: number, age: number) => ({ count, lastAt: now - age, forgetAt: null })
  const status = (failures: FailureRuns, at = now, key = 'local:1') =>
    userStatus({ groups: [] }, { ...unknown, failures: new Map([[key, failures]]) }, policy, at)
  const delayed = status({ password: run(4, 500), code: run(5, 500) })
  assert.equal([delayed.retryAfter, delayed.locked], [1500, false])
  const locked = { password: null, code: run(100, 0) }
  assert.equal([status(locked).retryAfter, status(locked).locked], [day, true])
  assert.equal([status(locked, now + day).retryAfter, status(locked, now + day).locked], [0, false])
})

test('all runs of a user are told, whatever they hang on, and none that proves nothing about the user', () => {
  const failed = (count: number) => ({ count, lastAt: now, forgetAt: now + day })
  const failures = new Map([
    ['local:1', { password: failed(2), code: failed(1) }],
    ['mail|local:1', { password: failed(5), code: null }],
    [
      'at|local:1|http|portal|',
      { password: { ...failed(9), lastAt: now - 2 * day, forgetAt: now - day }, code: null },
    ],
    ['~sbc|local:1', { password: failed(12), code: null }],
  ])
  const {
    failures: told,
    retryAfter,
    locked,
  } = userStatus({ groups: [] }, { ...unknown, failures }, policy, now)
  assert.equal([told, retryAfter, locked], [{ password: 7, code: 1 }, 2000, false])
})

test.run()
