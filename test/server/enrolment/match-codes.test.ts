import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { matchCodes } from '../../../server/enrolment/match-codes.ts'
import { codeAt, timeStepAt, totpKey } from '../../../server/login/totp.ts'

const key = totpKey(Buffer.from('12345678901234567890'), 'SHA1')
const app = { kind: 'app', digits: 8, period: 30 } as const
const device = { ...app, kind: 'hardware' } as const
/** RFC 6238 Appendix B has the codes of this second, and of two seconds before in the time-step before. */
const now = 1_111_111_111_000
const step = timeStepAt(now, 30)
const rule = { now, driftWindow: 1, least: 1 }
const codes = (...steps: number[]) => steps.map((each) => codeAt(key, step + each, app))

test("RFC 6238's codes confirm: one, and two in a row", () => {
  assert.is(step, 0x23523ed)
  const match = { match: 'yes', timeStep: step, stepOffset: 0 }
  assert.equal(matchCodes(key, ['14050471'], app, rule), match)
  assert.equal(matchCodes(key, ['07081804', '14050471'], app, { ...rule, least: 2 }), match)
})

for (const [what, typed] of [
  ['the two in the wrong order', ['14050471', '07081804']],
  ['the same one twice', ['14050471', '14050471']],
  ['one bad digit in the first', ['07081805', '14050471']],
  ['one bad digit in the second', ['07081804', '14050472']],
  ['two with one between them', codes(-2, 0)],
  ['one of two', ['14050471']],
  ['none', []],
  ['something else', ['', 'é']],
] as const) {
  test(`is no match: ${what}`, () => {
    assert.equal(matchCodes(key, typed, app, { ...rule, least: 2 }), { match: 'no' })
    assert.equal(matchCodes(key, typed, device, { ...rule, least: 2 }), { match: 'no' })
  })
}

test('codes may be typed with spaces, dashes and full-width digits', () => {
  const typed = ['0708-1804', ' 1405\u00A0047\uFF11 ']
  assert.is(matchCodes(key, typed, app, { ...rule, least: 2 }).match, 'yes')
})

test('the last code of an app is within the drift window, and further off is told in seconds', () => {
  assert.equal(matchCodes(key, codes(-1), app, rule), { match: 'yes', timeStep: step - 1, stepOffset: 0 })
  assert.equal(matchCodes(key, codes(0, 1), app, rule), { match: 'yes', timeStep: step + 1, stepOffset: 0 })
  assert.equal(matchCodes(key, codes(2), app, rule), { match: 'other-time', clockOffset: 60 })
  assert.equal(matchCodes(key, codes(-3, -2), app, rule), { match: 'other-time', clockOffset: -60 })
  assert.equal(matchCodes(key, codes(-20), app, rule), { match: 'other-time', clockOffset: -600 })
  assert.equal(matchCodes(key, codes(-21), app, rule), { match: 'no' })
  assert.equal(matchCodes(key, codes(21), app, rule), { match: 'no' })
})

test('a hardware device may be ten steps off, which is its offset from then on', () => {
  for (const steps of [-10, -1, 0, 1, 10]) {
    const match = { match: 'yes', timeStep: step, stepOffset: steps }
    assert.equal(matchCodes(key, codes(steps - 1, steps), device, { ...rule, least: 2 }), match)
  }
  assert.equal(matchCodes(key, codes(-12, -11), device, rule), { match: 'other-time', clockOffset: -330 })
  assert.equal(matchCodes(key, codes(21), device, rule), { match: 'no' })
})

test('with a period of 60 seconds ten steps are ten minutes', () => {
  const slow = { ...device, period: 60 } as const
  const code = (steps: number) => [codeAt(key, timeStepAt(now, 60) + steps, slow)]
  assert.equal(matchCodes(key, code(10), slow, rule), {
    match: 'yes',
    timeStep: timeStepAt(now, 60),
    stepOffset: 10,
  })
  assert.equal(matchCodes(key, code(10), { ...slow, kind: 'app' }, rule), {
    match: 'other-time',
    clockOffset: 600,
  })
  assert.equal(matchCodes(key, code(11), slow, rule), { match: 'no' })
})

test('whatever the offset and however many codes: consecutive codes match, and no others do', () => {
  const scene = fc.record({
    ahead: fc.integer({ min: -10, max: 10 }),
    count: fc.integer({ min: 1, max: 5 }),
    skip: fc.integer({ min: 2, max: 4 }),
  })
  fc.assert(
    fc.property(scene, ({ ahead, count, skip }) => {
      const steps = Array.from({ length: count }, (_, i) => ahead - count + 1 + i)
      const match = { match: 'yes', timeStep: step, stepOffset: ahead }
      assert.equal(matchCodes(key, codes(...steps), device, { ...rule, least: count }), match)
      const gap = [(steps[0] as number) - skip, ...steps]
      assert.equal(matchCodes(key, codes(...gap), device, rule), { match: 'no' })
      assert.is(matchCodes(key, codes(...steps), device, { ...rule, least: count + 1 }).match, 'no')
    }),
  )
})

test.run()
