import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  accountThrottle,
  addFailure,
  clearRun,
  delayOnly,
  isForgotten,
  isSpent,
  type PrintedRun,
  printLifetime,
  printsKept,
  sourceThrottle,
  type ThrottleRule,
  unsignedThrottle,
  waitAfter,
} from '../../../server/login/throttle.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const start = 1_700_000_000_000

const rules = { accountThrottle, delayOnly, unsignedThrottle, sourceThrottle }
const anyRule = fc.constantFrom(...Object.values(rules))
const anyRun: fc.Arbitrary<PrintedRun | null> = fc.option(
  fc.record({
    count: fc.integer({ min: 1, max: 1000 }),
    lastAt: fc.maxSafeNat(),
    forgetAt: fc.option(fc.maxSafeNat(), { nil: null }),
    prints: fc.constantFrom([], ['a'], ['a', 'b']),
  }),
  { nil: null },
)
const anyTime = fc.integer({ min: 0, max: 4_102_444_800_000 })

/** So many failures, each as soon as the throttle lets it. */
function fail(times: number, rule: ThrottleRule, from: PrintedRun | null = null, now = start) {
  let run = from
  const waits: number[] = []
  for (let i = 0; i < times; i++) {
    now += waitAfter(run, rule, now)
    run = addFailure(run, rule, now)
    waits.push(waitAfter(run, rule, now))
  }
  return { run, waits, now }
}

test('three failures are free, then the delay doubles from a second to five minutes', () => {
  assert.equal(
    fail(14, accountThrottle).waits.map((wait) => wait / second),
    [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300],
  )
})

test('a source is given twenty failures, then up to a minute', () => {
  const { waits } = fail(1100, sourceThrottle)
  assert.ok(waits.slice(0, 20).every((wait) => wait === 0))
  assert.equal(
    waits.slice(20, 27).map((wait) => wait / second),
    [1, 2, 4, 8, 16, 32, 60],
  )
  assert.ok(
    waits.slice(27).every((wait) => wait === minute),
    'and never locks',
  )
})

test('the hundredth failure in a row locks for a day, and the day ends by itself', () => {
  const { run: before, waits, now } = fail(99, accountThrottle)
  assert.is(Math.max(...waits), 5 * minute)
  const locked = addFailure(before, accountThrottle, now + 5 * minute)
  const lockedAt = now + 5 * minute
  assert.is(locked.count, 100)
  assert.is(waitAfter(locked, accountThrottle, lockedAt), 24 * hour)
  assert.is(waitAfter(locked, accountThrottle, lockedAt + 24 * hour - 1), 1)
  assert.is(waitAfter(locked, accountThrottle, lockedAt + 24 * hour), 0)
  assert.ok(isForgotten(locked, lockedAt + 24 * hour))
  assert.equal(addFailure(locked, accountThrottle, lockedAt + 24 * hour), {
    count: 1,
    lastAt: lockedAt + 24 * hour,
    forgetAt: lockedAt + 48 * hour,
    prints: [],
  })
})

test('the delay never shrinks while failures go on, and never passes the longest before the lock', () => {
  for (const [name, rule] of Object.entries(rules)) {
    const { waits } = fail(Math.min(rule.lockAt, 1200) - 1, rule)
    assert.equal(
      waits,
      waits.toSorted((a, b) => a - b),
      name,
    )
    assert.ok(Math.max(...waits) <= rule.longestDelay, name)
  }
})

test('a run is forgotten after a day without a failure', () => {
  const { run, now } = fail(50, accountThrottle)
  assert.is(addFailure(run, accountThrottle, now + 24 * hour - 1).count, 51)
  assert.is(addFailure(run, accountThrottle, now + 24 * hour).count, 1)
})

test('a run of an earlier version, which was never to be forgotten, is forgotten like any other', () => {
  const earlier = { count: 50, lastAt: start, forgetAt: null, prints: [] }
  assert.is(addFailure(earlier, accountThrottle, start + 24 * hour - 1).count, 51)
  assert.is(addFailure(earlier, accountThrottle, start + 24 * hour).count, 1)
})

test('what was counted is not counted again, also after a success and when the count is forgotten', () => {
  const typo = addFailure(null, accountThrottle, start, 'typo')
  assert.is(addFailure(typo, accountThrottle, start + hour, 'typo'), typo)
  const other = addFailure(typo, accountThrottle, start + hour, 'other')
  assert.equal([other.count, other.prints], [2, ['typo', 'other']])
  assert.is(addFailure(other, accountThrottle, start + 2 * hour, 'typo'), other)
  const cleared = clearRun(other)
  assert.equal([cleared?.count, cleared?.prints], [0, ['typo', 'other']])
  assert.is(addFailure(cleared, accountThrottle, start + 2 * hour, 'typo'), cleared)
  assert.is(addFailure(cleared, accountThrottle, start + 2 * hour, 'third').count, 1)
  const end = start + hour + printLifetime
  assert.is(addFailure(other, accountThrottle, end - 1, 'typo'), other)
  assert.equal([isSpent(other, end - 1), isSpent(other, end)], [false, true])
  const anew = addFailure(other, accountThrottle, end, 'typo')
  assert.equal([anew.count, anew.prints], [1, ['typo']])
  assert.is(addFailure(anew, accountThrottle, end, null).count, 2, 'what has no print always counts')
  assert.is(clearRun(addFailure(null, accountThrottle, start)), null)
})

test('of the prints of a run the latest are kept', () => {
  let run: PrintedRun | null = null
  const rule = { ...accountThrottle, lockAt: Infinity }
  for (let i = 0; i < 50; i++) run = addFailure(run, rule, start, `print ${i}`)
  assert.equal([run?.prints.length, run?.prints[0], run?.prints.at(-1)], [printsKept, 'print 18', 'print 49'])
})

test('a source is forgotten after an hour without a failure', () => {
  const { run, now } = fail(30, sourceThrottle)
  assert.is(addFailure(run, sourceThrottle, now + hour - 1).count, 31)
  assert.is(addFailure(run, sourceThrottle, now + hour).count, 1)
})

test('failures of unsigned packets are given ten, delay as long as others, and never lock', () => {
  const { waits } = fail(500, unsignedThrottle)
  assert.equal(
    waits.slice(0, 13).map((wait) => wait / second),
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4],
  )
  assert.is(Math.max(...waits), 5 * minute)
})

test('where a lock would be too much, the delay is as long as elsewhere', () => {
  const { run, waits } = fail(500, delayOnly)
  assert.equal(waits.slice(0, 20), fail(20, accountThrottle).waits)
  assert.is(Math.max(...waits), 5 * minute)
  assert.is(waitAfter(run, accountThrottle, Number(run?.lastAt)), 5 * minute)
})

test('after any number of failures that never lock, someone who mistypes is not locked out at once', () => {
  const before = fail(500, delayOnly)
  const { waits } = fail(50, accountThrottle, before.run, before.now)
  assert.is(Math.max(...waits), 5 * minute)
})

test('a failure that never locks takes nothing off a count that is higher', () => {
  const { run, now } = fail(80, accountThrottle)
  assert.is(addFailure(run, delayOnly, now).count, 80)
})

test('a failure that never locks does not reach the lock from any count below it', () => {
  for (let count = 1; count < 100; count++) {
    const run = addFailure({ count, lastAt: start, forgetAt: null, prints: [] }, delayOnly, start)
    assert.is(run.count, count < 13 ? count + 1 : count)
  }
})

test('no failure makes a lock last longer, and none ends it', () => {
  const { run, now } = fail(100, accountThrottle)
  for (const rule of [accountThrottle, delayOnly]) {
    assert.equal(addFailure(run, rule, now + hour), run)
  }
})

test('a failure never lowers what has to be waited, whichever run it is charged to', () => {
  fc.assert(
    fc.property(anyRun, anyRule, anyTime, (run, rule, now) => {
      assert.ok(
        waitAfter(addFailure(run, rule, now), accountThrottle, now) >= waitAfter(run, accountThrottle, now),
      )
    }),
  )
})

test('a count goes up by one at most, and never over the ceiling nor down', () => {
  fc.assert(
    fc.property(anyRun, anyRule, anyTime, (run, rule, now) => {
      const before = run === null || isForgotten(run, now) ? 0 : run.count
      const { count } = addFailure(run, rule, now)
      assert.ok(count === before || (count === before + 1 && count <= rule.ceiling))
      if (before < rule.ceiling && before < rule.lockAt) assert.is(count, before + 1)
    }),
  )
})

test('no one ever waits less than nothing or longer than delay and lock, whatever the clock says', () => {
  fc.assert(
    fc.property(anyRun, anyRule, anyTime, (run, rule, now) => {
      const wait = waitAfter(run, rule, now)
      assert.ok(wait >= 0 && wait <= Math.max(rule.longestDelay, rule.lock))
    }),
  )
})

test('a clock set back does not make anyone wait longer than the delay, nor shorter', () => {
  const { run, now } = fail(8, accountThrottle)
  assert.is(waitAfter(run, accountThrottle, now), 16 * second)
  assert.is(waitAfter(run, accountThrottle, now - 365 * 24 * hour), 16 * second)
  assert.is(waitAfter(run, accountThrottle, now + 10 * second), 6 * second)
  assert.is(waitAfter(run, accountThrottle, now + 16 * second), 0)
})

test('waiting as long as was said is enough', () => {
  fc.assert(
    fc.property(anyRun, anyRule, anyTime, (run, rule, now) => {
      const lastAt = Math.min(run?.lastAt ?? 0, now)
      const past = run === null ? null : { ...run, lastAt }
      assert.is(waitAfter(past, rule, now + waitAfter(past, rule, now)), 0)
    }),
  )
})

test('who has not failed does not wait', () => {
  assert.is(waitAfter(null, accountThrottle, start), 0)
})

test.run()
