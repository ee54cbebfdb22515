import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readTotpSecret } from '../../../server/enrolment/totp-secret-text.ts'
import { formatTotpSecret } from '../../../server/login/totp.ts'

const rfc = Buffer.from('12345678901234567890').toString('hex')
const read = (text: string) => {
  const bytes = readTotpSecret(text)
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('hex')
}

for (const [what, text] of [
  ['base32', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'],
  ['base32 in groups and small letters', ' gezd gnbv gy3t qojq-gezd gnbv gy3t qojq '],
  ['base32 with another dash', 'GEZDGNBVGY3TQOJQ\u2013GEZDGNBVGY3TQOJQ'],
  ['base32 with invisible characters', '\u200BGEZDGNBVGY3T\u200DQOJQ\u2060GEZDGNBVGY3TQOJQ\uFEFF\u00AD'],
  ['hex', '3132333435363738393031323334353637383930'],
  ['hex in pairs', '31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 39 30'],
  ['hex with 0x', '0x3132333435363738393031323334353637383930'],
  ['hex with full-width digits', '\uFF13132333435363738393031323334353637383930'],
] as const) {
  test(`is read: ${what}`, () => assert.is(read(text), rfc))
}

for (const [what, text, fault] of [
  ['nothing', '', 'unreadable'],
  ['neither', 'GEZDGNBV0189', 'unreadable'],
  ['half a byte of hex', `${rfc}3`, 'unreadable'],
  ['0x and nothing', '0x', 'unreadable'],
  ['0x and base32', '0xGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 'unreadable'],
  ['more than anybody types', 'ab'.repeat(300), 'unreadable'],
  ['104 bits of hex', '31323334353637383930313233', 'too-short'],
  ['104 bits after 0x', '0x31323334353637383930313233', 'too-short'],
  ['105 bits of base32', 'GEZDGNBVGY3TQOJQGEZDG', 'too-short'],
] as const) {
  test(`is refused: ${what}`, () => assert.is(read(text), fault))
}

test('112 bits are the least, in hex and in base32', () => {
  assert.is(read('3132333435363738393031323334'), '3132333435363738393031323334')
  assert.is(read('GEZDGNBVGY3TQOJQGEZDGNA'), '3132333435363738393031323334')
})

test('what can be both is hex, unless it is padded as base32 is', () => {
  const both = '22334455667722334455667722334455'
  assert.is(read(both), both)
  assert.is(read('2233445566772233445566772233445566======').length, 2 * 21)
})

test('every secret is read from its hex, and from its base32 unless that looks like hex', () => {
  const secrets = fc.uint8Array({ minLength: 14, maxLength: 64 })
  fc.assert(
    fc.property(secrets, (secret) => {
      const hex = Buffer.from(secret).toString('hex')
      assert.is(read(hex), hex)
      assert.is(read(`0X${hex.toUpperCase()}`), hex)
      const base32 = formatTotpSecret(secret)
      if (!/^([0-9A-F]{2})+$/.test(base32)) assert.is(read(base32.toLowerCase()), hex)
    }),
  )
})

test.run()
