import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { backoff, createMailQueue, type QueueDeps } from '../../../server/mail/queue.ts'
import type { SpooledMail } from '../../../server/mail/spool.ts'
import type { Delivery } from '../../../server/mail/transport.ts'
import { alice, testMail } from './samples.ts'

const second = 1000
const minute = 60 * second
const start = 1_700_000_000_000

/** A queue whose clock, timer and mail server are the test's. */
function createWorld(parts: Partial<QueueDeps> = {}) {
  const alarms = new Set<{ readonly at: number; readonly run: () => void }>()
  const world = {
    now: start,
    tried: [] as string[],
    ended: [] as string[],
    answer: (_: SpooledMail): Delivery['result'] => 'sent',
    /** What is being delivered, to be let go by the test; null: nothing is held up. */
    held: null as null | (() => void)[],
  }
  const queue = createMailQueue({
    async deliver(mail) {
      world.tried.push(`${mail.id}@${(world.now - start) / second}`)
      if (world.held !== null) await new Promise<void>((resolve) => world.held?.push(resolve))
      return { result: world.answer(mail), answer: 'said so' }
    },
    onDone: async (mail, how) => void world.ended.push(`${mail.id} ${how}`),
    onFailure: () => {},
    clock: () => world.now,
    timer(run, ms) {
      const alarm = { at: world.now + ms, run }
      alarms.add(alarm)
      return { cancel: () => alarms.delete(alarm) }
    },
    random: () => 1,
    lanes: 3,
    ...parts,
  })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return Object.assign(world, {
    queue,
    settle,
    add: (id: string, expiresAt: number | null = null) =>
      queue.add({ id, to: alice, message: testMail, queuedAt: world.now, expiresAt }),
    /** Goes from alarm to alarm until the time is over. */
    async pass(ms: number) {
      const end = world.now + ms
      for (;;) {
        await settle()
        const next = [...alarms].sort((a, b) => a.at - b.at)[0]
        if (next === undefined || next.at > end) break
        alarms.delete(next)
        world.now = Math.max(world.now, next.at)
        next.run()
      }
      world.now = end
    },
  })
}

test('the delay doubles up to its longest, over the upper half of which jitter spreads', () => {
  const rule = { first: 10, longest: 100 }
  assert.equal(
    [1, 2, 3, 4, 5, 1000].map((failures) => backoff(failures, rule, 1)),
    [10, 20, 40, 80, 100, 100],
  )
  assert.is(backoff(3, rule, 0), 20)
  assert.is(backoff(3, rule, 0.5), 30)
})

test('a mail that was told to come later is tried ever more seldom, for five days', async () => {
  const world = createWorld()
  world.answer = () => 'deferred'
  world.add('a')
  await world.pass(10 * minute)
  assert.equal(world.tried, ['a@0', 'a@10', 'a@30', 'a@70', 'a@150', 'a@310'])
  await world.pass(5 * 24 * 60 * minute)
  assert.equal(world.ended, ['a expired'])
  assert.is(world.queue.status().queued, 0)
  assert.is(world.queue.status().failed, 1)
})

test('an outage holds up all mail, one mail asks in between, and all goes out when the server is back', async () => {
  const world = createWorld()
  world.answer = () => 'unreachable'
  world.add('a')
  await world.settle()
  for (const id of ['b', 'c', 'd']) world.add(id)
  await world.settle()
  assert.equal(world.tried, ['a@0'])
  await world.pass(4 * second)
  assert.equal(world.tried, ['a@0', 'b@1', 'c@3'])
  world.answer = () => 'sent'
  await world.pass(minute)
  assert.equal(world.ended.toSorted(), ['a sent', 'b sent', 'c sent', 'd sent'])
  assert.equal(world.tried[3], 'd@7')
})

test('a mail that breaks the connection each time does not keep the others from leaving', async () => {
  const world = createWorld()
  world.answer = ({ id }) => (id === 'poison' ? 'unreachable' : 'sent')
  world.add('poison', start + minute)
  await world.settle()
  for (const id of ['b', 'c']) world.add(id)
  await world.pass(5 * second)
  assert.equal(world.ended.toSorted(), ['b sent', 'c sent'])
  await world.pass(2 * minute)
  assert.equal(world.ended.at(-1), 'poison expired')
})

test('no more than its lanes are busy, and what expires first goes first', async () => {
  const world = createWorld()
  world.held = []
  for (const id of ['a', 'b', 'c', 'd', 'e']) world.add(id)
  world.add('soon', start + minute)
  world.add('sooner', start + 30 * second)
  await world.settle()
  assert.equal(world.tried, ['a@0', 'b@0', 'c@0'])
  const letGo = world.held
  world.held = null
  for (const go of letGo) go()
  await world.settle()
  assert.equal(world.tried.slice(3), ['sooner@0', 'soon@0', 'd@0', 'e@0'])
  assert.is(world.queue.status().sent, 7)
})

test('a mail refused for good is given up at once; one that expires while it waits is not tried any more', async () => {
  const world = createWorld()
  world.answer = ({ id }) => (id === 'refused' ? 'refused' : 'deferred')
  world.add('refused')
  world.add('short', start + 15 * second)
  await world.pass(minute)
  assert.equal(world.ended, ['refused refused', 'short expired'])
  assert.equal(world.tried, ['refused@0', 'short@0', 'short@10'])
})

test('a delivery ends when its mail expires', async () => {
  let signalled = false
  const world = createWorld({
    deliver: (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          signalled = true
          resolve({ result: 'unreachable', answer: 'too long' })
        })
      }),
  })
  world.add('a', start + 5 * second)
  await world.pass(4 * second)
  assert.is(signalled, false)
  await world.pass(2 * second)
  assert.is(signalled, true)
  assert.equal(world.ended, ['a expired'])
})

test('a clock that is set back makes mail wait no longer than the longest pause', async () => {
  const world = createWorld()
  world.answer = () => 'unreachable'
  world.add('a')
  await world.settle()
  world.answer = () => 'sent'
  world.now -= 60 * minute
  world.add('b')
  await world.pass(minute + second)
  assert.equal(world.ended, ['b sent'])
  await world.pass(30 * minute)
  assert.equal(world.ended, ['b sent', 'a sent'])
})

test('closing begins nothing, gives what is under way a moment, and keeps what was cut off', async () => {
  const world = createWorld({
    deliver: (_, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ result: 'unreachable', answer: 'cut off' })),
      ),
  })
  world.add('a')
  const closing = world.queue.close()
  world.add('b')
  await world.pass(2 * second)
  await closing
  assert.equal(world.ended, [])
  assert.is(world.queue.status().queued, 2)
  assert.is(world.queue.status().lastFailure, null)
})

test.run()
