import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hashOfNobody, hashPassword } from '../../../adapters/passwords/argon2.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { formatOf, isPassword, verifyPassword } from '../../../adapters/passwords/verify.ts'

const verify = (password: string, hash: string, deadline = Infinity) =>
  verifyPassword(password, hash, deadline, createHashingQueue())

const zoe = 'Zoë\'s "p,w" 😀'

/** Made by others: who, password, hash. */
const vectors: readonly (readonly [string, string, string])[] = [
  ['OpenLDAP admin guide', 'secret', '{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='],
  ['OpenLDAP admin guide', 'secret', '{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3'],
  ['OpenLDAP, small letters', 'secret', '{ssha}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3'],
  ['Python hashlib, 16 bytes of salt', zoe, '{SSHA}RwHD2+4QdpdsSpxA8Pcbe6iJVfUBAgMEBQYHCAkKCwwNDg8Q'],
  ['Python hashlib, 1000 bytes', 'x'.repeat(1000), '{SSHA}OCJhWjGJwtpOCMp3GbH0XkYpmVQA/4B/'],
  ['crypt_blowfish', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['crypt_blowfish', 'U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  ['libxcrypt', 'Tr0ub4dor&3 test', '$2a$08$abcdefghijklmnopqrstuuXyBoNvJ2C6aEULyJ1JzkOpuMf2gVSKK'],
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
  })
}

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
  '{SHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3',
  '{SSHA}5en6G6MezRroT3XKqk==',
  '{SSHA}DkMTwBl+a/3DQTxC*EApdUtNXGgdUac3',
  '$1$abcdefgh$irWbblnpmw.5z7wgBnprh0',
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
  assert.is(formatOf(hashOfNobody)?.costOf(hashOfNobody), formatOf(hash)?.costOf(hash))
})

test('hashes of another cost take another time', () => {
  const cost = (hash: string) => formatOf(hash)?.costOf(hash)
  const [bcrypt5, bcrypt8] = [vectors[5]?.[2] ?? '', vectors[7]?.[2] ?? '']
  assert.is.not(cost(bcrypt5), cost(bcrypt8))
  assert.is.not(cost(hashOfNobody), cost(vectors[9]?.[2] ?? ''))
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
