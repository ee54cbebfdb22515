import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isFault } from '../../../../../server/enrolment/import/hardware-files/hardware-file.ts'
import { readHardwareFile } from '../../../../../server/enrolment/import/hardware-files/read-hardware-file.ts'
import {
  cipherValue,
  container,
  derivedKey,
  encrypt,
  encryptedNumber,
  encryptedSecret,
  keyName,
  keyPackage,
  macMethod,
  plainSecret,
  rfcDerivedMacKey,
  rfcEncrypted,
  rfcMacKey,
  rfcPassphraseEncrypted,
  rfcPresharedKey,
} from './pskc-files.ts'

/** The first row in short, or why there is none. */
function read(content: string, key: Uint8Array | string | null = null) {
  const file = readHardwareFile('pskc', content, key)
  if (file.result === 'unreadable') return file.fault
  const [first] = file.rows
  if (first === undefined) return 'no row'
  const { serial, user, device } = first
  if (isFault(device)) return device.fault
  const { totpSecret, algorithm, digits, period, stepOffset } = device
  return [serial, user, Buffer.from(totpSecret).toString(), algorithm, digits, period, stepOffset]
}

const secret = '12345678901234567890'
const device = ['987654321', null, secret, 'SHA1', 8, 30, 0]
const wrongKey = 'The secret cannot be decrypted: the pre-shared key is another, or the file was altered.'
const encrypted = (secret = encryptedSecret(), mac = macMethod()) =>
  container(keyName, mac, keyPackage({ secret }))

test('a plain key of RFC 6030 is read, with its serial number and user', () => {
  const data =
    '<TimeInterval><PlainValue>60</PlainValue></TimeInterval><TimeDrift><PlainValue>-4</PlainValue></TimeDrift>'
  const parameters = '<Suite>HMAC-SHA256</Suite><ResponseFormat Length="6" Encoding="DECIMAL"/>'
  const content = container(keyPackage({ data, parameters, key: '<UserId>alice</UserId>' }))
  assert.equal(read(content), ['987654321', 'alice', secret, 'SHA256', 6, 60, -4])
})

test('what the file does not say is as usual; without a serial number it is the id of the key', () => {
  const content = container(keyPackage({ serial: '', parameters: '', device: '<UserId>bob</UserId>' }))
  assert.equal(read(content), ['12345678', 'bob', secret, 'SHA1', 6, 30, 0])
})

test("RFC 6030's figure 6: AES-128-CBC with a pre-shared key, its MAC compared", () => {
  assert.equal(read(encrypted(), rfcPresharedKey), device)
})

test('what another program wrote is read: prefixes, and a secret of SHA-256', () => {
  const mac = macMethod('aJtbg144FkWB+rAdIZLEYGeBguzImDC/s+u6hvQpbn1HKH4d9okcfRVDE1eKc/em')
  const value = '1/4klvTYXsM7n35dRXD8DEUmG9msDTFGj7iYPbSWd62eEdnBUDTHvuHSo0H1Oa8x'
  const secret = encryptedSecret({ value, mac: 'FSJiyiNOXUvDl42te34LPpmQA00=' })
  const prefixed = encrypted(secret, mac)
    .replace('xmlns=', 'xmlns:pskc=')
    .replace(/<(\/?)(?=[A-Z])/g, '<$1pskc:')
  assert.match(prefixed, /<pskc:KeyContainer/)
  assert.equal(read(prefixed, rfcPresharedKey), device)
})

test('several keys are several rows, each with its own fault', () => {
  const hotp = keyPackage({ algorithm: 'urn:ietf:params:xml:ns:keyprov:pskc:hotp', serial: '2' })
  const file = readHardwareFile(
    'pskc',
    container(keyPackage({ serial: '1' }), hotp, keyPackage({ serial: '3' })),
    null,
  )
  assert.equal(
    file.result === 'read' && file.rows.map(({ row, serial, device }) => [row, serial, isFault(device)]),
    [
      [1, '1', false],
      [2, '2', true],
      [3, '3', false],
    ],
  )
})

test('another pre-shared key opens nothing, and neither does none', () => {
  const other = Buffer.from(rfcPresharedKey)
  other.writeUInt8(other.readUInt8(0) ^ 1, 0)
  assert.is(read(encrypted(), other), wrongKey)
  assert.is(read(encrypted()), 'The secret is encrypted, and no pre-shared key was given.')
  assert.is(read(encrypted(), Buffer.alloc(32)), 'The pre-shared key must have 16 bytes (32 hex digits).')
})

test('one flipped bit of the value, its initialisation vector or the MAC opens nothing', () => {
  const flipped = (base64: string, at: number) => {
    const bytes = Buffer.from(base64, 'base64')
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    return bytes.toString('base64')
  }
  const { value, mac } = rfcEncrypted
  for (let at = 0; at < 48; at++) {
    const altered = encryptedSecret({ value: flipped(value, at), mac })
    assert.is(read(encrypted(altered), rfcPresharedKey), wrongKey)
  }
  for (let at = 0; at < 20; at++) {
    const altered = encryptedSecret({ value, mac: flipped(mac, at) })
    assert.is(read(encrypted(altered), rfcPresharedKey), wrongKey)
  }
  assert.is(read(encrypted(encryptedSecret({ value, mac: '' })), rfcPresharedKey), wrongKey)
  assert.is(read(encrypted(encryptedSecret({ value, mac: mac.slice(0, 12) })), rfcPresharedKey), wrongKey)
})

test('a value without a MAC is not decrypted, whatever the file says of MACs', () => {
  const bare = `<Secret><EncryptedValue>${cipherValue(rfcEncrypted.value)}</EncryptedValue></Secret>`
  assert.is(read(encrypted(bare), rfcPresharedKey), wrongKey)
  const unprotected =
    'The file does not say how it is protected against changes, or says it in an unknown way.'
  assert.is(read(encrypted(encryptedSecret(), ''), rfcPresharedKey), unprotected)
  assert.is(
    read(encrypted(encryptedSecret(), macMethod(undefined, 'urn:none')), rfcPresharedKey),
    unprotected,
  )
})

test('padding may be any bytes, and the key of the MACs the pre-shared one', () => {
  const plain = Buffer.from(secret)
  const padded = encryptedSecret(encrypt(plain, rfcPresharedKey, rfcMacKey, { paddingByte: 0x5a }))
  assert.equal(read(encrypted(padded), rfcPresharedKey), device)
  const method = '<MACMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"/>'
  const own = encryptedSecret(encrypt(plain, rfcPresharedKey, rfcPresharedKey, { hash: 'sha256' }))
  assert.equal(read(encrypted(own, method), rfcPresharedKey), device)
})

test('AES-256-CBC is read too', () => {
  const key = Buffer.alloc(32, 9)
  const value = encrypt(Buffer.from(secret), key, key)
  const aes256 = encryptedSecret(value, 'http://www.w3.org/2001/04/xmlenc#aes256-cbc')
  const method = '<MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"/>'
  assert.equal(read(encrypted(aes256, method), key), device)
})

test('numbers that are encrypted are read: as digits, and as the bytes of an integer', () => {
  const number = (name: string, plain: Buffer) =>
    encryptedNumber(name, encrypt(plain, rfcPresharedKey, rfcMacKey))
  const withNumbers = (...data: string[]) =>
    container(keyName, macMethod(), keyPackage({ secret: encryptedSecret(), data: data.join('') }))
  for (const [interval, drift, expected] of [
    [Buffer.from('60'), Buffer.from('-3'), [60, -3]],
    [Buffer.of(0, 0, 0, 60), Buffer.of(255, 255, 255, 253), [60, -3]],
    [Buffer.of(30), Buffer.of(2), [30, 2]],
  ] as const) {
    const numbers = withNumbers(number('TimeInterval', interval), number('TimeDrift', drift))
    assert.equal(read(numbers, rfcPresharedKey), ['987654321', null, secret, 'SHA1', 8, ...expected])
  }
  const odd = number('TimeInterval', Buffer.of(45))
  assert.is(read(withNumbers(odd), rfcPresharedKey), 'The period is neither 30 nor 60 seconds.')
  const other = encryptedNumber('TimeInterval', encrypt(Buffer.from('60'), rfcPresharedKey, rfcPresharedKey))
  assert.is(
    read(withNumbers(other), rfcPresharedKey),
    'The time interval cannot be decrypted: the pre-shared key is another, or the file was altered.',
  )
  assert.is(read(withNumbers('<TimeInterval/>'), rfcPresharedKey), 'There is no time interval.')
  const long = number('TimeDrift', Buffer.alloc(9))
  assert.is(read(withNumbers(long), rfcPresharedKey), 'The time drift is no number.')
})

const byPassphrase = (key = derivedKey()) =>
  container(key, macMethod(rfcDerivedMacKey), keyPackage({ secret: encryptedSecret(rfcPassphraseEncrypted) }))

test("RFC 6030's figure 7: a key made of a passphrase by PBKDF2", () => {
  assert.equal(read(byPassphrase(), 'qwerty'), device)
  const names = { algorithm: 'http://www.w3.org/2009/xmlenc11#pbkdf2' }
  const prf = '<PRF Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"/>'
  assert.equal(read(byPassphrase(derivedKey({ ...names, prf })), 'qwerty'), device)
})

for (const [what, key, given, fault] of [
  [
    'another passphrase',
    derivedKey(),
    'qwertz',
    'The secret cannot be decrypted: the passphrase is another, or the file was altered.',
  ],
  ['none', derivedKey(), null, 'The secret is encrypted, and no passphrase was given.'],
  [
    'a pre-shared key',
    derivedKey(),
    rfcPresharedKey,
    'The file is encrypted with a passphrase: import it with --passphrase-file on the command line.',
  ],
  [
    'another derivation',
    derivedKey({ algorithm: 'urn:scrypt' }),
    'qwerty',
    'The key is not made of the passphrase by PBKDF2, which is the only way that is read.',
  ],
  [
    'hours of hashing',
    derivedKey({ iterations: '999999999' }),
    'qwerty',
    'The passphrase is hashed more than 10000000 times, or the file does not say how often.',
  ],
  [
    'another hash',
    derivedKey({ prf: '<PRF Algorithm="urn:hmac-md5"/>' }),
    'qwerty',
    'The passphrase is hashed with another function than SHA-1 or SHA-2.',
  ],
  ['no salt', derivedKey({ salt: '' }), 'qwerty', 'The file does not say the salt of the passphrase.'],
] as const) {
  test(`a passphrase opens nothing with ${what}`, () => assert.is(read(byPassphrase(key), given), fault))
}

test('a pre-shared key may be typed as hex, and nothing else', () => {
  assert.equal(read(encrypted(), '12345678 90123456 78901234 56789012\n'), device)
  assert.is(
    read(encrypted(), 'qwerty'),
    'The file is encrypted with a pre-shared key, and what was given is no hex.',
  )
})

test('what python-pskc 1.2 wrote with a passphrase is read', () => {
  const key = derivedKey({ salt: 'OrAqV0cik2ol7Jmc+K0P1Q==', iterations: '12000', prf: '' })
  const mac = macMethod('uGGRD4B6bGJuJWb1X6tXPvyv8beaWm7jT3e00hsHrC73dvqPNEdGFHUs6V8dmdH5')
  const value = '0IZmOO0YHQOGj9V2GkDy59M54/0AZLAjVufwraXhkmT2MEF6zu7aaCM/S2fGjXsT'
  const theirs = encryptedSecret({ value, mac: 'UBJd/zXlmrqsNp5h4vC1EzcLYVc=' })
  assert.equal(read(container(key, mac, keyPackage({ secret: theirs })), 'qwerty'), device)
})

test('names in lower case are read, and the hash as an attribute, as privacyIDEA writes them', () => {
  const parameters = '<Suite hashalgo="sha256"></Suite><ResponseFormat Length="6" Encoding="DECIMAL"/>'
  const data = '<TimeInterval><PlainValue>60</PlainValue></TimeInterval>'
  const file = container(keyName, macMethod(), keyPackage({ secret: encryptedSecret(), parameters, data }))
  const lower = file
    .replace(/<(\/?)([A-Za-z:]+)/g, (_, slash, name) => `<${slash}${name.toLowerCase()}`)
    .replace(/ (Algorithm|Id|Length|Encoding|Version)=/g, (name) => name.toLowerCase())
  assert.match(lower, '<keycontainer version=')
  assert.equal(read(lower, rfcPresharedKey), ['987654321', null, secret, 'SHA256', 6, 60, 0])
  assert.is(
    read(lower.replace('sha256', 'md5'), rfcPresharedKey),
    'The algorithm is none of SHA1, SHA256 and SHA512.',
  )
})

for (const [what, content, fault] of [
  [
    'a key for HOTP',
    keyPackage({ algorithm: 'urn:ietf:params:xml:ns:keyprov:pskc:hotp' }),
    'Its codes count logins (HOTP), not time.',
  ],
  [
    'a key for OCRA',
    keyPackage({ algorithm: 'urn:ietf:params:xml:ns:keyprov:pskc:ocra' }),
    'The key is not for TOTP.',
  ],
  [
    'a PIN in the code',
    keyPackage({ key: '<Policy><PINPolicy PINUsageMode="Append"/></Policy>' }),
    'A PIN is part of its codes (PINUsageMode).',
  ],
  ['no key', '<KeyPackage><DeviceInfo/></KeyPackage>', 'There is no key.'],
  ['no secret', keyPackage({ secret: '' }), 'There is no secret.'],
  ['an empty secret', keyPackage({ secret: plainSecret('') }), 'The secret is not base64.'],
  ['a secret that is not base64', keyPackage({ secret: plainSecret('a*b=') }), 'The secret is not base64.'],
  [
    '104 bits',
    keyPackage({ secret: plainSecret('MTIzNDU2Nzg5MDEyMw==') }),
    'The secret is too short: 112 bits are the least.',
  ],
  ['a book', keyPackage({ secret: plainSecret('A'.repeat(172)) }), 'The secret is too long.'],
  [
    'hex codes',
    keyPackage({ parameters: '<ResponseFormat Length="8" Encoding="HEXADECIMAL"/>' }),
    'The code is not made of decimal digits.',
  ],
  [
    'a check digit',
    keyPackage({ parameters: '<ResponseFormat Length="8" Encoding="DECIMAL" CheckDigits="true"/>' }),
    'The code has a check digit.',
  ],
  [
    'seven digits',
    keyPackage({ parameters: '<ResponseFormat Length="7" Encoding="DECIMAL"/>' }),
    'The code has neither 6 nor 8 digits.',
  ],
  [
    'an unknown suite',
    keyPackage({ parameters: '<Suite>HMAC-MD5</Suite>' }),
    'The algorithm is none of SHA1, SHA256 and SHA512.',
  ],
  [
    '45 seconds',
    keyPackage({ data: '<TimeInterval><PlainValue>45</PlainValue></TimeInterval>' }),
    'The period is neither 30 nor 60 seconds.',
  ],
  [
    'a drift of days',
    keyPackage({ data: '<TimeDrift><PlainValue>9999</PlainValue></TimeDrift>' }),
    'The time drift is no number of time-steps up to 100.',
  ],
  [
    'a drift in words',
    keyPackage({ data: '<TimeDrift><PlainValue>much</PlainValue></TimeDrift>' }),
    'The time drift is no number of time-steps up to 100.',
  ],
  [
    'a key wrapped by a certificate',
    `<EncryptionKey><ds:X509Data/></EncryptionKey>${macMethod()}${keyPackage({ secret: encryptedSecret() })}`,
    'The secret is encrypted neither with a pre-shared key nor with a passphrase, which are the ways that are read.',
  ],
  [
    'another cipher',
    keyName +
      macMethod() +
      keyPackage({ secret: encryptedSecret(rfcEncrypted, 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc') }),
    'The secret is encrypted in a way that is not read; AES-CBC is.',
  ],
  [
    'half a block',
    keyName + macMethod() + keyPackage({ secret: encryptedSecret({ ...rfcEncrypted, value: 'AAECAwQF' }) }),
    'The encrypted secret is incomplete.',
  ],
] as const) {
  test(`a row is refused: ${what}`, () => assert.is(read(container(content), rfcPresharedKey), fault))
}

for (const [what, content, fault] of [
  ['nothing', '', 'The file is not well-formed XML (line 1).'],
  ['no XML', 'serial,secret\n', 'The file is not well-formed XML (line 2).'],
  ['half a file', container(keyPackage()).slice(0, -5), 'The file is not well-formed XML (line 11).'],
  ['another document', '<html/>', 'The file is no PSKC key container (RFC 6030).'],
  [
    'a container of a draft',
    '<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc:1.0"/>',
    'The file is no PSKC key container (RFC 6030).',
  ],
  ['an empty container', container(), 'There is no key in the container.'],
  [
    'a document type',
    `<!DOCTYPE KeyContainer [<!ENTITY e SYSTEM "file:///etc/passwd">]>${container(keyPackage()).replace(/^.*\n/, '')}`,
    'The file has a document type, which is not read.',
  ],
  [
    'an entity that nobody defined',
    container(keyPackage({ secret: plainSecret('&e;') })),
    'The file is not well-formed XML (line 8).',
  ],
  ['elements without end', container('<a>'.repeat(100_000)), 'Its elements are nested too deep.'],
  ['4 MiB and more', container(' '.repeat(4 * 1024 * 1024)), 'The file is too long.'],
] as const) {
  test(`a file is refused: ${what}`, () => assert.is(read(content), fault))
}

test.run()
