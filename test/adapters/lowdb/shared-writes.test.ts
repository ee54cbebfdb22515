import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSharedWrites } from '../../../adapters/lowdb/shared-writes.ts'

/** Writes that end when the test says so. */
function manualWrites() {
  const begun: { succeed(): void; fail(): void }[] = []
  const failures: string[] = []
  const writes = createSharedWrites(
    () =>
      new Promise((resolve, reject) => {
        begun.push({ succeed: resolve, fail: () => reject(new Error('disk full')) })
      }),
    () => failures.push('failed'),
  )
  return { writes, begun, failures, settle: () => new Promise(setImmediate) }
}

test('everyone who arrives during a write shares the next one', async () => {
  const { writes, begun, settle } = manualWrites()
  const first = writes.request()
  await settle()
  const others = [writes.request(), writes.request(), writes.request()]
  await settle()
  assert.is(begun.length, 1)

  begun[0]?.succeed()
  await first
  await settle()
  assert.is(begun.length, 2)
  begun[1]?.succeed()
  await Promise.all(others)
  await writes.settled()
  assert.is(begun.length, 2)
})

test('a write that began before a request does not answer it', async () => {
  const { writes, begun, settle } = manualWrites()
  void writes.request()
  await settle()
  let answered = false
  const second = writes.request().then(() => {
    answered = true
  })
  begun[0]?.succeed()
  await settle()
  assert.is(answered, false)
  begun[1]?.succeed()
  await second
  assert.is(answered, true)
})

test('a failed write fails for all of its callers and for those who waited behind it', async () => {
  const { writes, begun, failures, settle } = manualWrites()
  const told: string[] = []
  const first = [writes.request(), writes.request()]
  await settle()
  const waiting = [writes.request(), writes.request()]
  for (const request of [...first, ...waiting]) request.catch((error) => told.push(error.message))
  begun[0]?.fail()
  await settle()
  assert.equal(told, ['disk full', 'disk full', 'disk full', 'disk full'])
  assert.equal(failures, ['failed'])
  assert.is(begun.length, 1)
})

test('the request after a failure writes again', async () => {
  const { writes, begun, settle } = manualWrites()
  const failed = writes.request().catch(() => 'failed')
  await settle()
  begun[0]?.fail()
  assert.is(await failed, 'failed')
  const next = writes.request()
  await settle()
  begun[1]?.succeed()
  await next
})

test('settled waits for the write under way and for the one behind it', async () => {
  const { writes, begun, settle } = manualWrites()
  await writes.settled()
  void writes.request()
  await settle()
  void writes.request()
  let settled = false
  const all = writes.settled().then(() => {
    settled = true
  })
  begun[0]?.succeed()
  await settle()
  assert.is(settled, false)
  begun[1]?.succeed()
  await all
})

test.run()
