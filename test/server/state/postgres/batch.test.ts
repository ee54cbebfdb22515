import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StateStoreError } from '../../../../server/state/contract/state-store.ts'
import { createBatch, largestBatch } from '../../../../server/state/postgres/batch.ts'
import { times } from '../samples.ts'

const refused = new StateStoreError('PostgreSQL: refused', {
  cause: Object.assign(new Error('refused'), { severity: 'ERROR', code: '23514' }),
})
const timedOut = new StateStoreError('PostgreSQL: canceled', {
  cause: Object.assign(new Error('canceled'), { severity: 'ERROR', code: '57014' }),
})
const cutOff = new StateStoreError('PostgreSQL: Connection terminated unexpectedly')

const twice = (n: number) => 2 * n
const outcomesOf = async (calls: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(calls)).map((each) => (each.status === 'fulfilled' ? each.value : each.reason))

/** A batch over `answer`, and the statements that it made. */
function recorded(answer: (asked: readonly number[]) => readonly number[], keyOf?: (n: number) => string) {
  const statements: (readonly number[])[] = []
  const call = createBatch<number, number>({
    async run(asked) {
      statements.push(asked)
      return answer(asked)
    },
    ...(keyOf && { keyOf }),
    timeout: 60_000,
  })
  return { call, statements }
}

const doubling = (asked: readonly number[]) => asked.map(twice)

test('calls made at once share a statement, and each gets its own answer', async () => {
  const { call, statements } = recorded(doubling)
  assert.equal(await Promise.all([1, 2, 3].map(call)), [2, 4, 6])
  assert.equal(statements, [[1, 2, 3]])
  assert.is(await call(4), 8)
  assert.equal(statements.slice(1), [[4]])
})

test('what is asked while a statement is under way goes into the next one, and none has too many', async () => {
  const { call, statements } = recorded(doubling)
  const many = times(2 * largestBatch + 5, (i) => i)
  const later: Promise<number>[] = []
  const first = call(-1).then(() => later.push(call(-2)))
  assert.equal(await Promise.all(many.map(call)), many.map(twice))
  await first
  assert.equal(await Promise.all(later), [-4])
  assert.equal(
    statements.map(({ length }) => length),
    [largestBatch, largestBatch, 7],
  )
})

test('calls with one key are in different statements, in their order', async () => {
  const { call, statements } = recorded(doubling, (n) => String(n % 2))
  assert.equal(await Promise.all([1, 3, 2, 5].map(call)), [2, 6, 4, 10])
  assert.equal(statements, [[1, 2], [3], [5]])
})

test('a call that the database refuses fails alone', async () => {
  const { call, statements } = recorded((asked) => {
    if (asked.includes(3)) throw refused
    return asked.map(twice)
  })
  assert.equal(await outcomesOf([1, 3, 5].map(call)), [2, refused, 10])
  assert.equal(statements, [[1, 3, 5], [1], [3], [5]])
})

test('what may have happened is not tried again: all of its calls fail, and later ones are answered', async () => {
  for (const fault of [cutOff, timedOut]) {
    let isFailing = true
    const { call, statements } = recorded((asked) => {
      if (isFailing) throw fault
      return asked.map(twice)
    })
    assert.equal(await outcomesOf([1, 2].map(call)), [fault, fault])
    isFailing = false
    assert.is(await call(3), 6)
    assert.equal(statements, [[1, 2], [3]])
  }
})

test('an answer that is missing is a fault for all, and never an answer', async () => {
  const { call } = recorded((asked) => asked.slice(1).map(twice))
  for (const outcome of await outcomesOf([1, 2].map(call))) assert.instance(outcome, RangeError)
})

test('a call that waited too long behind another statement fails, and is not asked', async () => {
  const ends: (() => void)[] = []
  const statements: (readonly number[])[] = []
  const call = createBatch<number, number>({
    async run(asked) {
      statements.push(asked)
      await new Promise<void>((resolve) => ends.push(resolve))
      return asked.map(twice)
    },
    timeout: 20,
  })
  const first = call(1)
  while (ends.length === 0) await new Promise(setImmediate)
  const late = call(2)
  const askedAt = performance.now()
  while (performance.now() - askedAt <= 20) await new Promise(setImmediate)
  const inTime = call(3)
  ends[0]?.()
  assert.is(await first, 2)
  const [outcome] = await outcomesOf([late])
  assert.instance(outcome, StateStoreError)
  while (ends.length < 2) await new Promise(setImmediate)
  ends[1]?.()
  assert.is(await inTime, 6)
  assert.equal(statements, [[1], [3]])
})

test('calls beyond the queue fail at once', async () => {
  const { call } = recorded(doubling)
  const outcomes = await outcomesOf(times(10_001, call))
  assert.is(outcomes[9999], 19_998)
  assert.instance(outcomes[10_000], StateStoreError)
})

test.run()
