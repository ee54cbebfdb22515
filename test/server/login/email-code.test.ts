import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hashEmailCode, makeEmailCode, randomBytesPerEmailCode } from '../../../server/login/email-code.ts'

test('a mailed code is eight digits, whatever was drawn', () => {
  assert.is(makeEmailCode(Buffer.from('0000000000', 'hex')), '00000000')
  assert.is(makeEmailCode(Buffer.from('0000000001', 'hex')), '00000001')
  // 2^40 - 1 = 1,099,511,627,775
  assert.is(makeEmailCode(Buffer.from('ffffffffff', 'hex')), '11627775')
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), (random) => {
      assert.match(makeEmailCode(random), /^\d{8}$/)
    }),
  )
})

test('a mailed code is not made of fewer random bytes, nor of more', () => {
  for (const length of [0, randomBytesPerEmailCode - 1, randomBytesPerEmailCode + 1]) {
    assert.throws(() => makeEmailCode(Buffer.alloc(length)), /expected 5 random bytes/)
  }
})

const key = Buffer.alloc(32, 1)

test('what is stored of a mailed code is its HMAC with the login it is for', () => {
  assert.is(hashEmailCode('12345678', 'challenge', key), 'PnqvWfM8r4cQOnbuNRlSDd4xJMuniKlU8Klm-fot6nw')
})

test('another code, login or key has another hash', () => {
  const hash = hashEmailCode('12345678', 'challenge', key)
  assert.is.not(hashEmailCode('12345679', 'challenge', key), hash)
  assert.is.not(hashEmailCode('12345678', 'challengf', key), hash)
  assert.is.not(hashEmailCode('12345678', 'challenge', Buffer.alloc(32, 2)), hash)
  assert.is.not(hashEmailCode('345678', 'challenge\u000012', key), hash)
})

test.run()
