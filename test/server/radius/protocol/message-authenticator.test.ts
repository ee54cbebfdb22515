import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  checkMessageAuthenticator,
  type Proof,
} from '../../../../server/radius/protocol/message-authenticator.ts'
import { framePacket } from '../../../../server/radius/protocol/packet.ts'
import { prepareSharedSecret } from '../../../../server/radius/protocol/shared-secret.ts'
import { attribute, bytes, login, packet, sharedSecret } from '../packets.ts'

const prepared = prepareSharedSecret(sharedSecret)

function check(datagram: Buffer, secret = prepared): Proof | 'no packet' {
  const framed = framePacket(datagram)
  return framed === null ? 'no packet' : checkMessageAuthenticator(framed, secret)
}

/** RFC 5997 section 6.1. */
const statusServer = bytes(`0c da 00 26 8a 54 f4 68 6f b3 94 c5 28 66 e3 02 18 5d 06 23
  50 12 5a 66 5e 2e 1e 84 11 f3 e2 43 82 20 97 c8 4f a3`)

test('R11: the published Status-Server of RFC 5997 is signed', () => {
  assert.is(check(statusServer, prepareSharedSecret('xyzzy5461')), 'valid')
})

test('R11, not: with the last letter of the shared secret in another case', () => {
  assert.is(check(statusServer, prepareSharedSecret('xyzzy546l')), 'wrong')
})

test('R11: every single flipped bit is refused, wherever it is', () => {
  const signed = packet()
  for (let bit = 0; bit < signed.length * 8; bit++) {
    const flipped = Buffer.from(signed)
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    assert.is.not(check(flipped), 'valid', `bit ${bit}`)
  }
  assert.is(check(signed), 'valid')
})

test('R11, not: 16 times FF, or 16 zeros, sign nothing', () => {
  for (const byte of [0x00, 0xff]) {
    assert.is(
      check(packet({ attributes: [attribute(80, Buffer.alloc(16, byte)), ...login()], signed: 'not' })),
      'wrong',
    )
  }
})

test('R12: the position in a request does not matter', () => {
  assert.is(check(packet({ signed: 'first' })), 'valid')
  assert.is(check(packet({ signed: 'last' })), 'valid')
})

test('a packet without one is neither right nor wrong', () => {
  assert.is(check(packet({ signed: 'not' })), 'absent')
})

test('another length than 18, or a second one, is wrong', () => {
  for (const length of [0, 1, 15, 17]) {
    const attributes = [...login(), attribute(80, Buffer.alloc(length))]
    assert.is(check(packet({ attributes, signed: 'not' })), 'wrong', `${length}`)
  }
  const twice = [...login(), attribute(80, Buffer.alloc(16))]
  assert.is(check(packet({ attributes: twice, signed: 'first' })), 'wrong')
})

test('what was signed before leaves nothing behind', () => {
  const long = packet({ attributes: [...login(), attribute(33, Buffer.alloc(200, 1))] })
  assert.is(check(long), 'valid')
  assert.is(check(packet()), 'valid')
  assert.is(check(long), 'valid')
})

test('a shared secret longer than a block of MD5 is hashed first', () => {
  for (const length of [1, 63, 64, 65, 300]) {
    const longSecret = 'x'.repeat(length)
    assert.is(
      check(packet({ sharedSecret: longSecret }), prepareSharedSecret(longSecret)),
      'valid',
      `${length}`,
    )
    assert.is(
      check(packet({ sharedSecret: longSecret }), prepareSharedSecret(`${longSecret}x`)),
      'wrong',
      `${length}`,
    )
  }
})

test.run()
