import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createDuplicates, type Duplicates, type RequestRecord } from '../../../server/radius/duplicates.ts'

const reply = Buffer.from('the reply')
const nas = '10.0.0.1'

function begun(
  duplicates: Duplicates,
  identifier: number,
  fingerprint: string,
  now = 0,
  port = 1,
): RequestRecord {
  const seen = duplicates.begin(nas, port, identifier, fingerprint, now)
  if (seen.seen !== 'never') throw new Error(seen.seen)
  return seen.record
}

test('R15: a duplicate in flight is known as one, an answered one has its reply', () => {
  const duplicates = createDuplicates()
  const record = begun(duplicates, 7, 'a')
  assert.equal(duplicates.begin(nas, 1, 7, 'a', 1), { seen: 'in-flight' })
  assert.is(duplicates.answer(record, reply, 2), true)
  const seen = duplicates.begin(nas, 1, 7, 'a', 3)
  assert.is(seen.seen === 'answered' && seen.reply, reply)
})

test('R15, not: another address, port or Identifier is another request', () => {
  const duplicates = createDuplicates()
  begun(duplicates, 7, 'a')
  for (const [address, port, identifier] of [
    ['10.0.0.2', 1, 7],
    [nas, 2, 7],
    [nas, 1, 8],
    [nas, 0, 7],
  ] as const) {
    assert.is(
      duplicates.begin(address, port, identifier, 'a', 1).seen,
      'never',
      `${address} ${port} ${identifier}`,
    )
  }
})

test('R16: another packet with the same Identifier replaces the request, answered or in flight', () => {
  const duplicates = createDuplicates()
  const first = begun(duplicates, 7, 'a')
  const second = begun(duplicates, 7, 'b')
  assert.is(duplicates.answer(first, reply, 1), false)
  assert.is(duplicates.answer(second, reply, 1), true)
  begun(duplicates, 7, 'a')
  assert.is(duplicates.size(), 1)
})

test('R16: a reply is kept for 10 s after the answer, and not longer', () => {
  const duplicates = createDuplicates()
  duplicates.answer(begun(duplicates, 7, 'a', 0), reply, 3000)
  assert.is(duplicates.begin(nas, 1, 7, 'a', 12_999).seen, 'answered')
  assert.is(duplicates.begin(nas, 1, 7, 'a', 13_000).seen, 'never')
})

test('R16: what was given up in flight is not kept for ever', () => {
  const duplicates = createDuplicates()
  const record = begun(duplicates, 7, 'a', 0)
  assert.is(duplicates.begin(nas, 1, 7, 'a', 29_999).seen, 'in-flight')
  assert.is(duplicates.begin(nas, 1, 7, 'a', 30_000).seen, 'never')
  assert.is(duplicates.answer(record, reply, 30_001), false)
})

test('R16: the cache is bounded, and the oldest answered request goes first', () => {
  const duplicates = createDuplicates({ limit: 3 })
  const [inFlight, second, third] = [1, 2, 3].map((identifier) => begun(duplicates, identifier, 'a'))
  assert.ok(inFlight && second && third)
  duplicates.answer(third, reply, 1)
  duplicates.answer(second, reply, 2)
  begun(duplicates, 4, 'a', 3)
  assert.is(duplicates.size(), 3)
  assert.is(duplicates.begin(nas, 1, 1, 'a', 3).seen, 'in-flight')
  assert.is(duplicates.begin(nas, 1, 2, 'a', 3).seen, 'answered')
  begun(duplicates, 3, 'a', 3)
  assert.is(duplicates.size(), 3)
})

test('R16, not: the cache does not grow over its bound when everything is in flight', () => {
  const duplicates = createDuplicates({ limit: 2 })
  for (let identifier = 0; identifier < 256; identifier++) begun(duplicates, identifier, 'a')
  assert.is(duplicates.size(), 2)
})

test('what expired takes no room', () => {
  const duplicates = createDuplicates()
  for (let port = 0; port < 100; port++) duplicates.answer(begun(duplicates, 1, 'a', 0, port), reply, port)
  assert.is(duplicates.size(), 100)
  begun(duplicates, 2, 'a', 10_050)
  assert.is(duplicates.size(), 50)
})

test('R21: a request that got no answer may come again', () => {
  const duplicates = createDuplicates()
  const record = begun(duplicates, 7, 'a')
  duplicates.forget(record, 1)
  assert.is(duplicates.size(), 1, 'remembered, to know how long its NAS waits')
  const again = begun(duplicates, 7, 'a')
  duplicates.forget(record, 1)
  assert.is(duplicates.answer(again, reply, 1), true)
})

test('a request is answered once', () => {
  const duplicates = createDuplicates()
  const record = begun(duplicates, 7, 'a')
  assert.is(duplicates.answer(record, reply, 1), true)
  assert.is(duplicates.answer(record, Buffer.from('another'), 2), false)
  const seen = duplicates.begin(nas, 1, 7, 'a', 3)
  assert.is(seen.seen === 'answered' && seen.reply, reply)
})

test('a request that was given up is new again, and says how long its NAS waited before it asked again', () => {
  const duplicates = createDuplicates()
  const record = begun(duplicates, 7, 'a', 0)
  assert.equal(duplicates.begin(nas, 1, 7, 'a', 2000), { seen: 'in-flight' })
  duplicates.forget(record, 2500)
  assert.is(duplicates.answer(record, reply, 2600), false, 'the answer comes too late')
  const again = duplicates.begin(nas, 1, 7, 'a', 4000)
  assert.is(again.seen === 'never' && again.sinceLastCopy, 2000)
  const other = duplicates.begin(nas, 1, 7, 'b', 6000)
  assert.is(other.seen === 'never' && other.sinceLastCopy, null, 'another request has another history')
  assert.is(duplicates.size(), 1)
})

test.run()
