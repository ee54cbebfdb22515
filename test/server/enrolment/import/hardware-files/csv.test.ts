import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseCsv } from '../../../../../server/enrolment/import/hardware-files/csv-table.ts'
import { isFault } from '../../../../../server/enrolment/import/hardware-files/hardware-file.ts'
import { readHardwareFile } from '../../../../../server/enrolment/import/hardware-files/read-hardware-file.ts'

const hex = '3132333435363738393031323334353637383930'
const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

/** Rows as text, devices in short. */
function read(content: string) {
  const file = readHardwareFile('csv', content, null)
  if (file.result === 'unreadable') return file.fault
  return file.rows.map(({ row, serial, user, device }) => {
    if (isFault(device)) return [row, serial, user, device.fault]
    const { totpSecret, algorithm, digits, period } = device
    return [row, serial, user, Buffer.from(totpSecret).toString(), algorithm, digits, period]
  })
}

const secret = '12345678901234567890'
const first = [1, 'C200-1', 'alice', secret, 'SHA1', 6, 30]

test('a table with every column is read', () => {
  const table = `serial,secret,user,algorithm,digits,period\nC200-1,${hex},alice,SHA1,6,30\n`
  assert.equal(read(table), [first])
})

test('a table of the two columns that must be there is read, with what is usual', () => {
  assert.equal(read(`serial,secret\nC200-1,${base32}`), [[1, 'C200-1', null, secret, 'SHA1', 6, 30]])
})

test('as a spreadsheet writes it: byte order mark, semicolons, CR LF, quotes, blank lines, columns in any order', () => {
  const table = [
    '\uFEFF"User";"Serial" ; SECRET;Algorithm;Digits;Period',
    `"alice";C200-1;"3132 3334 3536 3738 3930 3132 3334 3536 3738 3930";sha-1;;`,
    ';;;;;',
    `"O""Neil; Zoë";C200-2;${base32.toLowerCase()};HMAC-SHA256;8;60`,
    '',
  ].join('\r\n')
  assert.equal(read(table), [first, [3, 'C200-2', 'O"Neil; Zoë', secret, 'SHA256', 8, 60]])
})

test('tabs separate too', () => {
  assert.equal(read(`serial\tsecret\tuser\nC200-1\t${hex}\talice`), [first])
})

test('a cell without text keeps its place, whatever separates: between tabs, and at the end of the file', () => {
  for (const comma of [',', ';', '\t']) {
    const table = [
      ['serial', 'secret', 'user', 'algorithm', 'digits'],
      ['C200-1', hex, '', 'SHA256', '8'],
      ['C200-2', hex, 'bob', '', ''],
      ['C200-3', hex, '', '', '', ''],
    ]
    assert.equal(read(table.map((cells) => cells.join(comma)).join('\n')), [
      [1, 'C200-1', null, secret, 'SHA256', 8, 30],
      [2, 'C200-2', 'bob', secret, 'SHA1', 6, 30],
      [3, 'C200-3', null, 'There are more fields than columns.'],
    ])
  }
})

test('every fault of a row is told, and none shows what was read', () => {
  const table = `serial,secret,algorithm,digits,period
    C1,,,,
    C2,no key!,,,
    C3,GEZDGNBV,,,
    C4,${hex},MD5,7,45
    C5,${hex},,,,extra
    ${'x'.repeat(65)},${hex},,,
    C7,${hex},,,`
  assert.equal(
    (read(table) as unknown[][]).map((row) => row.slice(0, 4)),
    [
      [1, 'C1', null, 'There is no secret.'],
      [2, 'C2', null, 'The secret is neither base32 nor hex.'],
      [3, 'C3', null, 'The secret is too short: 112 bits are the least.'],
      [
        4,
        'C4',
        null,
        'The algorithm is none of SHA1, SHA256 and SHA512. The code has neither 6 nor 8 digits. The period is neither 30 nor 60 seconds.',
      ],
      [5, 'C5', null, 'There are more fields than columns.'],
      [6, null, null, 'The serial number has more than 64 characters.'],
      [7, 'C7', null, secret],
    ],
  )
})

test('a file for Entra ID is read as it comes, and so are those of Token2 and Deepnet', () => {
  const rows = `serial number,secret key,time interval,manufacturer,model\n2600,${base32},60,Token2,c202\n`
  assert.equal(read(rows), [[1, '2600', null, secret, 'SHA1', 6, 60]])
  const assigned = rows.replace('serial', 'upn,serial').replace('2600', 'Helga@contoso.test,2600')
  assert.equal(read(assigned), [[1, '2600', 'Helga@contoso.test', secret, 'SHA1', 6, 60]])
  assert.equal(read(assigned.replace('time interval', 'Time Interval (sec)').replace(base32, hex)), [
    [1, '2600', 'Helga@contoso.test', secret, 'SHA1', 6, 60],
  ])
  assert.is(
    read(rows.replace('time interval', 'time intervall')),
    'The first line names an unknown column; there are serial, secret, user, algorithm, digits, period, type.',
  )
})

test('the type is honoured in a column, and in tables that name no columns', () => {
  assert.equal(read(`serial,secret,type\nC1,${hex},TOTP\nC2,${hex},hotp\nC3,${hex},OCRA\nC4,${hex},`), [
    [1, 'C1', null, secret, 'SHA1', 6, 30],
    [2, 'C2', null, 'Its codes count logins (HOTP), not time.'],
    [3, 'C3', null, 'The type of its codes is another than TOTP.'],
    [4, 'C4', null, secret, 'SHA1', 6, 30],
  ])
  assert.equal(
    read(`C1, ${hex}, totp, 8, 60\nC2, ${hex}, totp, 6, 30, sha256\nC3,${hex},hotp,6,17\nC4,${hex}\n`),
    [
      [1, 'C1', null, secret, 'SHA1', 8, 60],
      [2, 'C2', null, secret, 'SHA256', 6, 30],
      [3, 'C3', null, 'Its codes count logins (HOTP), not time.'],
      [4, 'C4', null, 'The row does not say whether its codes are TOTP.'],
    ],
  )
  assert.equal(read(`alice@office, C1, ${hex}, totp, 6, 30\nn/a, C2, ${hex}, totp, 6, 60\n`), [
    [1, 'C1', 'alice@office', secret, 'SHA1', 6, 30],
    [2, 'C2', null, secret, 'SHA1', 6, 60],
  ])
})

test('a number that a spreadsheet has rounded is said to be one', () => {
  const eaten = (what: string) =>
    `A spreadsheet has replaced the ${what} by a rounded number (such as 2.6E+12); take the file as the vendor made it.`
  assert.equal(read(`serial;secret\n2,60022E+12;${hex}\nC2;3.13233E+39\n2E12;${hex}\n26E;${hex}\n`), [
    [1, null, null, eaten('serial number')],
    [2, 'C2', null, eaten('secret')],
    [3, null, null, eaten('serial number')],
    [4, '26E', null, secret, 'SHA1', 6, 30],
  ])
})

for (const [what, table, fault] of [
  ['nothing', '', 'The first line must name the columns: serial and secret is missing.'],
  ['no header', `C200-1,${hex}\n`, 'The first line must name the columns: serial and secret is missing.'],
  ['a header alone', 'serial,secret\n\n', 'There is no device in the table.'],
  [
    'an unknown column',
    `serial,secret,algoritm\nC1,${hex},SHA256`,
    'The first line names an unknown column; there are serial, secret, user, algorithm, digits, period, type.',
  ],
  ['a column twice', `serial,secret,secret\nC1,${hex},`, 'The first line names a column twice.'],
  [
    'a quote that is not closed',
    `serial,secret\n"C1,${hex}\n`,
    'Line 2 of the table has a quotation mark that is out of place or not closed.',
  ],
  [
    'text behind a quote',
    `serial,secret\nC0,${hex}\n"C"1,${hex}\n`,
    'Line 3 of the table has a quotation mark that is out of place or not closed.',
  ],
  [
    'a quote inside a field that stands in none',
    `serial,secret\nC"1,${hex}\n`,
    'Line 2 of the table has a quotation mark that is out of place or not closed.',
  ],
  ['4 MiB and more', `serial,secret\n${'x'.repeat(4 * 1024 * 1024)}`, 'The file is too long.'],
] as const) {
  test(`is refused whole: ${what}`, () => assert.is(read(table), fault))
}

test('whatever the fields, what was written is read', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'é', '') })
  const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      (records, comma, end) => {
        const text = records.map((fields) => fields.map(quoted).join(comma)).join(end)
        assert.equal(parseCsv(text, comma), records)
      },
    ),
  )
})

test('a field of megabytes is read, or refused, and nothing runs over', () => {
  const long = '""'.repeat(1024 * 1024)
  assert.equal(parseCsv(`"${long}"`, ','), [[long.slice(0, 1024 * 1024)]])
  assert.is(parseCsv(`"${long}`, ','), 1)
})

test.run()
