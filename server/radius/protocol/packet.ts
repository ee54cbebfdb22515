import { isUtf8 } from 'node:buffer'
import { headerLength, maxPacketLength, maxValueLength } from './wire.ts'

declare const framed: unique symbol

/** The bytes of one packet as they came off the wire, cut to Length; every attribute lies within them. */
export type RadiusPacket = Buffer & { readonly [framed]: true }

/**
 * Checks the framing (RFC 2865 section 3): Length 20 to 4096 and not more than arrived, trailing bytes ignored, every
 * attribute at least 2 bytes long and inside the packet. null: to be discarded in silence.
 */
export function framePacket(datagram: Buffer): RadiusPacket | null {
  if (datagram.length < headerLength) return null
  const length = datagram.readUInt16BE(2)
  if (length < headerLength || length > maxPacketLength || length > datagram.length) return null
  let at = headerLength
  while (at < length) {
    const attributeLength = at + 1 < length ? byteAt(datagram, at + 1) : 0
    if (attributeLength < 2) return null
    at += attributeLength
  }
  if (at !== length) return null
  return (datagram.length === length ? datagram : datagram.subarray(0, length)) as RadiusPacket
}

/** Reads one byte of those that are known to be there, several times as fast as readUInt8. */
export function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}

export function codeOf(packet: RadiusPacket): number {
  return byteAt(packet, 0)
}

export function identifierOf(packet: RadiusPacket): number {
  return byteAt(packet, 1)
}

/** Where the first attribute of a type starts, looking from the start of an attribute on; -1: there is none. */
export function findAttribute(packet: RadiusPacket, type: number, from: number = headerLength): number {
  for (let at = from; at < packet.length; at = attributeEnd(packet, at)) {
    if (byteAt(packet, at) === type) return at
  }
  return -1
}

export function attributeEnd(packet: RadiusPacket, at: number): number {
  return at + byteAt(packet, at + 1)
}

export function hasAttribute(packet: RadiusPacket, type: number): boolean {
  return findAttribute(packet, type) >= 0
}

export function isRepeated(packet: RadiusPacket, type: number): boolean {
  const first = findAttribute(packet, type)
  return first >= 0 && findAttribute(packet, type, attributeEnd(packet, first)) >= 0
}

/** The bytes of an attribute's value, as a view into the packet. */
export function attributeValue(packet: RadiusPacket, at: number): Buffer {
  return packet.subarray(at + 2, attributeEnd(packet, at))
}

/** Strict UTF-8, nothing replaced, nothing trimmed; null when the bytes are not UTF-8. */
export function readUtf8(bytes: Buffer, start: number = 0, end: number = bytes.length): string | null {
  let at = start
  while (at < end && byteAt(bytes, at) < 0x80) at++
  if (at === end) return bytes.toString('latin1', start, end)
  return isUtf8(bytes.subarray(start, end)) ? bytes.toString('utf8', start, end) : null
}

/** One attribute on the wire. @throws RangeError unless its value has 1 to 253 bytes */
export function encodeAttribute(type: number, value: Buffer): Buffer {
  if (value.length === 0 || value.length > maxValueLength) {
    throw new RangeError(`an attribute value has 1 to ${maxValueLength} bytes, not ${value.length}`)
  }
  return Buffer.concat([Buffer.from([type, value.length + 2]), value])
}
