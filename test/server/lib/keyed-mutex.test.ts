import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createKeyedMutex } from '../../../server/lib/keyed-mutex.ts'

test('tasks of one key run one after another, also after one that failed; other keys do not wait', async () => {
  const mutex = createKeyedMutex(8)
  const done: string[] = []
  let releaseFirst = () => {}
  const first = mutex.run('a', async () => {
    await new Promise<void>((resolve) => {
      releaseFirst = resolve
    })
    done.push('a1')
    throw new Error('fault')
  })
  const second = mutex.run('a', async () => done.push('a2'))
  await mutex.run('b', async () => done.push('b1'))
  assert.equal(done, ['b1'])
  releaseFirst()
  await first.then(
    () => assert.unreachable(),
    (fault) => assert.is(fault.message, 'fault'),
  )
  await second
  assert.equal(done, ['b1', 'a1', 'a2'])
})

test('more than the limit is refused, until there is room again', async () => {
  const mutex = createKeyedMutex(2)
  const task = async () => 'ran'
  const results = await Promise.all([mutex.run('a', task), mutex.run('a', task), mutex.run('a', task)])
  assert.equal(results, ['ran', 'ran', null])
  assert.is(await mutex.run('a', task), 'ran')
})

test('a task that answers at once is answered at once, and keeps no other waiting', async () => {
  const mutex = createKeyedMutex(1)
  assert.is(
    mutex.run('a', () => 'now'),
    'now',
  )
  assert.is(
    mutex.run('a', (waited) => waited),
    false,
  )
  assert.throws(
    () =>
      mutex.run('a', () => {
        throw new Error('fault')
      }),
    'fault',
  )
  assert.is(await mutex.run('a', async () => 'later'), 'later', 'and none of them holds the key')
})

test('a task that would answer at once waits for its turn', async () => {
  const mutex = createKeyedMutex(2)
  let release = () => {}
  const first = mutex.run('a', () => new Promise<void>((resolve) => (release = resolve)))
  const second = mutex.run('a', (waited) => waited)
  assert.ok(second instanceof Promise)
  assert.is(await mutex.run('a', () => 'third'), null, 'the queue is full')
  release()
  await first
  assert.is(await second, true)
})

test.run()
