import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  readOtpauthSetups,
  readOtpauthUri,
} from '../../../../../server/enrolment/import/setup-files/otpauth-setups.ts'
import { otpauthUri } from '../../../../../server/login/totp.ts'

const totpSecret = new Uint8Array(Buffer.from('12345678901234567890'))
const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const usual = { algorithm: 'SHA1', digits: 6, period: 30, totpSecret } as const

for (const [what, uri, user, setup] of [
  ['the least', `otpauth://totp/?secret=${base32}`, null, usual],
  ['an issuer', `otpauth://totp/Phone%20system:alice?secret=${base32}&issuer=Phone%20system`, 'alice', usual],
  [
    'an escaped colon',
    `otpauth://totp/Phone%3A%20alice%40example.test?secret=${base32}`,
    'alice@example.test',
    usual,
  ],
  [
    'every parameter, in other letters',
    `OTPAUTH://TOTP/alice?Secret=${base32.toLowerCase()}&algorithm=sha256&digits=8&period=60&image=x`,
    'alice',
    { ...usual, algorithm: 'SHA256', digits: 8, period: 60 },
  ],
  [
    'what we write',
    otpauthUri(
      totpSecret,
      { algorithm: 'SHA512', digits: 8, period: 60 },
      { issuer: 'Ringlock', account: 'bob' },
    ),
    'bob',
    { ...usual, algorithm: 'SHA512', digits: 8, period: 60 },
  ],
] as const) {
  test(`an address is read: ${what}`, () => assert.equal(readOtpauthUri(uri), { user, setup }))
}

for (const [what, uri, fault] of [
  ['HOTP', `otpauth://hotp/alice?secret=${base32}&counter=5`, 'Its codes count logins (HOTP), not time.'],
  ['Steam', `otpauth://steam/alice?secret=${base32}`, 'The type of its codes is another than TOTP.'],
  [
    'an encoder',
    `otpauth://totp/alice?secret=${base32}&encoder=steam`,
    'It has the parameter encoder, which is not known and may change the code.',
  ],
  ['two secrets', `otpauth://totp/alice?secret=${base32}&secret=${base32}`, 'It says secret twice.'],
  ['no secret', 'otpauth://totp/alice', 'There is no secret.'],
  [
    'hex',
    'otpauth://totp/alice?secret=3132333435363738393031323334353637383930',
    'The secret is not base32.',
  ],
  [
    '80 bits',
    'otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQ',
    'The secret is too short: 112 bits are the least.',
  ],
  ['five digits', `otpauth://totp/alice?secret=${base32}&digits=5`, 'The code has neither 6 nor 8 digits.'],
  [
    'MD5',
    `otpauth://totp/alice?secret=${base32}&algorithm=MD5`,
    'The algorithm is none of SHA1, SHA256 and SHA512.',
  ],
  [
    '20 seconds',
    `otpauth://totp/alice?secret=${base32}&period=20`,
    'The period is neither 30 nor 60 seconds.',
  ],
  ['a web page', 'https://totp/alice', 'This is no otpauth:// address.'],
  [
    'an export of Google Authenticator',
    'otpauth-migration://offline?data=CjE',
    'This is an export of Google Authenticator: import it with otpauth-migration.',
  ],
] as const) {
  test(`an address is refused: ${what}`, () => {
    const { setup } = readOtpauthUri(uri)
    assert.equal(setup, { fault })
  })
}

test('a list is read line by line, without comments and the word of zbarimg', () => {
  const file = readOtpauthSetups(
    `\uFEFF# exported\r\n\r\nQR-Code:otpauth://totp/alice?secret=${base32}\r\nnonsense\r\n`,
  )
  assert.equal(file.result === 'read' && file.rows, [
    { at: 'line 3', user: 'alice', setup: usual },
    { at: 'line 4', user: null, setup: { fault: 'This is no otpauth:// address.' } },
  ])
  assert.is(readOtpauthSetups('# nothing\n').result, 'unreadable')
})

test.run()
