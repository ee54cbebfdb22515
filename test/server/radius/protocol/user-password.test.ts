import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findAttribute, framePacket } from '../../../../server/radius/protocol/packet.ts'
import { prepareSharedSecret } from '../../../../server/radius/protocol/shared-secret.ts'
import { hideUserPassword, readUserPassword } from '../../../../server/radius/protocol/user-password.ts'
import { attribute, authenticator, bytes, hex, hide, packet, sharedSecret, userPassword } from '../packets.ts'

function read(datagram: Buffer, secret = sharedSecret): string | null {
  const framed = framePacket(datagram)
  if (framed === null) throw new Error('not a packet')
  return readUserPassword(framed, findAttribute(framed, 2), prepareSharedSecret(secret))
}

const readBack = (password: string | Buffer) => read(packet({ attributes: [userPassword(password)] }))

/** RFC 2865 section 7.1: user nemo logs in to port 3 with the password "arctangent". */
const example = bytes(`01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12
  0d be 70 8d 93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03`)

test('R25: the example of RFC 2865 section 7.1 decodes to its published password', () => {
  assert.is(read(example, 'xyzzy5461'), 'arctangent')
})

test('R25, not: with one flipped bit, or with another shared secret', () => {
  const flipped = Buffer.from(example)
  flipped.writeUInt8(flipped.readUInt8(28) ^ 1, 28)
  assert.is(read(flipped, 'xyzzy5461'), '`rctangent')
  assert.is(read(example, 'xyzzy5462'), null)
})

test('R9: up to 128 bytes, and nothing is mangled', () => {
  const passwords = [
    '',
    'a',
    'x'.repeat(15),
    'x'.repeat(16),
    'x'.repeat(17),
    'x'.repeat(127),
    'x'.repeat(128),
  ]
  const awkward = [
    '"quoted\'',
    'Zoë Grüße',
    '🔑🔑',
    'a,b,123456',
    ' spaces ',
    'new\nline',
    '\ufeffbom',
    '\\0',
  ]
  for (const password of [...passwords, ...awkward]) assert.is(readBack(password), password)
})

test('R9: an embedded NUL stays, the padding at the end goes', () => {
  assert.is(readBack('a\0b'), 'a\0b')
  assert.is(readBack(`${'x'.repeat(15)}\0y`), `${'x'.repeat(15)}\0y`)
  assert.is(readBack('ab\0\0'), 'ab')
})

test('R9, not: 129 bytes and more, no bytes, or no whole blocks', () => {
  assert.is(readBack('x'.repeat(129)), null)
  for (const length of [0, 1, 15, 17, 127]) {
    assert.is(read(packet({ attributes: [attribute(2, Buffer.alloc(length, 1))] })), null, `${length}`)
  }
})

test('R18: bytes that are not UTF-8 are no password', () => {
  assert.is(readBack(bytes('ff')), null)
  assert.is(readBack(bytes('61c3')), null)
})

test('a password is hidden as RFC 2865 section 5.2 has it', () => {
  for (const password of ['', 'a', 'x'.repeat(16), 'x'.repeat(17), 'Zoë🔑', 'x'.repeat(128)]) {
    const expected = hide(Buffer.from(password), authenticator, sharedSecret)
    assert.is(
      hex(hideUserPassword(password, authenticator, prepareSharedSecret(sharedSecret))),
      hex(expected),
    )
  }
})

test('a password over 128 bytes is not sent cut', () => {
  assert.throws(
    () => hideUserPassword('x'.repeat(129), authenticator, prepareSharedSecret(sharedSecret)),
    (error: unknown) => error instanceof RangeError,
  )
})

test.run()
