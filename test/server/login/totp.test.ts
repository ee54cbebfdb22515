import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  acceptableUntil,
  codeAt,
  formatTotpSecret,
  matchTimeStep,
  otpauthUri,
  parseTotpSecret,
  type TotpParameters,
  timeStepAt,
  totpKey,
} from '../../../server/login/totp.ts'

/** RFC 6238 Appendix B, with the seeds of the reference implementation there (20, 32 and 64 bytes). */
const seed = (length: number) => Buffer.from('1234567890'.repeat(7).slice(0, length))
const vectors: readonly [seconds: number, step: string, SHA1: string, SHA256: string, SHA512: string][] = [
  [59, '0000000000000001', '94287082', '46119246', '90693936'],
  [1111111109, '00000000023523EC', '07081804', '68084774', '25091201'],
  [1111111111, '00000000023523ED', '14050471', '67062674', '99943326'],
  [1234567890, '000000000273EF07', '89005924', '91819424', '93441116'],
  [2000000000, '0000000003F940AA', '69279037', '90698825', '38618901'],
  [20000000000, '0000000027BC86AA', '65353130', '77737706', '47863826'],
]
const rfcKeys = {
  SHA1: totpKey(seed(20), 'SHA1'),
  SHA256: totpKey(seed(32), 'SHA256'),
  SHA512: totpKey(seed(64), 'SHA512'),
}
const algorithms = ['SHA1', 'SHA256', 'SHA512'] as const

for (const [seconds, step, ...codes] of vectors) {
  test(`RFC 6238 Appendix B at ${seconds} s`, () => {
    const timeStep = timeStepAt(seconds * 1000, 30)
    assert.is(timeStep, Number.parseInt(step, 16))
    algorithms.forEach((algorithm, i) => {
      const code = codes[i] ?? ''
      const key = rfcKeys[algorithm]
      assert.is(codeAt(key, timeStep, { digits: 8 }), code)
      assert.is(codeAt(key, timeStep, { digits: 6 }), code.slice(-6))
      const parameters = { digits: 8, period: 30, stepOffset: 0 } as const
      assert.is(matchTimeStep(key, code, parameters, { now: seconds * 1000, driftWindow: 0 }), timeStep)
      const flipped = `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`
      assert.is(matchTimeStep(key, flipped, parameters, { now: seconds * 1000, driftWindow: 0 }), null)
    })
  })
}

/** Any authenticator at any time, far enough from the epoch for every step to exist. */
const scene = fc.record({
  totpSecret: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  algorithm: fc.constantFrom(...algorithms),
  digits: fc.constantFrom(6, 8) as fc.Arbitrary<6 | 8>,
  period: fc.constantFrom(30, 60) as fc.Arbitrary<30 | 60>,
  stepOffset: fc.integer({ min: -50, max: 50 }),
  now: fc.integer({ min: 1_000_000_000, max: 4_102_444_800_000 }),
  driftWindow: fc.integer({ min: 0, max: 4 }),
})
type Scene = TotpParameters & { totpSecret: Uint8Array; now: number; driftWindow: number }

/** RFC 4226 section 5.3, straight from node:crypto. */
function expectedCode({ totpSecret, algorithm, digits }: Scene, counter: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const digest = createHmac(algorithm, totpSecret).update(message).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  const number = (digest.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits
  return String(number).padStart(digits, '0')
}

const keyOf = ({ totpSecret, algorithm }: Scene) => totpKey(totpSecret, algorithm)
const always = (property: (scene: Scene) => void) => fc.assert(fc.property(scene, property))

test('a code is the one that RFC 4226 makes of the same counter', () => {
  always((each) => {
    const timeStep = timeStepAt(each.now, each.period)
    assert.is(codeAt(keyOf(each), timeStep, each), expectedCode(each, timeStep))
  })
})

test('a secret of any length around the block of its hash is a key as it should be', () => {
  for (const algorithm of algorithms) {
    for (const length of [1, 63, 64, 65, 127, 128, 129]) {
      const each = { totpSecret: Buffer.alloc(length, length), algorithm, digits: 8, period: 30 } as const
      const code = expectedCode({ ...each, stepOffset: 0, now: 0, driftWindow: 0 }, 1)
      assert.is(codeAt(totpKey(each.totpSecret, algorithm), 1, each), code, `${algorithm} ${length}`)
    }
  }
})

test('one digit that differs, wherever, is another code', () => {
  const parameters = { digits: 8, period: 30, stepOffset: 0 } as const
  const code = codeAt(rfcKeys.SHA1, 1000, parameters)
  for (let i = 0; i < code.length; i++) {
    const other = `${code.slice(0, i)}${(Number(code[i]) + 1) % 10}${code.slice(i + 1)}`
    assert.is(
      matchTimeStep(rfcKeys.SHA1, other, parameters, { now: 30_000_000, driftWindow: 1 }),
      null,
      other,
    )
  }
})

test('a key made ready once makes each code as if it were its first', () => {
  always((each) => {
    const key = keyOf(each)
    const steps = [5, 4, 5, 6, 4]
    assert.equal(
      steps.map((step) => codeAt(key, step, each)),
      steps.map((step) => codeAt(keyOf(each), step, each)),
    )
  })
})

test('a code inside the window matches its own step, or a nearer one that happens to have the same code', () => {
  always((each) => {
    const key = keyOf(each)
    const current = timeStepAt(each.now, each.period)
    for (let drift = -each.driftWindow; drift <= each.driftWindow; drift++) {
      const code = codeAt(key, current + drift + each.stepOffset, each)
      const matched = matchTimeStep(key, code, each, each)
      if (matched === current + drift) continue
      assert.type(matched, 'number')
      assert.is(codeAt(key, Number(matched) + each.stepOffset, each), code)
      assert.ok(Math.abs(Number(matched) - current) <= Math.abs(drift))
    }
  })
})

test('a code one step beyond the window matches nothing, on either side', () => {
  always((each) => {
    const key = keyOf(each)
    const current = timeStepAt(each.now, each.period)
    const window = Array.from({ length: 2 * each.driftWindow + 1 }, (_, i) =>
      codeAt(key, current - each.driftWindow + i + each.stepOffset, each),
    )
    for (const drift of [-each.driftWindow - 1, each.driftWindow + 1]) {
      const code = codeAt(key, current + drift + each.stepOffset, each)
      if (!window.includes(code)) assert.is(matchTimeStep(key, code, each, each), null)
    }
  })
})

test('the window moves in whole steps: its edges are those of the steps', () => {
  const key = rfcKeys.SHA1
  const parameters = { digits: 6, period: 30, stepOffset: 0 } as const
  const code = codeAt(key, 1000, parameters)
  const at = (now: number) => matchTimeStep(key, code, parameters, { now, driftWindow: 1 })
  assert.equal([29_969_999, 29_970_000, 30_000_000, 30_059_999, 30_060_000].map(at), [
    null,
    1000,
    1000,
    1000,
    null,
  ])
  assert.is(acceptableUntil(1000, 30, 1), 30_060_000)
})

test('a code is acceptable until acceptableUntil, and not from then on', () => {
  always((each) => {
    const key = keyOf(each)
    const timeStep = timeStepAt(each.now, each.period)
    const code = codeAt(key, timeStep + each.stepOffset, each)
    const end = acceptableUntil(timeStep, each.period, each.driftWindow)
    assert.is.not(matchTimeStep(key, code, each, { now: end - 1, driftWindow: each.driftWindow }), null)
    assert.is.not(matchTimeStep(key, code, each, { now: end, driftWindow: each.driftWindow }), timeStep)
  })
})

test('an authenticator whose clock is ahead is judged by its clock, and its step counted by ours', () => {
  const key = rfcKeys.SHA1
  const parameters = { digits: 6, period: 30, stepOffset: 7 } as const
  const at = (timeStep: number) =>
    matchTimeStep(key, codeAt(key, timeStep, parameters), parameters, { now: 30_000_000, driftWindow: 1 })
  assert.equal([1005, 1006, 1007, 1008, 1009].map(at), [null, 999, 1000, 1001, null])
})

test('RFC 4226 Appendix D: the code of counter 0', () => {
  const parameters = { digits: 6, period: 30, stepOffset: 0 } as const
  assert.is(codeAt(rfcKeys.SHA1, 0, parameters), '755224')
  assert.is(matchTimeStep(rfcKeys.SHA1, '755224', parameters, { now: 0, driftWindow: 0 }), 0)
})

test('before the epoch there are no codes, and no fault', () => {
  const parameters = { digits: 6, period: 30, stepOffset: -5 } as const
  assert.is(matchTimeStep(rfcKeys.SHA1, '000000', parameters, { now: 0, driftWindow: 2 }), null)
})

test('what is not exactly so many ASCII digits matches nothing and throws nothing', () => {
  const current = codeAt(rfcKeys.SHA1, 1000, { digits: 6 })
  const arabic = current.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
  const fullWidth = current.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
  const mathematical = current.replace(/\d/g, (digit) => String.fromCodePoint(0x1d7ce + Number(digit)))
  const parameters = { digits: 6, period: 30, stepOffset: 0 } as const
  for (const code of [
    '',
    current.slice(1),
    `0${current}`,
    `${current}0`,
    ` ${current.slice(1)}`,
    `${current}\n`,
    `${current.slice(0, 5)}\n`,
    `${current.slice(0, 5)}\0`,
    `-${current.slice(1)}`,
    '1e5000',
    '0x1234',
    'éééééé',
    '\u{1f511}\u{1f511}\u{1f511}',
    '\ud83d\ud83d\ud83d\ud83d\ud83d\ud83d',
    arabic,
    fullWidth,
    mathematical,
    '9'.repeat(100_000),
  ]) {
    assert.is(
      matchTimeStep(rfcKeys.SHA1, code, parameters, { now: 30_000_000, driftWindow: 10 }),
      null,
      code.slice(0, 20),
    )
  }
  assert.is(matchTimeStep(rfcKeys.SHA1, current, parameters, { now: 30_000_000, driftWindow: 10 }), 1000)
})

test('no text makes it throw, and only digits ever match', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary', minLength: 6, maxLength: 8 }),
  )
  fc.assert(
    fc.property(scene, anyText, (each, code) => {
      const matched = matchTimeStep(keyOf(each), code, each, each)
      if (matched !== null) assert.match(code, /^[0-9]{6,8}$/)
    }),
  )
})

test('a secret is the same from base32 and back, however it is spaced', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (totpSecret) => {
      const base32 = formatTotpSecret(totpSecret)
      assert.equal(parseTotpSecret(base32), totpSecret)
      const spaced = ` ${base32.toLowerCase().replace(/(.{4})/g, '$1 - ')}==`
      assert.equal(parseTotpSecret(spaced), totpSecret)
    }),
  )
})

test('RFC 4648 section 10, and what is no base32', () => {
  assert.equal(parseTotpSecret('MZXW6YTBOI======'), new Uint8Array(Buffer.from('foobar')))
  for (const text of ['', '=', '0189', 'MZXW6YTBO1', 'MZ=XW6', 'é', 'MZXW6YT\0']) {
    assert.is(parseTotpSecret(text), null, text)
  }
})

test('the key URI carries what an app needs', () => {
  const parameters = { algorithm: 'SHA256', digits: 8, period: 60 } as const
  const uri = new URL(
    otpauthUri(Buffer.from('foobar'), parameters, { issuer: 'Büro: 1', account: "o'neil@pbx" }),
  )
  assert.is(uri.protocol, 'otpauth:')
  assert.is(uri.host, 'totp')
  assert.match(decodeURIComponent(uri.pathname), "o'neil@pbx")
  assert.equal(Object.fromEntries(uri.searchParams), {
    issuer: 'Büro: 1',
    secret: 'MZXW6YTBOI',
    algorithm: 'SHA256',
    digits: '8',
    period: '60',
  })
})

test.run()
