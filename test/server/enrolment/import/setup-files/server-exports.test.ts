import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  readMultiotp,
  readPrivacyidea,
} from '../../../../../server/enrolment/import/setup-files/server-exports.ts'
import {
  container,
  encryptedSecret,
  keyName,
  keyPackage,
  macMethod,
  rfcPresharedKey,
} from '../hardware-files/pskc-files.ts'

const hex = '3132333435363738393031323334353637383930'
const totpSecret = new Uint8Array(Buffer.from('12345678901234567890'))
const usual = { totpSecret, algorithm: 'SHA1', digits: 6, period: 30 } as const
const reading = { least: 14, passphrase: null }

test("privacyIDEA's table gives owners without their realm", () => {
  const file = readPrivacyidea(
    `alice@office, TOTP01, ${hex}, totp, 6, 30\nbob@b.test@office, TOTP02, ${hex}, totp, 8, 60\nn/a, OATH3, ${hex}, hotp, 6`,
    reading,
  )
  const device = { ...usual, kind: 'hardware', stepOffset: 0 } as const
  assert.equal(file.result === 'read' && file.rows, [
    { at: 'row 1', user: 'alice', serial: 'TOTP01', setup: { ...device, serial: 'TOTP01' } },
    {
      at: 'row 2',
      user: 'bob@b.test',
      serial: 'TOTP02',
      setup: { ...device, serial: 'TOTP02', digits: 8, period: 60 },
    },
    {
      at: 'row 3',
      user: null,
      serial: 'OATH3',
      setup: { fault: 'Its codes count logins (HOTP), not time.' },
    },
  ])
})

test("privacyIDEA's PSKC has its drift in seconds, and None where a value is not set", () => {
  const data = (interval: string, drift: string) =>
    `<TimeInterval><PlainValue>${interval}</PlainValue></TimeInterval><TimeDrift><PlainValue>${drift}</PlainValue></TimeDrift>`
  const offsetOf = (interval: string, drift: string, issuer = 'privacyIDEA') => {
    const each = keyPackage({ secret: encryptedSecret(), data: data(interval, drift) })
    const text = container(keyName, macMethod(), each).replace('<Issuer>Issuer<', `<Issuer>${issuer}<`)
    const file = readPrivacyidea(text, { least: 14, passphrase: rfcPresharedKey.toString('hex') })
    const [row] = file.result === 'read' ? file.rows : []
    if (row === undefined || 'fault' in row.setup) return row?.setup
    return [row.setup.kind, row.setup.period, row.setup.stepOffset]
  }
  assert.equal(offsetOf('60', '-118.5'), ['hardware', 60, -2])
  assert.equal(offsetOf('None', 'None'), ['hardware', 30, 0])
  assert.equal(offsetOf('30', '3'), ['hardware', 30, 0])
  assert.equal(offsetOf('30', '3', 'a vendor'), ['hardware', 30, 3])
  assert.equal(offsetOf('None', '0', 'a vendor'), { fault: 'The period is neither 30 nor 60 seconds.' })
})

test("privacyIDEA's other forms are refused by name", () => {
  const own = readPrivacyidea('gAAAAABn0aXh', reading)
  assert.match(
    own.result === 'unreadable' ? own.fault : '',
    /own format, which is not read: export with --format pskc/,
  )
  const yaml = readPrivacyidea('- serial: TOTP01\n  type: totp\n', reading)
  assert.match(
    yaml.result === 'unreadable' ? yaml.fault : '',
    /^This is no export of privacyIDEA with --format pskc or csv\./,
  )
})

/** Masked as multiOTP 5 does it, with the key of its command line. */
const masked = (name: string, value: string, key = 'DefaultCliEncryptionKey') =>
  Buffer.from(value)
    .map((byte, i) => byte ^ key.charCodeAt(i % key.length) ^ name.charCodeAt(i % name.length))
    .reduce((text, byte) => text + String.fromCharCode(byte), '')
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')

const multiotp = (changes: Readonly<Record<string, string>> = {}) => {
  const fields = {
    encryption_hash: '99CCFC0D033729754B6BB4832FE786A1',
    algorithm: 'TOTP',
    delta_time: '0',
    number_of_digits: '6',
    time_interval: '30',
    'token_seed:': base64(masked('token_seed', hex)),
    ...changes,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}`)
  return ['multiotp-database-format-v3', '', ...lines, ''].join('\n')
}

test("a user's file of multiOTP gives the seed that its usual key masks", () => {
  assert.equal(readMultiotp(multiotp(), reading), { setup: usual })
  assert.equal(
    readMultiotp(
      multiotp({ delta_time: '-65', number_of_digits: '8', token_algo_suite: 'HMAC-SHA256' }),
      reading,
    ),
    { setup: { ...usual, digits: 8, algorithm: 'SHA256', stepOffset: -2 } },
  )
  const plain = multiotp().replace(/token_seed:=.*/, `token_seed=${hex}`)
  assert.equal(readMultiotp(plain, reading), { setup: usual })
  assert.equal(readMultiotp(multiotp({ request_prefix_pin: '1' }), reading), {
    setup: usual,
    note: 'The PIN in front of the code is not taken over: the password is asked for instead.',
  })
})

test('a file that another key masks needs that key', () => {
  const key = 'MuLtIoTpEnCrYpTiOn'
  const text = multiotp({
    encryption_hash: '378054ADBD372109C8F0F036127153DC',
    'token_seed:': base64(masked('token_seed', hex, key)),
  })
  const fault = 'The secret is masked with another key: give encryption_key of multiOTP in --passphrase-file.'
  assert.equal(readMultiotp(text, reading), { setup: { fault } })
  assert.equal(readMultiotp(text, { least: 14, passphrase: 'another' }), { setup: { fault } })
  assert.equal(readMultiotp(text, { least: 14, passphrase: key }), { setup: usual })
})

for (const [what, text, fault] of [
  ['HOTP', multiotp({ algorithm: 'hotp' }), 'Its codes count logins (HOTP), not time.'],
  ['Mobile-OTP', multiotp({ algorithm: 'mOTP' }), 'The type of its codes is another than TOTP.'],
  ['no algorithm', multiotp({ algorithm: '' }), 'The file does not say how its codes are made (algorithm).'],
  ['45 seconds', multiotp({ time_interval: '45' }), 'The period is neither 30 nor 60 seconds.'],
  [
    'a clock of days',
    multiotp({ delta_time: '90000' }),
    'The offset of its clock (delta_time) is more than 100 time-steps.',
  ],
  ['no seed', multiotp({ 'token_seed:': '' }), 'There is no secret.'],
  ['another file', 'user=alice\n', 'This is no file of a multiOTP user.'],
] as const) {
  test(`a file of multiOTP is refused: ${what}`, () => {
    assert.equal(readMultiotp(text, reading), { setup: { fault } })
  })
}

test.run()
