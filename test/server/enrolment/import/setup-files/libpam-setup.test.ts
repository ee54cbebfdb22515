import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readLibpamSetup } from '../../../../../server/enrolment/import/setup-files/libpam-setup.ts'

const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const usual = {
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
  totpSecret: new Uint8Array(Buffer.from('12345678901234567890')),
} as const
const libpam = `${base32}\n" RATE_LIMIT 3 30\n" WINDOW_SIZE 3\n" DISALLOW_REUSE\n" TOTP_AUTH\n12345678\n`
const withOption = (option: string) => libpam.replace('" DIS', `" ${option}\n" DIS`)
const tooShort = { fault: 'The secret is too short: 112 bits are the least.' }

test('a file of libpam-google-authenticator gives its secret and interval', () => {
  assert.equal(readLibpamSetup(libpam), { setup: usual })
  assert.equal(readLibpamSetup(withOption('STEP_SIZE 60')), { setup: { ...usual, period: 60 } })
})

test('the skew of the clock is taken over, or refused by name', () => {
  assert.equal(readLibpamSetup(withOption('TIME_SKEW -2')), { setup: { ...usual, stepOffset: -2 } })
  const fault = { fault: 'The time skew (TIME_SKEW) is no number of time-steps up to 100.' }
  for (const bad of ['TIME_SKEW 101', 'TIME_SKEW x', 'TIME_SKEW ']) {
    assert.equal(readLibpamSetup(withOption(bad)), { setup: fault }, bad)
  }
})

test('a wider window is told, since the policy has its own', () => {
  const { setup, note } = readLibpamSetup(libpam.replace('WINDOW_SIZE 3', 'WINDOW_SIZE 17'))
  assert.equal(setup, usual)
  assert.is(note, 'WINDOW_SIZE 17 is not taken over: policy.driftWindow says how far a clock may be off.')
})

test('80 bits are read where the admin says so, and 72 never', () => {
  const short = libpam.replace(base32, 'GEZDGNBVGY3TQOJQ')
  assert.equal(readLibpamSetup(short), { setup: tooShort })
  assert.equal(readLibpamSetup(short, { least: 10, passphrase: null }), {
    setup: { ...usual, totpSecret: new Uint8Array(Buffer.from('1234567890')) },
  })
  const shorter = libpam.replace(base32, 'GEZDGNBVGY3TQO')
  assert.equal(readLibpamSetup(shorter, { least: 10, passphrase: null }), { setup: tooShort })
})

test('other files are refused', () => {
  const counting = libpam.replace('" TOTP_AUTH', '" HOTP_COUNTER 7')
  assert.equal(readLibpamSetup(counting), { setup: { fault: 'Its codes count logins (HOTP), not time.' } })
  const none = { setup: { fault: 'This is no file of libpam-google-authenticator.' } }
  assert.equal(readLibpamSetup(''), none)
  assert.equal(readLibpamSetup(base32), none)
  assert.equal(readLibpamSetup(withOption('STEP_SIZE 31')), {
    setup: { fault: 'The period is neither 30 nor 60 seconds.' },
  })
})

test.run()
