import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { normaliseCode, readingsOf, secondFactorModes, splitTyped } from '../../../server/login/attempt.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 140 })
const passwords = fc.oneof(
  anyText,
  fc.constantFrom(
    `Tr0ub4dor&3 "quoted" it's`,
    'pässwörd',
    'naïve,comma,',
    '\u{1f511}\u{1f468}‍\u{1f469}',
    '123456',
    '12345678123456',
    ' spaces at both ends ',
    '',
    '€'.repeat(42),
    'x'.repeat(128),
  ),
)
const digitCounts = fc.constantFrom(6 as const, 8 as const)
const digitText = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))
const passwordAndCode = fc
  .tuple(passwords, digitCounts)
  .chain(([password, digits]) => digitText(digits).map((code) => ({ password, digits, code })))
const separators = fc.oneof(
  fc.constantFrom(',', ';', '::', '/', ' ', '#', '\u{1f511}', 'é', '|'),
  fc.string({ minLength: 1, maxLength: 3 }),
)
const modes = fc.constantFrom(...secondFactorModes)
const rules = fc.record({
  mode: modes,
  separator: fc.oneof(fc.constant(''), separators),
  digits: fc.option(digitCounts, { nil: null }),
})

const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text)

test('append without a separator: the last digits are the code, whatever the password', () => {
  fc.assert(
    fc.property(passwordAndCode, ({ password, digits, code }) => {
      assert.equal(splitTyped(password + code, { mode: 'append', separator: '', digits }), { password, code })
    }),
  )
})

test('append with a separator: what follows the last one is the code, whatever the password', () => {
  fc.assert(
    fc.property(passwordAndCode, separators, ({ password, digits, code }, separator) => {
      const typed = password + separator + code
      fc.pre(typed.lastIndexOf(separator) === password.length)
      assert.equal(splitTyped(typed, { mode: 'append', separator, digits }), { password, code })
    }),
  )
})

test('append with a separator takes a recovery code, too', () => {
  const rule = { mode: 'append', separator: ',', digits: 6 } as const
  assert.equal(splitTyped('pass,word,ABCDE-12345', rule), { password: 'pass,word', code: 'ABCDE-12345' })
})

test('nothing is ever lost or invented: password, separator and code are what was typed', () => {
  fc.assert(
    fc.property(passwords, rules, (typed, rule) => {
      const { password, code } = splitTyped(typed, rule)
      if (password === null) return assert.is(code ?? '', typed)
      if (code === null) return assert.ok(password === typed || password + rule.separator === typed)
      assert.is(password + rule.separator + code, typed)
    }),
  )
})

test('the same input is split the same way, always', () => {
  fc.assert(
    fc.property(passwords, rules, (typed, rule) => {
      assert.equal(splitTyped(typed, rule), splitTyped(typed, { ...rule }))
    }),
  )
})

test('who is asked for no code has everything taken as the password', () => {
  fc.assert(
    fc.property(passwords, rules, (typed, rule) => {
      fc.pre(rule.mode !== 'code-only')
      const whole = { password: typed, code: null }
      assert.equal(splitTyped(typed, { ...rule, digits: null }), whole)
      assert.equal(splitTyped(typed, { ...rule, mode: 'none' }), whole)
      assert.equal(splitTyped(typed, { ...rule, mode: 'challenge' }), whole)
    }),
  )
})

test('code-only: there is no password, and nothing typed is no code', () => {
  fc.assert(
    fc.property(passwords, rules, (typed, rule) => {
      const expected = { password: null, code: typed === '' ? null : typed }
      assert.equal(splitTyped(typed, { ...rule, mode: 'code-only' }), expected)
    }),
  )
})

test('auto: only what can be a code is split off', () => {
  const rule = { mode: 'auto', separator: ',', digits: 6 } as const
  const whole = (typed: string) => assert.equal(splitTyped(typed, rule), { password: typed, code: null })
  assert.equal(splitTyped('pa,ss,123456', rule), { password: 'pa,ss', code: '123456' })
  assert.equal(splitTyped('pa,ss,123 456', rule), { password: 'pa,ss', code: '123 456' })
  assert.equal(splitTyped('pa,ss,abcde-fghjk', rule), { password: 'pa,ss', code: 'abcde-fghjk' })
  for (const typed of ['pa,ss', 'pa,ss,', 'pa,ss,12345', 'pa,ss,1234567', 'pass123456', ',', '']) whole(typed)
  assert.equal(splitTyped('pass123456', { ...rule, separator: '' }), { password: 'pass123456', code: null })
})

test('auto: a password and code come apart wherever the code cannot be part of the password', () => {
  fc.assert(
    fc.property(passwordAndCode, ({ password, digits, code }) => {
      assert.equal(splitTyped(`${password},${code}`, { mode: 'auto', separator: ',', digits }), {
        password,
        code,
      })
    }),
  )
})

test('fewer digits than a code has are part of the password', () => {
  const split = (typed: string, digits: 6 | 8) => splitTyped(typed, { mode: 'append', separator: '', digits })
  assert.equal(split('pass12345', 6), { password: 'pass12345', code: null })
  assert.equal(split('pass1234567', 8), { password: 'pass1234567', code: null })
  assert.equal(split('12345', 6), { password: '12345', code: null })
  assert.equal(split('123456', 6), { password: '', code: '123456' })
  assert.equal(split('pass١٢٣٤٥٦', 6), { password: 'pass١٢٣٤٥٦', code: null })
  assert.equal(split('pass12345６', 6), { password: 'pass12345６', code: null })
})

test('of several lengths, the code has each that the last digits allow, the longest first', () => {
  const split = (typed: string, lengths = [6, 8]) =>
    readingsOf(typed, { mode: 'append', separator: '' }, lengths)
  const eight = { password: 'pass', code: '12345678' }
  const six = { password: 'pass12', code: '345678' }
  assert.equal(split('pass12345678'), [eight, six])
  assert.equal(split('pass12345678', [8, 6]), [eight, six])
  assert.equal(split('pass12345678', [6]), [six])
  assert.equal(split('pass1234567'), [{ password: 'pass1', code: '234567' }])
  assert.equal(split('pass12345'), [{ password: 'pass12345', code: null }])
  assert.equal(split('pass12345678', []), [{ password: 'pass12345678', code: null }])
})

test('the reading that was meant is always there, and each makes up what was typed', () => {
  fc.assert(
    fc.property(passwordAndCode, ({ password, code }) => {
      const typed = password + code
      const readings = readingsOf(typed, { mode: 'append', separator: '' }, [6, 8])
      assert.ok(readings.some((each) => each.password === password && each.code === code))
      for (const each of readings) assert.is(`${each.password}${each.code}`, typed)
      assert.is(new Set(readings.map((each) => each.code)).size, readings.length)
    }),
  )
})

test('with a separator, in other modes and with one length there is one reading, that of the one rule', () => {
  fc.assert(
    fc.property(passwords, rules, (typed, { digits, ...rule }) => {
      const alone = readingsOf(typed, rule, digits === null ? [] : [digits])
      assert.equal(alone, [splitTyped(typed, { ...rule, digits })])
      fc.pre(rule.mode !== 'append' || rule.separator !== '')
      assert.is(readingsOf(typed, rule, [6, 8]).length, 1)
    }),
  )
  const comma = { mode: 'append', separator: ',' } as const
  assert.equal(readingsOf('pass,ABCDE-12345', comma, [6, 8]), [{ password: 'pass', code: 'ABCDE-12345' }])
  const auto = { mode: 'auto', separator: ',' } as const
  assert.equal(readingsOf('pa,ss,123456', auto, [6, 8]), [{ password: 'pa,ss', code: '123456' }])
  assert.equal(readingsOf('pa,ss,12345678', auto, [6, 8]), [{ password: 'pa,ss', code: '12345678' }])
  assert.equal(readingsOf('pa,ss,1234567', auto, [6, 8]), [{ password: 'pa,ss,1234567', code: null }])
})

test('an emoji is not cut in two', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), rules, (typed, rule) => {
      fc.pre(isWellFormed(rule.separator))
      const { password, code } = splitTyped(typed, rule)
      assert.ok(isWellFormed(password ?? '') && isWellFormed(code ?? ''))
    }),
  )
})

test('a separator with nothing behind it is no code', () => {
  const rule = { mode: 'append', separator: ',', digits: 6 } as const
  assert.equal(splitTyped('pass,', rule), { password: 'pass', code: null })
  assert.equal(splitTyped('pass', rule), { password: 'pass', code: null })
})

test('a code is compared without spaces and dashes, full-width digits made plain', () => {
  for (const typed of [
    '123456',
    '123 456',
    ' 123-456\u00a0',
    '123\u2013456',
    '１２３４５６',
    '\u{1d7cf}\u{1d7d0}３456',
  ]) {
    assert.is(normaliseCode(typed), '123456', typed)
  }
})

test('letters of other scripts do not become digits, and normalising twice changes nothing', () => {
  assert.is(normaliseCode('١٢٣٤٥٦'), '١٢٣٤٥٦')
  assert.is(normaliseCode('l2345O'), 'l2345O')
  fc.assert(
    fc.property(anyText, (typed) => assert.is(normaliseCode(normaliseCode(typed)), normaliseCode(typed))),
  )
})

test.run()
