import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditEvent } from '../../../server/audit/audit-trail.ts'
import { countRepeats } from '../../../server/audit/count-repeats.ts'
import { at } from './audit-suite.ts'

const minute = 60_000

interface Context {
  now: number
  /** What the audit log took. */
  taken: AuditEvent[]
  full: boolean
  notices: string[]
  trail: ReturnType<typeof countRepeats>
}

const test = suite<Context>('count repeats')
test.before.each((context) => {
  context.now = at
  context.taken = []
  context.full = false
  context.notices = []
  const trail = {
    async record(event: AuditEvent) {
      if (context.full) throw new Error('the disk is full')
      context.taken.push(JSON.parse(JSON.stringify(event)))
    },
    close: async () => {},
  }
  const onNotice = (message: string) => context.notices.push(message)
  context.trail = countRepeats(trail, { clock: () => context.now, onNotice })
})

const throttled: AuditEvent = {
  event: 'login',
  outcome: 'reject',
  reason: 'throttled',
  login: 'alice',
  userKey: 'local:1',
  door: 'http',
  askedBy: 'portal',
  from: '192.0.2.1:1000',
  source: '192.0.2.1',
}
const wrong = { ...throttled, reason: 'password-wrong' }
/** How many attempts the lines stand for. */
const attemptsIn = (lines: readonly AuditEvent[]) => lines.reduce((sum, { count = 1 }) => sum + count, 0)

test('throttled attempts are one line at once and one with a count an interval later', async (context) => {
  const { trail, taken } = context
  for (let n = 0; n < 500; n++) await trail.record({ ...throttled, from: `192.0.2.1:${1000 + n}` })
  assert.equal(taken, [throttled])
  context.now += minute
  await trail.record({ ...throttled, from: '192.0.2.1:9' })
  assert.equal(taken.slice(1), [
    { ...throttled, from: '192.0.2.1', count: 499 },
    { ...throttled, from: '192.0.2.1:9' },
  ])
  await trail.close()
  assert.is(taken.length, 3, 'what was written is not counted again')
})

test('a line tells what its attempts have in common, and nothing else', async ({ trail, taken }) => {
  const from = (login: string, port: number) => ({
    ...throttled,
    login,
    userKey: undefined,
    from: `[2001:db8::1]:${port}`,
  })
  for (const [i, name] of ['a', 'b', 'c'].entries()) await trail.record(from(name, i))
  for (const source of ['1', '2', '3'])
    await trail.record({ ...throttled, login: 'b', source, from: `192.0.2.${source}:5` })
  await trail.close()
  const shared = { event: 'login', outcome: 'reject', reason: 'throttled', door: 'http', askedBy: 'portal' }
  assert.equal(
    taken,
    [
      { ...shared, login: 'a', from: '[2001:db8::1]:0', source: '192.0.2.1' },
      { ...throttled, login: 'b', source: '1', from: '192.0.2.1:5' },
      { ...shared, from: '[2001:db8::1]', source: '192.0.2.1', count: 2 },
      { ...throttled, login: 'b', count: 2, from: undefined, source: undefined },
    ].map((event) => JSON.parse(JSON.stringify(event))),
  )
})

test('accepted logins and changes have a line each, however many', async ({ trail, taken }) => {
  for (let n = 0; n < 1000; n++) {
    await trail.record({ ...throttled, outcome: 'accept', reason: undefined })
    await trail.record({ ...throttled, event: 'enrolment.reset', outcome: 'done', reason: undefined })
  }
  assert.is(taken.length, 2000)
})

test('what a person types wrong has its own line, ten times an interval', async ({ trail, taken }) => {
  for (let n = 0; n < 12; n++) await trail.record({ ...wrong, login: n % 2 === 0 ? 'Alice' : 'alice' })
  assert.is(taken.length, 10)
  for (let n = 0; n < 12; n++) await trail.record({ ...wrong, outcome: 'challenge', reason: undefined })
  assert.is(taken.length, 20)
  await trail.close()
  assert.is(attemptsIn(taken), 24)
})

for (const [attack, eventOf] of [
  ['made-up names from one address', (n: number) => ({ ...wrong, login: `user-${n}`, userKey: undefined })],
  [
    'one name from many addresses',
    (n: number) => ({ ...wrong, source: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }),
  ],
  [
    'made-up names from many addresses',
    (n: number) => ({
      ...wrong,
      login: `user-${n}`,
      userKey: undefined,
      source: `2001:db8:${n.toString(16)}::/64`,
    }),
  ],
  ['made-up names from nowhere', (n: number) => ({ ...wrong, login: `user-${n}`, source: undefined })],
  [
    'throttled names from many addresses',
    (n: number) => ({ ...throttled, login: `user-${n}`, source: `s${n}` }),
  ],
  [
    'challenges that never were',
    (n: number) => ({ ...wrong, reason: 'challenge-unknown', login: `user-${n}` }),
  ],
  ['a busy account', () => ({ ...wrong, outcome: 'unavailable', reason: 'busy' }) as const],
  ['refused calls of one user', () => ({ ...wrong, event: 'admin.call', outcome: 'refused' }) as const],
] as const) {
  test(`${attack}: 50,000 attempts are a bounded number of lines, and none is lost`, async ({
    trail,
    taken,
  }) => {
    for (let n = 0; n < 50_000; n++) await trail.record(eventOf(n))
    await trail.close()
    assert.ok(taken.length <= 410, `${taken.length} lines`)
    assert.is(attemptsIn(taken), 50_000)
  })
}

test('a user who exists is held back as one who does not: a line takes longer than a count', async (context) => {
  const shapeFor = async (userKey: string | undefined) => {
    context.now += minute
    context.taken.length = 0
    const isCounted: boolean[] = []
    for (let n = 0; n < 300; n++) {
      const before = context.taken.length
      await context.trail.record({
        ...wrong,
        login: `user-${n >> 2}`,
        userKey: userKey && `${userKey}-${n >> 2}`,
      })
      isCounted.push(context.taken.length === before)
    }
    return isCounted
  }
  await shapeFor(undefined)
  assert.equal(await shapeFor('local:1'), await shapeFor(undefined))
})

test('a count that a full disk does not take is told later', async (context) => {
  const { trail, taken } = context
  for (let n = 0; n < 30; n++) await trail.record(throttled)
  context.full = true
  context.now += minute
  await trail.record(throttled).then(
    () => assert.unreachable('its own line is refused'),
    () => undefined,
  )
  context.full = false
  context.now += minute
  await trail.record(throttled)
  assert.equal(
    taken.map(({ count = 1 }) => count),
    [1, 29, 1],
  )
  await trail.close()
  assert.equal(context.notices, [])
})

test('a count that is lost at the end is told to the operator', async (context) => {
  for (let n = 0; n < 30; n++) await context.trail.record(throttled)
  context.full = true
  await context.trail.close()
  assert.equal(context.notices, ['the audit trail lacks the count of 29 refusals that it could not take'])
})

test.run()
