import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { timeLeft, unanswered, within } from '../../../adapters/database/database.ts'
import { UserStoreError } from '../../../adapters/user-store.ts'

test('what takes too long is given up, and what comes of it is handed over', async () => {
  assert.is(await within(10_000, Promise.resolve('in time')), 'in time')
  const { promise, resolve } = withResolvers<string>()
  const late: string[] = []
  const error = await within(1, promise, (result) => late.push(result)).catch((fault) => fault)
  assert.instance(error, UserStoreError)
  resolve('late')
  await promise
  assert.equal(late, ['late'])
})

test('a promise that is given up may reject later', async () => {
  const { promise, reject } = withResolvers<string>()
  assert.instance(await within(1, promise).catch((fault) => fault), UserStoreError)
  reject(new Error('late'))
  await promise.catch(() => {})
})

test('no more time is taken than is left, and none when it is over', () => {
  assert.is(timeLeft(50), 50)
  assert.ok(timeLeft(60_000, Date.now() + 1000) <= 1000)
  assert.throws(
    () => timeLeft(50, Date.now()),
    (error: unknown) => error instanceof UserStoreError,
  )
})

test('a fault of a driver is told by its message, or else by its code', () => {
  assert.is(unanswered(new Error('refused')).message, 'refused')
  assert.is(
    unanswered(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })).message,
    'ECONNREFUSED',
  )
  const own = new UserStoreError('late')
  assert.is(unanswered(own), own)
})

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

test.run()
