import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'

/** A queue on a clock of its own, whose hashes are done when the test says so. */
function manualQueue(options: { concurrency?: number; limit?: number } = {}) {
  let now = 1_000_000
  const begun: { name: string; done(): void; fail(): void }[] = []
  const settled: [string, unknown][] = []
  const queue = createHashingQueue({ concurrency: 1, clock: () => now, ...options })
  const settle = () => new Promise(setImmediate)

  return {
    queue,
    settled,
    begun: () => begun.map(({ name }) => name),
    /** @param inTime - milliseconds from now until the deadline */
    ask(name: string, inTime: number) {
      const hash = () =>
        new Promise<string>((resolve, reject) => {
          begun.push({ name, done: () => resolve(`hash of ${name}`), fail: () => reject(new Error(name)) })
        })
      void queue.run(hash, now + inTime).then(
        (result) => settled.push([name, result]),
        (error: Error) => settled.push([name, `failed: ${error.message}`]),
      )
      return settle()
    },
    /** The hash that was begun `index`th is done after `ms`. */
    finish(index: number, ms: number) {
      now += ms
      begun[index]?.done()
      return settle()
    },
    fail(index: number) {
      begun[index]?.fail()
      return settle()
    },
    wait(ms: number) {
      now += ms
    },
  }
}

test('hashes are computed in the order they came, no more at once than allowed', async () => {
  const { queue, ask, begun, finish, settled } = manualQueue({ concurrency: 2 })
  for (const name of ['a', 'b', 'c', 'd']) await ask(name, 10_000)
  assert.equal(begun(), ['a', 'b'])
  assert.equal([queue.running, queue.waiting], [2, 2])
  await finish(1, 10)
  assert.equal(begun(), ['a', 'b', 'c'])
  await finish(0, 0)
  await finish(2, 0)
  await finish(3, 0)
  assert.equal(
    settled,
    ['b', 'a', 'c', 'd'].map((name) => [name, `hash of ${name}`]),
  )
  assert.equal([queue.running, queue.waiting], [0, 0])
})

test('what could not be there in time is refused at once', async () => {
  const { ask, finish, settled } = manualQueue()
  await ask('teaches that a hash takes 100 ms', 10_000)
  await finish(0, 100)
  await ask('computed', 10_000)
  await ask('waits 100 ms and takes 100 ms', 260)
  await ask('waits 200 ms and takes 100 ms', 260)
  assert.equal(settled.slice(1), [['waits 200 ms and takes 100 ms', null]])
})

test('what can no longer be there in time is never begun, and what comes behind it is', async () => {
  const { ask, begun, finish, settled } = manualQueue()
  await ask('first', 10_000)
  await ask('short of time', 300)
  await ask('patient', 10_000)
  await finish(0, 301)
  assert.equal(begun(), ['first', 'patient'])
  assert.equal(settled[1] ?? settled[0], ['first', 'hash of first'])
  assert.ok(settled.some(([name, result]) => name === 'short of time' && result === null))
})

test('a deadline that has passed is refused even where nothing is to do', async () => {
  const { ask, begun, settled } = manualQueue()
  await ask('late', 0)
  assert.equal(settled, [['late', null]])
  assert.equal(begun(), [])
})

test('a hash that once took for ever does not refuse everyone from then on', async () => {
  const { ask, begun, finish } = manualQueue()
  await ask('slept', 10_000)
  await finish(0, 3_600_000)
  await ask('next', 1000)
  assert.equal(begun(), ['slept', 'next'])
})

test('the line has an end', async () => {
  const { ask, settled } = manualQueue({ limit: 2 })
  for (const name of ['computed', 'waits', 'waits too', 'too many']) await ask(name, Infinity)
  assert.equal(settled, [['too many', null]])
})

test('a failed hash fails for its caller alone and gives its place to the next', async () => {
  const { ask, begun, fail, settled } = manualQueue()
  await ask('bad', 10_000)
  await ask('good', 10_000)
  await fail(0)
  assert.equal(settled, [['bad', 'failed: bad']])
  assert.equal(begun(), ['bad', 'good'])
})

test('under four times the load every hash that is computed is in time', async () => {
  const { queue, ask, begun, finish, settled } = manualQueue()
  let finished = 0
  for (let tick = 0; tick < 400; tick++) {
    for (let i = 0; i < 4; i++) await ask(`${tick}-${i}`, 2000)
    await finish(finished++, 10)
  }
  while (queue.running > 0) await finish(finished++, 10)
  const computed = settled.filter(([, result]) => result !== null)
  assert.is(computed.length, begun().length)
  // 400 ticks of 10 ms each keep one core busy throughout, and the line behind them is less than 2 s long.
  assert.ok(computed.length >= 400 && computed.length <= 600, `${computed.length}`)
  const tickOf = ([name]: [string, unknown]) => Number(name.split('-')[0])
  computed.forEach((job, place) => {
    assert.ok((place + 1 - tickOf(job)) * 10 <= 2000, `${job[0]} came too late`)
  })
})

test('two threads of the pool are left to file writes', () => {
  const before = process.env.UV_THREADPOOL_SIZE
  try {
    process.env.UV_THREADPOOL_SIZE = '3'
    assert.is(createHashingQueue().concurrency, 1)
    process.env.UV_THREADPOOL_SIZE = '1'
    assert.is(createHashingQueue().concurrency, 1)
  } finally {
    if (before === undefined) delete process.env.UV_THREADPOOL_SIZE
    else process.env.UV_THREADPOOL_SIZE = before
  }
})

test.run()
