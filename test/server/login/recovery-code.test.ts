import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  hashRecoveryCode,
  looksLikeRecoveryCode,
  makeRecoveryCodes,
  matchRecoveryCode,
  normaliseRecoveryCode,
  randomBytesPerSet,
  recoveryCodesPerSet,
} from '../../../server/login/recovery-code.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const hashKey = Buffer.alloc(32, 7)
const randomness = fc.uint8Array({ minLength: randomBytesPerSet, maxLength: randomBytesPerSet })
const codes = randomness.map((random) => makeRecoveryCodes(random)[0] ?? '')
const anyText = fc.string({ unit: 'binary' })

test('a set is ten codes of five and five symbols, all of the alphabet', () => {
  fc.assert(
    fc.property(randomness, (random) => {
      const set = makeRecoveryCodes(random)
      assert.is(set.length, 10)
      for (const code of set) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    }),
  )
})

test('each symbol holds five bits, so a code holds fifty', () => {
  const made = Array.from(
    { length: 256 },
    (_, byte) => makeRecoveryCodes(Buffer.alloc(randomBytesPerSet, byte))[0]?.[0],
  )
  const counts = new Map<string, number>()
  for (const symbol of made) counts.set(symbol ?? '', (counts.get(symbol ?? '') ?? 0) + 1)
  assert.equal([...counts.keys()].sort().join(''), alphabet)
  assert.ok([...counts.values()].every((count) => count === 8))
  assert.is(randomBytesPerSet, recoveryCodesPerSet * 10)
})

test('every symbol of a set comes from a byte of its own', () => {
  const random = Buffer.alloc(randomBytesPerSet)
  const zero = makeRecoveryCodes(random).join('').replace(/-/g, '')
  for (let i = 0; i < randomBytesPerSet; i++) {
    random.fill(0)[i] = 1
    const changed = makeRecoveryCodes(random).join('').replace(/-/g, '')
    assert.equal(
      [...changed].flatMap((symbol, at) => (symbol === zero[at] ? [] : [at])),
      [i],
    )
  }
})

test('too few random bytes, or too many, make no codes', () => {
  for (const length of [0, randomBytesPerSet - 1, randomBytesPerSet + 1]) {
    assert.throws(() => makeRecoveryCodes(new Uint8Array(length)), RangeError)
  }
})

test('a code may be typed in lower case, with other dashes and spaces, and with look-alikes', () => {
  fc.assert(
    fc.property(codes, (code) => {
      const printed = code.replace('-', '')
      for (const typed of [
        code,
        printed,
        code.toLowerCase(),
        ` ${code.replace('-', ' \u2014 ')}\t`,
        code.replace(/0/g, 'O'),
        code.replace(/0/g, 'o'),
        code.replace(/1/g, 'I'),
        code.replace(/1/g, 'l'),
        code.replace(/[0-9A-Z]/g, (symbol) => String.fromCodePoint((symbol.codePointAt(0) ?? 0) + 0xfee0)),
      ]) {
        assert.is(normaliseRecoveryCode(typed), printed, typed)
        assert.ok(looksLikeRecoveryCode(typed), typed)
        assert.is(hashRecoveryCode(typed, 'local:1', hashKey), hashRecoveryCode(code, 'local:1', hashKey))
      }
    }),
  )
})

test('what is no recovery code does not look like one', () => {
  for (const typed of [
    '',
    'ABCDE',
    'ABCDE-FGHJ',
    'ABCDE-FGHJKM',
    'ABCDE-FGHJU',
    'ABCDE-FGHJ!',
    'ABCDE-FGHJÄ',
    '123456',
  ]) {
    assert.not(looksLikeRecoveryCode(typed), typed)
  }
})

test('no text makes it throw, and what looks like a code is ten symbols of the alphabet', () => {
  fc.assert(
    fc.property(anyText, (typed) => {
      const normal = normaliseRecoveryCode(typed)
      const isCode = normal.length === 10 && [...normal].every((symbol) => alphabet.includes(symbol))
      assert.is(looksLikeRecoveryCode(typed), isCode)
      assert.is(normaliseRecoveryCode(normal), normal)
    }),
  )
})

test('the hash is HMAC-SHA-256 over user, a zero byte and the normalised code', () => {
  const expected = createHmac('sha256', hashKey).update('local:1\0ABCDEFGHJ1').digest('base64url')
  assert.is(hashRecoveryCode('abcde-fghjl', 'local:1', hashKey), expected)
})

test('a hash is of one code, one user and one key alone', () => {
  fc.assert(
    fc.property(codes, codes, (code, other) => {
      const hash = hashRecoveryCode(code, 'local:1', hashKey)
      assert.is.not(hashRecoveryCode(code, 'local:2', hashKey), hash)
      assert.is.not(hashRecoveryCode(code, 'local:1', Buffer.alloc(32, 8)), hash)
      if (other !== code) assert.is.not(hashRecoveryCode(other, 'local:1', hashKey), hash)
    }),
  )
})

const set = makeRecoveryCodes(randomBytes(randomBytesPerSet))
const hashes = set.map((code) => hashRecoveryCode(code, 'local:1', hashKey))

test('each code of a set matches its own hash', () => {
  set.forEach((code, i) => {
    assert.is(matchRecoveryCode(hashRecoveryCode(code, 'local:1', hashKey), hashes), hashes[i])
  })
})

test('nothing else matches', () => {
  const [hash = ''] = hashes
  const flipped = `${hash.startsWith('A') ? 'B' : 'A'}${hash.slice(1)}`
  for (const typed of [
    '',
    flipped,
    hash.slice(0, -1),
    `${hash}A`,
    hashRecoveryCode(set[0] ?? '', 'local:2', hashKey),
  ]) {
    assert.is(matchRecoveryCode(typed, hashes), null)
  }
  assert.is(matchRecoveryCode(hash, []), null)
})

test('every hash is looked at, whichever matches', () => {
  for (const typed of [hashes[0], hashes[5], hashes[9], 'none']) {
    const read: string[] = []
    const watched = {
      *[Symbol.iterator]() {
        for (const hash of hashes) {
          read.push(hash)
          yield hash
        }
      },
    }
    matchRecoveryCode(typed ?? '', watched as unknown as readonly string[])
    assert.equal(read, hashes)
  }
})

test.run()
