import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alertOfDecision, alertOfEvent } from '../../../server/alerts/alert-of.ts'
import type { AuditEvent } from '../../../server/audit/audit-trail.ts'
import type { Decision } from '../../../server/authentication/login-observer.ts'

const reset: AuditEvent = {
  event: 'enrolment.reset',
  outcome: 'done',
  login: 'alice',
  userKey: 'local:1',
  door: 'http',
  askedBy: 'portal',
}

test('resets are told, by whomever', () => {
  assert.equal(alertOfEvent(reset), {
    kind: 'reset',
    text: 'enrolment.reset of "alice" (local:1) over portal',
  })
  assert.equal(alertOfEvent({ ...reset, by: 'local:2' }), {
    kind: 'reset',
    text: 'enrolment.reset of "alice" (local:1) by local:2 over portal',
  })
  assert.is(alertOfEvent({ ...reset, outcome: 'refused' }), null)
})

test('changes by admins and on the command line are told, those of users for themselves are not', () => {
  const bound = { ...reset, event: 'enrolment.bound' }
  assert.is(alertOfEvent({ ...bound, by: 'local:2' })?.kind, 'admin-change')
  assert.is(alertOfEvent({ ...bound, door: 'cli' })?.kind, 'admin-change')
  assert.is(
    alertOfEvent({ event: 'user.added', outcome: 'done', login: 'bob', door: 'cli' })?.kind,
    'admin-change',
  )
  assert.is(alertOfEvent(bound), null)
  assert.is(alertOfEvent({ ...bound, by: 'local:1' }), null)
})

test('logins, starts and stops are no changes', () => {
  for (const event of [
    'login',
    'service.started',
    'service.stopped',
    'audit.trimmed',
    'widget-token.issued',
  ]) {
    assert.is(alertOfEvent({ event, outcome: 'done', door: 'cli' }), null, event)
  }
})

const locked: Decision = {
  channel: 'radius',
  client: 'office-pbx',
  from: '192.0.2.1:4711',
  source: null,
  user: 'alice',
  userKey: 'local:1',
  outcome: 'reject',
  reason: 'throttled',
  retryAfter: 86_400_000,
}

test('a lock is told, a delay is not, and neither is a name that no user has', () => {
  assert.equal(alertOfDecision(locked), {
    kind: 'locked-out',
    text: '"alice" (local:1) is locked out at "office-pbx"',
  })
  assert.is(alertOfDecision({ ...locked, retryAfter: 5 * 60_000 }), null)
  assert.is(alertOfDecision({ ...locked, userKey: null }), null)
  assert.is(alertOfDecision({ ...locked, reason: 'password-wrong' }), null)
})

test('what was typed is one short line', () => {
  const typed = `a\r\nBcc: x@example.org\u2028${'b'.repeat(500)}`
  for (const text of [
    alertOfDecision({ ...locked, user: typed })?.text,
    alertOfEvent({ ...reset, login: typed })?.text,
  ]) {
    assert.match(text ?? '', /^[^\p{Cc}\p{Zl}]*$/u)
    assert.ok((text?.length ?? 1000) < 250)
  }
})

test.run()
