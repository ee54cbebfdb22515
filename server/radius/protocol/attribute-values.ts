import { isIPv4 } from 'node:net'

export type AttributeValue = string | number

/** The bytes of a value, or the words for what it should have been. */
export type EncodedValue = { readonly bytes: Buffer } | { readonly expected: string }

export const wholeNumber = 'a whole number from 0 to 4294967295'

/** RFC 2865 section 5: 32 bits, most significant byte first. */
export function encodeInteger(value: AttributeValue): EncodedValue {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 0xffff_ffff) {
    return { expected: wholeNumber }
  }
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return { bytes }
}

export function encodeIpv4(value: AttributeValue): EncodedValue {
  if (typeof value !== 'string' || !isIPv4(value)) return { expected: 'an IPv4 address' }
  return { bytes: Buffer.from(value.split('.').map(Number)) }
}

/** A number is refused, because YAML has read it already: 007 would have become 7. */
export function encodeText(value: AttributeValue, maxLength: number): EncodedValue {
  const expected = `text in quotes, 1 to ${maxLength} bytes`
  if (typeof value !== 'string') return { expected }
  return withinLength(Buffer.from(value), maxLength, expected)
}

/** Text, or bytes in hexadecimal behind `0x`. */
export function encodeOctets(value: AttributeValue, maxLength: number): EncodedValue {
  if (typeof value === 'string' && !/^0x/i.test(value)) return encodeText(value, maxLength)
  const expected = `text or 0x and pairs of hexadecimal digits, in quotes, 1 to ${maxLength} bytes`
  if (typeof value !== 'string' || !/^0x([0-9a-f]{2})+$/i.test(value)) return { expected }
  return withinLength(Buffer.from(value.slice(2), 'hex'), maxLength, expected)
}

function withinLength(bytes: Buffer, maxLength: number, expected: string): EncodedValue {
  return bytes.length === 0 || bytes.length > maxLength ? { expected } : { bytes }
}
