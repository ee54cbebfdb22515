import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createPool, type Poolable } from '../../../adapters/ldap/pool.ts'

interface FakeConnection extends Poolable {
  readonly number: number
}

function fakePool({ most = 2, idleFor = 60_000 } = {}) {
  const opened: FakeConnection[] = []
  const open = async () => {
    let isOpen = true
    const connection = {
      number: opened.length,
      isOpen: () => isOpen,
      destroy: () => {
        isOpen = false
      },
    }
    opened.push(connection)
    return connection
  }
  return { pool: createPool({ open, most, idleFor }), opened }
}

const later = () => Date.now() + 10_000
const numberOf = async ({ number }: FakeConnection) => number

test('a connection serves one after another', async () => {
  const { pool } = fakePool()
  assert.is(await pool.use(later(), numberOf), 0)
  assert.is(await pool.use(later(), numberOf), 0)
})

test('no connection is shared, and no more are opened than may be', async () => {
  const { pool, opened } = fakePool({ most: 2 })
  const inUse = new Set<number>()
  const tasks = Array.from({ length: 10 }, () =>
    pool.use(later(), async ({ number }) => {
      assert.not(inUse.has(number))
      inUse.add(number)
      await new Promise(setImmediate)
      inUse.delete(number)
    }),
  )
  await Promise.all(tasks)
  assert.is(opened.length, 2)
})

test('a connection on which a task failed is closed, and not used again', async () => {
  const { pool, opened } = fakePool()
  const failure = new Error('a broken answer')
  assert.is(await rejection(pool.use(later(), () => Promise.reject(failure))), failure)
  assert.not(opened[0]?.isOpen())
  assert.is(await pool.use(later(), numberOf), 1)
})

test('a connection that died while it was idle is passed over', async () => {
  const { pool, opened } = fakePool()
  await pool.use(later(), numberOf)
  opened[0]?.destroy()
  assert.is(await pool.use(later(), numberOf), 1)
})

test('one that turns out to be dead when it is used again costs another try, a fresh one does not', async () => {
  const { pool, opened } = fakePool()
  const dies = async (connection: FakeConnection) => {
    connection.destroy()
    throw new Error('the other side closed it')
  }
  await pool.use(later(), numberOf)
  const died: number[] = []
  const answer = await pool.use(later(), async (connection) => {
    if (connection.number > 0) return 'an answer'
    died.push(connection.number)
    return dies(connection)
  })
  assert.is(answer, 'an answer')
  assert.equal(died, [0])
  await rejection(pool.use(later(), dies))
  const before = opened.length
  await rejection(pool.use(later(), dies))
  assert.is(opened.length, before + 1)
})

test('one that was idle for too long is closed instead of used', async () => {
  const { pool, opened } = fakePool({ idleFor: 0 })
  await pool.use(later(), numberOf)
  assert.is(await pool.use(later(), numberOf), 1)
  assert.not(opened[0]?.isOpen())
})

test('a task that has no answer in time loses its connection, and its place goes to the next', async () => {
  const { pool, opened } = fakePool({ most: 1 })
  const cut = pool.use(Date.now() + 100, hangUntilClosed)
  const next = pool.use(later(), numberOf)
  assert.match((await rejection(cut)).message, /in time/)
  assert.not(opened[0]?.isOpen())
  assert.is(await next, 1)
})

test('a caller that waits for a place in vain leaves the queue', async () => {
  const { pool } = fakePool({ most: 1 })
  let finish = () => {}
  const first = pool.use(later(), () => new Promise<void>((resolve) => (finish = resolve)))
  assert.match((await rejection(pool.use(Date.now() + 100, numberOf))).message, /in time/)
  finish()
  await first
  assert.is(await pool.use(later(), numberOf), 0)
})

test('nothing is begun past the deadline or after the end', async () => {
  const { pool, opened } = fakePool()
  assert.match((await rejection(pool.use(Date.now() - 1, numberOf))).message, /no time left/)
  pool.close()
  assert.match((await rejection(pool.use(later(), numberOf))).message, /closed/)
  assert.is(opened.length, 0)
})

async function hangUntilClosed(connection: FakeConnection): Promise<void> {
  while (connection.isOpen()) await new Promise(setImmediate)
  throw new Error('closed under us')
}

function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => assert.unreachable('it did not fail'),
    (error) => error,
  )
}

test.run()
