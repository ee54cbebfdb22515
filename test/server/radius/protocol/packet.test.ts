import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  attributeValue,
  encodeAttribute,
  findAttribute,
  framePacket,
  isRepeated,
  type RadiusPacket,
  readUtf8,
} from '../../../../server/radius/protocol/packet.ts'
import { attribute, bytes, hex, packet } from '../packets.ts'

const header = (length: number) =>
  Buffer.concat([Buffer.of(1, 7, length >> 8, length & 0xff), Buffer.alloc(16)])

function framed(datagram: Buffer): RadiusPacket {
  const result = framePacket(datagram)
  if (result === null) throw new Error('not a packet')
  return result
}

test('R3: 20 to 4096 bytes are a packet', () => {
  assert.is(framed(header(20)).length, 20)
  const filler = Array.from({ length: 16 }, () => attribute(33, Buffer.alloc(252)))
  assert.is(
    framed(packet({ attributes: [...filler, attribute(33, Buffer.alloc(10))], signed: 'not' })).length,
    4096,
  )
})

test('R3, not: shorter than 20, longer than 4096, or a Length that says so', () => {
  for (let length = 0; length < 20; length++) assert.is(framePacket(Buffer.alloc(length, 1)), null)
  assert.is(framePacket(header(19)), null)
  assert.is(framePacket(header(0)), null)
  const filler = Array.from({ length: 16 }, () => attribute(33, Buffer.alloc(252)))
  assert.is(
    framePacket(packet({ attributes: [...filler, attribute(33, Buffer.alloc(11))], signed: 'not' })),
    null,
  )
})

test('R3: trailing bytes are ignored', () => {
  const whole = packet()
  const result = framed(Buffer.concat([whole, bytes('01020304')]))
  assert.is(hex(result), hex(whole))
})

test('R3, not: a datagram one byte shorter than its Length', () => {
  assert.is(framePacket(packet().subarray(0, -1)), null)
})

test('R4: attributes of 2 bytes and more that end with the packet', () => {
  const result = framed(Buffer.concat([header(25), bytes('1802 2103 aa')]))
  assert.is(findAttribute(result, 0x18), 20)
  assert.is(hex(attributeValue(result, findAttribute(result, 0x18))), '')
  assert.is(hex(attributeValue(result, findAttribute(result, 0x21))), 'aa')
  assert.is(findAttribute(result, 0x22), -1)
})

test('R4, not: an attribute of length 0 or 1, past the end, or of one byte alone', () => {
  for (const body of ['1800', '1801', '1803', '18', '1802 2104 aa', '18ff aabb']) {
    const attributes = bytes(body)
    assert.is(framePacket(Buffer.concat([header(20 + attributes.length), attributes])), null, body)
  }
})

test('a second attribute of a type is noticed', () => {
  assert.is(isRepeated(framed(packet({ attributes: [attribute(1, 'a'), attribute(1, 'a')] })), 1), true)
  assert.is(isRepeated(framed(packet({ attributes: [attribute(1, 'a'), attribute(2, 'a')] })), 1), false)
  assert.is(isRepeated(framed(packet({ attributes: [] })), 1), false)
})

test('text is UTF-8 to the letter', () => {
  for (const text of ['', 'alice', 'Zoë', '🔑', 'a\0b', '\ufeffbom', ' x ', '"\'\\']) {
    assert.is(readUtf8(Buffer.from(text)), text)
  }
  assert.is(readUtf8(Buffer.from('xxZoëxx'), 2, 6), 'Zoë')
})

test('text that is not UTF-8 is no text', () => {
  for (const wrong of ['ff', 'c3', 'c0af', 'eda080', 'f4908080', '61e4'])
    assert.is(readUtf8(bytes(wrong)), null, wrong)
})

test('R10: an attribute has 1 to 253 bytes', () => {
  assert.is(hex(encodeAttribute(18, Buffer.from('a'))), '120361')
  assert.is(encodeAttribute(18, Buffer.alloc(253)).length, 255)
})

test('R10, not: no attribute without a value, and none of 254 bytes', () => {
  for (const length of [0, 254]) {
    assert.throws(
      () => encodeAttribute(18, Buffer.alloc(length)),
      (error: unknown) => error instanceof RangeError,
    )
  }
})

test.run()
