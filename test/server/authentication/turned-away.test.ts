import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditEvent } from '../../../server/audit/audit-trail.ts'
import { createTurnedAway } from '../../../server/authentication/turned-away.ts'

test('logins that a full disk kept from being judged are told by their number, once', async () => {
  const lines: AuditEvent[] = []
  let full = true
  const record = async (event: AuditEvent) => {
    if (full) throw new Error('full')
    lines.push(event)
  }
  const turnedAway = createTurnedAway({ record })
  assert.is(turnedAway.waits(), false)
  for (const door of ['radius', 'http', 'radius'] as const) turnedAway.count(door)
  assert.is(turnedAway.waits(), true)
  turnedAway.tell()
  await new Promise(setImmediate)
  assert.is(turnedAway.waits(), true, 'what was not taken waits')
  full = false
  turnedAway.tell()
  turnedAway.tell()
  await new Promise(setImmediate)
  const told = { event: 'login', outcome: 'unavailable', reason: 'disk-full' }
  assert.equal(lines, [
    { ...told, door: 'radius', count: 2 },
    { ...told, door: 'http', count: 1 },
  ])
  assert.is(turnedAway.waits(), false)
})

test.run()
