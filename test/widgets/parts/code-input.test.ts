import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { digitsOf } from '../../../widgets/parts/code-input.ts'

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

test.run()
