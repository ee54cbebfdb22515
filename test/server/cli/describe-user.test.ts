import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { describeUser, usersTable } from '../../../server/cli/describe-user.ts'
import type { ShownStatus } from '../../../server/control/status.ts'
import { stateOf } from '../../../server/control/status.ts'

const alice: ShownStatus = {
  name: 'alice',
  tenant: null,
  userKey: 'local:1',
  displayName: null,
  email: null,
  role: 'user',
  groups: [],
  enabled: true,
  secondFactor: 'not-enrolled',
  requirement: 'optional',
  ownRequirement: null,
  requiredSince: null,
  graceEnds: null,
  overdue: false,
  authenticators: [],
  recoveryCodesHeld: 0,
  recoveryCodesLeft: 0,
  failures: { password: 0, code: 0 },
  wait: 0,
  locked: false,
}
const since = '2026-01-01T00:00:00.000Z'

test('one word says the most important thing', () => {
  const words: readonly (readonly [Partial<ShownStatus>, string])[] = [
    [{}, 'not enrolled'],
    [{ secondFactor: 'required', requirement: 'required' }, 'required'],
    [{ secondFactor: 'pending' }, 'pending'],
    [{ secondFactor: 'disabled' }, 'disabled'],
    [{ secondFactor: 'enabled', requirement: 'required' }, 'enabled'],
    [{ secondFactor: 'enabled', wait: 1 }, 'delayed'],
    [{ secondFactor: 'enabled', wait: 1, locked: true }, 'locked'],
    [{ enabled: false, locked: true, wait: 1 }, 'account disabled'],
  ]
  for (const [change, word] of words) assert.is(stateOf({ ...alice, ...change }), word)
})

test('the table names everyone once, harmlessly', () => {
  const eve = { ...alice, name: 'eve\x1b[2J', wait: 61_000 }
  const lines = usersTable([alice, eve]).split('\n')
  assert.match(lines[1] ?? '', /^alice +user +not enrolled$/)
  assert.match(lines[2] ?? '', /^eve\u{fffd}\[2J +user +delayed +for another 61 seconds$/u)
})

test('everything about one user is there', () => {
  const text = describeUser({
    ...alice,
    requirement: 'required',
    requiredSince: since,
    graceEnds: since,
    overdue: true,
    failures: { password: 2, code: 5 },
    wait: 4000,
    authenticators: [
      {
        id: 'a',
        kind: 'app',
        algorithm: 'SHA1',
        digits: 6,
        period: 30,
        enabled: false,
        shortSecret: true,
        enrolledAt: since,
      },
    ],
    recoveryCodesLeft: 9,
  })
  assert.match(text, /second factor +required by policy, refused without one since 2026-01-01/)
  assert.match(
    text,
    /authenticator +app, SHA1, 6 digits, 30 s, since 2026-01-01.*, disabled, short secret, to be renewed/,
  )
  assert.match(text, /recovery codes +9 left/)
  assert.match(text, /failures +2 passwords, 5 codes; for another 4 seconds/)
})

test.run()
