import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { framePacket, type RadiusPacket } from '../../../../server/radius/protocol/packet.ts'
import { encodeReply, noAttributes } from '../../../../server/radius/protocol/packet-encoder.ts'
import { prepareSharedSecret } from '../../../../server/radius/protocol/shared-secret.ts'
import { maxProxyStateLength, maxReplyAttributesLength } from '../../../../server/radius/protocol/wire.ts'
import { attribute, attributesOf, bytes, hex, isSigned, login, packet, sharedSecret } from '../packets.ts'

const prepared = prepareSharedSecret(sharedSecret)

const repeat = (times: number, bytes: Buffer) => Array.from({ length: times }, () => bytes)

function framed(datagram: Buffer): RadiusPacket {
  const result = framePacket(datagram)
  if (result === null) throw new Error('not a packet')
  return result
}

test('R12: an Access-Accept to the last byte', () => {
  const request = framed(packet({ identifier: 0x2a }))
  const reply = encodeReply(request, prepared, 2, bytes('060600000006'))
  assert.is(
    hex(reply),
    `022a002c${'9decf967714d6fe3b03b52e46841c075'}5012${'3ea74e2859001d6bb3e1d2a7110ac8f9'}060600000006`,
  )
})

test('R12: Message-Authenticator comes first in every kind of reply, signed request or not', () => {
  for (const signed of ['first', 'last', 'not'] as const) {
    for (const code of [2, 3, 11]) {
      const request = framed(packet({ signed }))
      const reply = encodeReply(request, prepared, code, attribute(18, 'text'))
      assert.is(reply.readUInt8(0), code)
      assert.ok(isSigned(reply, request))
      assert.equal(
        attributesOf(reply).map(({ type }) => type),
        [80, 18],
      )
    }
  }
})

test('R12, not: another shared secret signs other bytes', () => {
  const request = framed(packet())
  const reply = encodeReply(request, prepareSharedSecret('another'), 2, noAttributes)
  assert.is(isSigned(reply, request), false)
  assert.is(isSigned(reply, request, 'another'), true)
})

test('R7: every Proxy-State goes back, unmodified and in its order, behind the rest', () => {
  const states = [
    attribute(33, bytes('00ff00')),
    attribute(33, ''),
    attribute(33, Buffer.alloc(253, 9)),
    attribute(33, 'b'),
  ]
  const [first, second, third, fourth] = states as [Buffer, Buffer, Buffer, Buffer]
  const [name, password] = login() as [Buffer, Buffer]
  const request = framed(packet({ attributes: [first, name, second, password, third, fourth] }))
  const reply = encodeReply(request, prepared, 3, attribute(18, 'no'))
  assert.ok(isSigned(reply, request))
  assert.is(hex(reply.subarray(38)), hex(Buffer.concat([attribute(18, 'no'), ...states])))
})

test('R7, not: nothing but Proxy-State goes back', () => {
  const request = framed(packet({ attributes: [...login(), attribute(24, 'state'), attribute(32, 'nas')] }))
  assert.is(encodeReply(request, prepared, 2, noAttributes).length, 38)
})

test('R10: the largest attributes and the largest Proxy-States together fill one packet', () => {
  const states = repeat(7, attribute(33, Buffer.alloc(253, 1)))
  const proxyStates = Buffer.concat([
    ...states,
    attribute(33, Buffer.alloc(maxProxyStateLength - 7 * 255 - 2)),
  ])
  const classes = repeat(8, attribute(25, Buffer.alloc(253, 1)))
  const attributes = Buffer.concat([
    ...classes,
    attribute(25, Buffer.alloc(maxReplyAttributesLength - 8 * 255 - 2)),
  ])
  const request = framed(packet({ attributes: [...login(), proxyStates] }))
  const reply = encodeReply(request, prepared, 2, attributes)
  assert.is(reply.length, 4096)
  assert.ok(isSigned(reply, request))
})

test('R10, not: more attributes than fit are a fault, never a broken packet', () => {
  const tooMany = Buffer.alloc(maxReplyAttributesLength + 1)
  assert.throws(
    () => encodeReply(framed(packet()), prepared, 2, tooMany),
    (error: unknown) => error instanceof RangeError,
  )
})

test.run()
