import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPassword, unknownUserHash } from '../../../adapters/passwords/argon2.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { md5Hex, sha1Hex } from '../../../adapters/passwords/hex-digest.ts'
import { wazoHash } from '../../../adapters/passwords/pbkdf2.ts'
import { formatOf, isPassword, verifyPassword } from '../../../adapters/passwords/verify.ts'

const verify = (password: string, hash: string, deadline = Infinity) =>
  verifyPassword(password, hash, deadline, createHashingQueue())

const zoe = 'Zoë\'s "p,w" 😀'

const troubador = 'Tr0ub4dor&3 test'

/** Made by others: who, password, hash. */
const vectors: readonly (readonly [string, string, string])[] = [
  ['OpenLDAP admin guide', 'secret', '{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='],
  ['OpenLDAP admin guide', 'secret', '{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3'],
  ['OpenLDAP, small letters', 'secret', '{ssha}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3'],
  ['Python hashlib, 16 bytes of salt', zoe, '{SSHA}RwHD2+4QdpdsSpxA8Pcbe6iJVfUBAgMEBQYHCAkKCwwNDg8Q'],
  ['Python hashlib, 1000 bytes', 'x'.repeat(1000), '{SSHA}OCJhWjGJwtpOCMp3GbH0XkYpmVQA/4B/'],
  ['crypt_blowfish', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['crypt_blowfish', 'U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  ['libxcrypt', troubador, '$2a$08$abcdefghijklmnopqrstuuXyBoNvJ2C6aEULyJ1JzkOpuMf2gVSKK'],
  ['libxcrypt', zoe, '$2y$04$abcdefghijklmnopqrstuuNgdtjlTtM9Fpxaq4rY3whWzM3upmKi2'],
  [
    'argon2 reference',
    'password',
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ],
  [
    'argon2 reference',
    'password',
    '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA',
  ],
  [
    'argon2 reference, version 1.0',
    'password',
    '$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ',
  ],
  ['phpass itself', 'test12345', '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0'],
  ['phpBB, which marks the same with H', 'test12345', '$H$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0'],
  ['FreePBX', troubador, '$P$Bjq.BWos1rGZvFzOXcXaGXBRCRKMrL/'],
  ['PHP', troubador, '$1$abcdefgh$Psz/UHhzEnDoDbpMEI4xr1'],
  ['PHP', zoe, '$1$abcdefgh$3ft99O3.jsLyLtpdPgCFj/'],
  ['openssl', troubador, '$apr1$abcdefgh$c.1CPXpXmjfsroOM0w0/L1'],
  ['htpasswd', zoe, '$apr1$CRcB4Qpt$L7KBU89vIDSocT3jVyhJK.'],
  ['openssl', 'Hello world!', '$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5'],
  [
    'openssl',
    'Hello world!',
    '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
  ],
  ['PHP', zoe, '$5$rounds=1000$ab$YJP3IVA4f7Pp6xRxY1hSnT5ERQN8N6w4Oi13LUnGSq8'],
  [
    'PHP',
    troubador,
    '$6$rounds=10000$abcdefghijklmnop$L2By1tIerekKiiDcovNWnBWTZtzPtbJTrFRSZFwhWZjK/AhdU23UQqGnWKhSRvuiFV.rw1j9kQ1njF8kEBdlY1',
  ],
  [
    'slappasswd',
    zoe,
    '{CRYPT}$6$Vd1Sc.LL/F2I$bBuFw92VQWnAR5DXMc0N992KKAASsdQMJudUf8DZtwZMe0ay0qlhddia.CKEzrc9O2Q8aKsbNhdaFncAT3BF1/',
  ],
  ['crypt_blowfish, in LDAP', 'U*U', '{crypt}$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['slappasswd', troubador, '{MD5}HCijvtn3xabbbXVULf48TQ=='],
  ['slappasswd', zoe, '{SMD5}BrIw7Dh/CC+kNVwz8pfp9YVuNxY='],
  ['slappasswd', troubador, '{SHA256}twMTuspVMZqSfQqiwBk1dY5a5mxs2clLPAQReVeviK4='],
  ['slappasswd', zoe, '{SSHA256}P+9Dii+ODaQjS6bMWgi1t7tlCpKUCW2rDyv4lmkI2ctCosHz2c1rng=='],
  [
    'slappasswd',
    troubador,
    '{SHA512}DWCkLNgI/ULYkdLtiUQ9zt/+W7/n1DPcJTbun56N6jyBMRuxQVXdMgWNSeLBlId+uwlGQxre7iOCEw2USSrQ0w==',
  ],
  [
    'slappasswd',
    zoe,
    '{SSHA512}62ZnAB1Hy1ha+sCkLhS0IaXG1fcs8Sms1cmfMSxML52xJ/qbHxev2wBIOXS1coQnFH9cXSaJu6P99Ox/O0XX2IZYR2W3DkOj',
  ],
  ["RFC 6070, in passlib's writing", 'password', '$pbkdf2$4096$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE'],
  ['PHP', zoe, '$pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw$AZ5IZlB2Yc9cZp2ZKc/.2IJ1snLGwFaFZM1bP8cjqWc'],
  [
    'PHP',
    troubador,
    '$pbkdf2-sha512$1000$AAECAwQFBgcICQoLDA0ODw$kNN23CnewcuM7rGN4x0vDqVpV4AjRSDakTWU2GS0Zo4Mfo1MJyeJTqFuurwlR8bGUsQYlUhE1cgPrSDNweHcag',
  ],
  ['PHP', troubador, '{MD5.HEX}1c28a3bed9f7c5a6db6d75542dfe3c4d'],
  ['FusionPBX', troubador, '{MD5.HEX}61da6c39eb6fe196db89756f776db48e:a1b2c3d4-salt'],
  ['FreePBX', troubador, '{SHA1.HEX}4a9e318acc85543c34f6212df4b5117b1f66cdbd'],
]

for (const [source, password, hash] of vectors) {
  test(`${hash.slice(0, 12)} by ${source}`, async () => {
    assert.is(await verify(password, hash), 'ok')
    for (const other of [
      `${password} `,
      password.slice(1),
      password.toUpperCase(),
      password.normalize('NFD'),
    ]) {
      if (other !== password) assert.is(await verify(other, hash), 'wrong', other)
    }
    assert.is(await verify('', hash), 'wrong')
    assert.is(await verify(`${password}\0`, hash), 'wrong')
    assert.is.not(await verify(password, hash.slice(0, -1)), 'ok', 'truncated')
    assert.is.not(await verify(password, `${hash}A`), 'ok', 'lengthened')
    assert.is.not(await verify(password, `${hash}\n`), 'ok', 'with a line end')
    for (let place = hash.length - 20; place < hash.length - 4; place += 5) {
      assert.is.not(await verify(password, changed(hash, place)), 'ok', `changed at ${place}`)
    }
  })
}

function changed(hash: string, place: number): string {
  const other = hash[place] === 'b' ? 'c' : 'b'
  return hash.slice(0, place) + other + hash.slice(place + 1)
}

for (const [hash, otherSalt] of [
  ['$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', '$P$9IQRaTwmgeRo7ud9Fh4E2PdI0S3r.L0'],
  ['$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', '$P$8IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0'],
] as const) {
  test(`another salt or cost is another hash: ${otherSalt}`, async () => {
    assert.is(await verify('test12345', hash), 'ok')
    assert.is(await verify('test12345', otherSalt), 'wrong')
  })
}

for (const otherSalt of [
  '$1$abcdefgi$Psz/UHhzEnDoDbpMEI4xr1',
  '$apr1$abcdefgh$Psz/UHhzEnDoDbpMEI4xr1',
  '$1$abcdefgh$c.1CPXpXmjfsroOM0w0/L1',
  '$5$rounds=1001$ab$HI9uKfFjNfjSPB1caLvhdVy4/PMGfkZVS.gXpIEEv/8',
  '$5$ab$HI9uKfFjNfjSPB1caLvhdVy4/PMGfkZVS.gXpIEEv/8',
  '$5$rounds=1000$ac$HI9uKfFjNfjSPB1caLvhdVy4/PMGfkZVS.gXpIEEv/8',
  '$pbkdf2-sha512$1001$AAECAwQFBgcICQoLDA0ODw$kNN23CnewcuM7rGN4x0vDqVpV4AjRSDakTWU2GS0Zo4Mfo1MJyeJTqFuurwlR8bGUsQYlUhE1cgPrSDNweHcag',
  '$pbkdf2-sha512$1000$AAECAwQFBgcICQoLDA0ODg$kNN23CnewcuM7rGN4x0vDqVpV4AjRSDakTWU2GS0Zo4Mfo1MJyeJTqFuurwlR8bGUsQYlUhE1cgPrSDNweHcag',
  '{SSHA256}RWUIxXy49XTOhr/DcloDAja69WdzxImmvecmAZhdb6X1kngl67iQ5g==',
  '{SMD5}dbz/k3w++9QKWgnsHgkMI6aihek=A',
  '{MD5.HEX}61da6c39eb6fe196db89756f776db48e:a1b2c3d4-sal',
  '{MD5.HEX}61da6c39eb6fe196db89756f776db48e',
]) {
  test(`another salt or cost is another hash: ${otherSalt}`, async () => {
    assert.is.not(await verify(troubador, otherSalt), 'ok')
  })
}

test('the stores put into words what their columns hold', async () => {
  assert.is(await verify(troubador, md5Hex('1C28A3BED9F7C5A6DB6D75542DFE3C4D') ?? ''), 'ok')
  assert.is(await verify(troubador, md5Hex('61da6c39eb6fe196db89756f776db48e', 'a1b2c3d4-salt') ?? ''), 'ok')
  assert.is(await verify(troubador, sha1Hex('4a9e318acc85543c34f6212df4b5117b1f66cdbd') ?? ''), 'ok')
  assert.is(md5Hex('4a9e318acc85543c34f6212df4b5117b1f66cdbd'), null)
  assert.is(sha1Hex('1c28a3bed9f7c5a6db6d75542dfe3c4d'), null)
  assert.is(md5Hex('1c28a3bed9f7c5a6db6d75542dfe3c4d\n'), null)
})

test("Wazo's salt and hash are PBKDF2-SHA512 of 250,000 rounds", async () => {
  const salt = Buffer.from(Array.from({ length: 64 }, (_, i) => i))
  const byPhp =
    '7a629609f398f6b5ea99ced896413cec8422dd3795644d8eaf51f71703515820bfb054b555ccaa3c0fc405ed5ffe3d475c7c698a63e2a840af658a80701655b6'
  const stored = wazoHash(Buffer.from(byPhp, 'hex'), salt)
  assert.is(await verify(troubador, stored), 'ok')
  assert.is(await verify(`${troubador} `, stored), 'wrong')
  assert.is(await verify(troubador, wazoHash(Buffer.from(byPhp, 'hex'), salt.subarray(1))), 'wrong')
})

test('hashes computed on their own threads leave this one free', async () => {
  const hash = '$6$rounds=200000$ab$'.padEnd(106, 'x')
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  assert.is(await verify('secret', hash), 'wrong')
  clearInterval(turning)
  assert.ok(turns > 5, `${turns} turns of the event loop`)
})

test('one other bit in a hash is another hash', async () => {
  assert.is(await verify('secret', '{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac2'), 'wrong')
  assert.is(await verify('secret', '{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgeUac3'), 'wrong')
  assert.is(await verify('secret', '{SSHA}EkMTwBl+a/3DQTxCYEApdUtNXGgdUac3'), 'wrong')
})

test('a password after another leaves no trace in the comparison', async () => {
  const [long, short] = ['{SSHA}OCJhWjGJwtpOCMp3GbH0XkYpmVQA/4B/', '{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=']
  assert.is(await verify('x'.repeat(1000), long), 'ok')
  assert.is(await verify('secret', short), 'ok')
  assert.is(await verify('secret', long), 'wrong')
})

test('bcrypt: what follows the 72nd byte counts no more than it does in PHP', async () => {
  const byLibxcrypt = '$2b$04$abcdefghijklmnopqrstuuMtJwfagkGaCKZ.IMpPJzYjhgL/xnp2C'
  const first72 = `${'0123456789'.repeat(7)}ab`
  assert.is(await verify(`${first72}tail`, byLibxcrypt), 'ok')
  assert.is(await verify(first72, byLibxcrypt), 'ok')
  assert.is(await verify(`${first72}other`, byLibxcrypt), 'ok')
  assert.is(await verify(first72.slice(0, 71), byLibxcrypt), 'wrong')
  assert.is(await verify(`${first72.slice(0, 71)}c`, byLibxcrypt), 'wrong')
})

test('bcrypt: a password that bcrypt cannot tell from another by its NUL is refused', async () => {
  const hashOfUU = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
  assert.is(await verify('U*U\0U*U', hashOfUU), 'wrong')
  assert.is(await verify('U*U', hashOfUU), 'ok')
})

const noHashes = [
  '',
  'secret',
  '{CRYPT}$1$abc',
  '{CRYPT}{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=',
  '{CRYPT}$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L',
  '{MD5}5en6G6MezRroT3XKqkdPOmY/BfQ=',
  '{SHA384}5en6G6MezRroT3XKqkdPOmY/BfQ=',
  '{MD5.HEX}1c28a3bed9f7c5a6db6d75542dfe3c4',
  '{MD5.HEX}1C28a3bed9f7c5a6db6d75542dfe3c4d',
  '{SHA1.HEX}4a9e318acc85543c34f6212df4b5117b1f66cdbd:salt',
  '1c28a3bed9f7c5a6db6d75542dfe3c4d',
  '$P$JIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0',
  '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L',
  '$5$rounds=999$ab$HI9uKfFjNfjSPB1caLvhdVy4/PMGfkZVS.gXpIEEv/8',
  '$5$rounds=9999999$ab$HI9uKfFjNfjSPB1caLvhdVy4/PMGfkZVS.gXpIEEv/8',
  '$6$ab$HI9uKfFjNfjSPB1caLvhdVy4/PMGfkZVS.gXpIEEv/8',
  '$pbkdf2-sha512$1000$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE',
  '$pbkdf2-sha1$4096$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE',
  '{SHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3',
  '{SSHA}5en6G6MezRroT3XKqk==',
  '{SSHA}DkMTwBl+a/3DQTxC*EApdUtNXGgdUac3',
  '$1$abcdefgh$irWbblnpmw.5z7wgBnprh',
  '$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
  '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe',
  '$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
  '$argon2id$v=19$m=65536,t=2$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ',
]
for (const hash of noHashes) {
  test(`no supported hash: ${hash}`, async () => {
    assert.is(formatOf(hash), null)
    assert.is(await verify('secret', hash), 'unsupported-hash')
  })
}

test('a new password is hashed with argon2id, 19 MiB, two passes, one lane', async () => {
  const hash = await hashPassword(zoe)
  assert.ok(hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'), hash)
  assert.is(await verify(zoe, hash), 'ok')
  assert.is(await verify(`${zoe}x`, hash), 'wrong')
  assert.is.not(await hashPassword(zoe), hash)
  assert.is(formatOf(unknownUserHash)?.costOf(unknownUserHash), formatOf(hash)?.costOf(hash))
})

test('hashes of another cost take another time', () => {
  const cost = (hash: string) => formatOf(hash)?.costOf(hash)
  const [bcrypt5, bcrypt8] = [vectors[5]?.[2] ?? '', vectors[7]?.[2] ?? '']
  assert.is.not(cost(bcrypt5), cost(bcrypt8))
  assert.is.not(cost(unknownUserHash), cost(vectors[9]?.[2] ?? ''))
  assert.is(cost(vectors[1]?.[2] ?? ''), cost(vectors[3]?.[2] ?? ''))
})

test('a slow hash whose deadline has passed is not computed', async () => {
  assert.is(await verify('U*U', vectors[5]?.[2] ?? '', 0), 'unavailable')
})

test('a password has 1 to 1024 bytes and can be written in UTF-8', () => {
  for (const password of ['x', ' ', 'x'.repeat(1024), 'é'.repeat(512), zoe, '\0']) {
    assert.ok(isPassword(password), password)
  }
  for (const password of ['', 'x'.repeat(1025), 'é'.repeat(513), 'x\ud800', '\udc00x']) {
    assert.not.ok(isPassword(password), password)
  }
})

test.run()
