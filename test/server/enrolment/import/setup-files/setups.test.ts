import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  readMigrationSetups,
  readProtobuf,
} from '../../../../../server/enrolment/import/setup-files/migration-setups.ts'
import { readCsvSetups } from '../../../../../server/enrolment/import/setup-files/setup-file.ts'

const secret = Buffer.from('12345678901234567890')
const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const usual = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const tooShort = { fault: 'The secret is too short: 112 bits are the least.' }

/** The example that goes round for this format: an 80-bit secret, and a negative batch id. */
const example =
  'otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZSABKAEwAhABGAEgACjr4JKK%2B%2F%2F%2F%2F%2F8B'

const varint = (field: number, value: number) => [field * 8, value]
const bytes = (field: number, value: Uint8Array | string) => {
  const content = Buffer.from(value)
  return [field * 8 + 2, content.length, ...content]
}
interface Account {
  readonly name?: string
  readonly algorithm?: number
  readonly digits?: number
  readonly type?: number
  readonly secret?: Uint8Array
}
const account = ({ name = 'alice', algorithm = 1, digits = 1, type = 2, ...rest }: Account = {}) =>
  Buffer.from([
    ...bytes(1, rest.secret ?? secret),
    ...bytes(2, name),
    ...varint(4, algorithm),
    ...varint(5, digits),
    ...varint(6, type),
  ])
const migration = (accounts: readonly Uint8Array[], { size = 1, part = 0, batch = 7 } = {}) => {
  const payload = Buffer.from([
    ...accounts.flatMap((each) => bytes(1, each)),
    ...varint(2, 1),
    ...varint(3, size),
    ...varint(4, part),
    ...varint(5, batch),
  ])
  return `otpauth-migration://offline?data=${encodeURIComponent(payload.toString('base64'))}`
}
const rowsOf = (text: string) => {
  const file = readMigrationSetups(text)
  if (file.result !== 'read') throw new Error(file.fault)
  return file.rows
}
const faultOf = (text: string) => {
  const file = readMigrationSetups(text)
  return file.result === 'unreadable' ? file.fault : null
}

test("an export of Google Authenticator gives each account's secret and codes", () => {
  const text = migration([
    account(),
    account({ name: 'Phone system:bob', algorithm: 2, digits: 2 }),
    account({ algorithm: 3 }),
  ])
  assert.equal(
    rowsOf(text).map(({ at, user, setup }) => [
      at,
      user,
      'fault' in setup ? setup : { ...setup, totpSecret: Buffer.from(setup.totpSecret).toString() },
    ]),
    [
      ['account 1 of line 1', 'alice', { ...usual, totpSecret: '12345678901234567890' }],
      [
        'account 2 of line 1',
        'bob',
        { algorithm: 'SHA256', digits: 8, period: 30, totpSecret: '12345678901234567890' },
      ],
      ['account 3 of line 1', 'alice', { ...usual, algorithm: 'SHA512', totpSecret: '12345678901234567890' }],
    ],
  )
})

test('the well-known example is read, and its 80 bits are too few', () => {
  assert.equal(rowsOf(example), [{ at: 'account 1 of line 1', user: 'alice@google.com', setup: tooShort }])
})

test('codes that count logins, and MD5, are faults of their account alone', () => {
  const [hotp, md5, good] = rowsOf(migration([account({ type: 1 }), account({ algorithm: 4 }), account()]))
  assert.equal(hotp?.setup, { fault: 'Its codes count logins (HOTP), not time.' })
  assert.equal(md5?.setup, { fault: 'The algorithm is none of SHA1, SHA256 and SHA512.' })
  assert.not('fault' in (good?.setup ?? { fault: '' }))
})

test('an export of several QR codes is whole or not taken', () => {
  const part = (number: number) => migration([account()], { size: 3, part: number })
  assert.is(rowsOf([part(2), part(0), part(1)].join('\n')).length, 3)
  assert.is(
    faultOf([part(0), part(2)].join('\r\n')),
    'The export has more QR codes: number 2 of it is missing.',
  )
})

test('what is no export is said to be none, by its line', () => {
  const good = migration([account()])
  for (const bad of [
    'otpauth://totp/alice?secret=GEZDGNBV',
    'https://offline?data=CjE',
    'otpauth-migration://offline',
    'otpauth-migration://offline?data=%%%',
    'otpauth-migration://offline?data=CjEKCkhlbGxv',
    'hello',
  ]) {
    assert.is(faultOf(`${good}\n\n${bad}`), 'Line 3 is no otpauth-migration:// address of an export.', bad)
  }
  assert.is(faultOf('\n \n'), 'There is no otpauth-migration:// address in it.')
})

test('any bytes are fields or none, and never a fault of ours', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (any) => {
      const fields = readProtobuf(any)
      assert.ok(fields === null || fields.size <= any.length)
    }),
  )
  assert.equal([...(readProtobuf(Buffer.from('089601', 'hex')) ?? [])], [[1, [150]]])
  assert.is(readProtobuf(Buffer.from('0896', 'hex')), null, 'cut in a number')
  assert.is(readProtobuf(Buffer.from('0a0541', 'hex')), null, 'cut in a text')
  assert.is(readProtobuf(Buffer.from('0b', 'hex')), null, 'a group')
})

test('comments and the word that zbarimg puts in front are no part of an export', () => {
  const good = migration([account()])
  assert.equal(
    rowsOf(`# my phone\nQR-Code:${good}\n\n  # the end\n`).map(({ at, user }) => [at, user]),
    [['account 1 of line 2', 'alice']],
  )
  assert.is(faultOf(`EAN-13:${good}`), 'Line 1 is no otpauth-migration:// address of an export.')
})

test('a number of digits or a type that the format does not know is a fault', () => {
  const [digits, type] = rowsOf(migration([account({ digits: 3 }), account({ type: 3 })]))
  assert.equal(digits?.setup, { fault: 'The code has neither 6 nor 8 digits.' })
  assert.equal(type?.setup, { fault: 'The type of its codes is another than TOTP.' })
})

test('a table gives user and secret, and every fault of every row', () => {
  const file = readCsvSetups(
    `User;Secret;Digits\nalice;${base32};8\n;${base32};\nbob;GEZ;7\ncarol;${base32};6;x\n`,
  )
  assert.equal(
    file.result === 'read' &&
      file.rows.map(({ at, user, setup }) => [at, user, 'fault' in setup ? setup.fault : setup.digits]),
    [
      ['row 1', 'alice', 8],
      ['row 2', null, 6],
      [
        'row 3',
        'bob',
        'The secret is too short: 112 bits are the least. The code has neither 6 nor 8 digits.',
      ],
      ['row 4', 'carol', 'There are more fields than columns.'],
    ],
  )
  const unnamed = readCsvSetups(`secret\n${base32}\n`)
  assert.is(
    unnamed.result === 'unreadable' && unnamed.fault,
    'The first line must name the columns: user is missing.',
  )
})

test('a row with a serial number is a hardware device, and its label is told apart', () => {
  const file = readCsvSetups(
    `upn,serial number,secret key,time interval\nalice,C200,${base32},60\n,C201,${base32},60\n`,
  )
  assert.equal(
    file.result === 'read' &&
      file.rows.map(({ user, serial, setup }) => [user, serial, 'fault' in setup || setup.kind]),
    [
      ['alice', 'C200', 'hardware'],
      [null, 'C201', 'hardware'],
    ],
  )
})

test.run()
