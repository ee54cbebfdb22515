import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createRateLimit } from '../../../server/lib/rate-limit.ts'

test('one event of a key an interval, and the number of those held back', () => {
  const limit = createRateLimit(1000)
  assert.is(limit.admit('a', 5000), 0)
  assert.is(limit.admit('a', 5001), null)
  assert.is(limit.admit('a', 5999), null)
  assert.is(limit.admit('a', 6000), 2)
  assert.is(limit.admit('a', 7000), 0)
})

test('keys do not hold each other back', () => {
  const limit = createRateLimit(1000)
  assert.is(limit.admit('a', 0), 0)
  assert.is(limit.admit('b', 0), 0)
  assert.is(limit.admit('a', 1), null)
})

test('a clock set back by more than the interval silences nothing', () => {
  const limit = createRateLimit(1000)
  limit.admit('a', 1_000_000)
  assert.is(limit.admit('a', 999_500), null)
  assert.is(limit.admit('a', 5), 1)
})

test('strangers cannot make it grow: the key let through longest ago is forgotten', () => {
  const limit = createRateLimit(1000, 2)
  limit.admit('a', 0)
  limit.admit('b', 1)
  limit.admit('c', 2)
  assert.is(limit.admit('b', 3), null)
  assert.is(limit.admit('c', 3), null)
  assert.is(limit.admit('a', 3), 0)
})

test.run()
