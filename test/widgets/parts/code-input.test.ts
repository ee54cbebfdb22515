import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { codeIn, codeOf, digitsOf } from '../../../widgets/parts/code-input.ts'

for (const [typed, digits] of [
  ['123456', '123456'],
  [' 123 456 ', '123456'],
  ['123-456', '123456'],
  ['１２３４５６', '123456'],
  ['١٢٣٤٥٦', '123456'],
  ['۱۲۳۴۵۶', '123456'],
  ['Your code is 123456.', '123456'],
  ['abc', ''],
] as const) {
  test(`the digits of "${typed}" are "${digits}"`, () => {
    assert.is(digitsOf(typed), digits)
  })
}

for (const [typed, length, code] of [
  ['123456', 6, '123456'],
  ['12 3456', 6, '123456'],
  ['1 2 3 4 5 6', 6, '123456'],
  ['123\u200b456', 6, '123456'],
  ['2FA code: 123456', 6, '123456'],
  ['2FA code: 123456\r\n', 6, '123456'],
  ['123456 is your 2FA code', 6, '123456'],
  ['2FA code: 123 456', 6, '123456'],
  ['2FA code: 123–456', 6, '123456'],
  ['G-123456', 6, '123456'],
  ['验证码123456，5分钟内有效', 6, '123456'],
  ['رمز 2FA: ١٢٣٤٥٦', 6, '123456'],
  ['2FA: １２３４５６', 6, '123456'],
  ['Code 123456, valid for 10 minutes. @example.com #123456', 6, '123456'],
  ['2FA code: 1234 5678', 8, '12345678'],
  ['Sent on 2026-12-01: 12345678', 8, '12345678'],
] as const) {
  test(`the code in ${JSON.stringify(typed)} is ${code}, to be sent at once`, () => {
    assert.equal(codeIn(typed, length), { code, certain: true })
  })
}

for (const [typed, length, code] of [
  ['', 6, ''],
  ['12345', 6, '12345'],
  ['1234567', 6, '123456'],
  ['2FA code: 12345', 6, '212345'],
  ['2FA code: 1234567', 6, '212345'],
  ['Ticket 654321, code 123456', 6, '654321'],
  ['Ticket 654 321, code 123 456', 6, '654321'],
  ['Code 123, then 456', 6, '123456'],
  ['On 2026-12-01', 8, '20261201'],
] as const) {
  test(`the code in ${JSON.stringify(typed)} is in doubt, so that it is filled in and not sent`, () => {
    assert.equal(codeIn(typed, length), { code, certain: false })
  })
}

for (const [typed, code, certain] of [
  ['12345', '12345', false],
  ['123456', '123456', false],
  ['1234567', '1234567', false],
  ['12345678', '12345678', true],
  ['1234 5678', '12345678', true],
  ['123 456', '123456', false],
  ['2FA code: 123456', '123456', false],
  ['2FA code: 12345678', '12345678', true],
  ['Ticket 87654321, code 123456', '123456', false],
] as const) {
  test(`of 6 or 8 digits, the code in "${typed}" is ${code}, ${certain ? '' : 'not '}to be sent at once`, () => {
    assert.equal(codeOf([6, 8], typed), { code, certain })
  })
}

test.run()
