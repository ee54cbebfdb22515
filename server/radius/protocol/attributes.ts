import { isIPv4 } from 'node:net'
import radius from 'radius'
import { attributeType, headerLength, maxReplyAttributesLength, maxValueLength } from './wire.ts'

export type AttributeValue = string | number

/** By dictionary name; a list repeats the attribute. */
export type ReplyAttributes = Readonly<Record<string, AttributeValue | readonly AttributeValue[]>>

/** Something that is configured and cannot be done. */
export interface ConfigurationFault {
  /** Starts at what was compiled. */
  readonly path: readonly (string | number)[]
  readonly found: string
  readonly expected: string
}

export type Compiled<T> =
  | { readonly value: T; readonly faults: null }
  | { readonly value: null; readonly faults: readonly ConfigurationFault[] }

/** A vendor's id, and the type and length within it, come first in a Vendor-Specific (RFC 2865 section 5.26). */
const maxVendorValueLength = maxValueLength - 6

/** The protocol writes these itself, or they belong in requests, or would have to be encrypted. */
const forbidden: ReadonlySet<number> = new Set([
  attributeType.userPassword,
  attributeType.chapPassword,
  attributeType.state,
  attributeType.vendorSpecific,
  attributeType.proxyState,
  attributeType.chapChallenge,
  attributeType.tunnelPassword,
  attributeType.eapMessage,
  attributeType.messageAuthenticator,
])

/** The bytes of a value, or the words for what it should have been. */
type EncodedValue = { readonly bytes: Buffer } | { readonly expected: string }

const wholeNumber = 'a whole number from 0 to 4294967295'

interface VendorAttribute {
  /** IANA private enterprise number. */
  readonly vendor: number
  readonly type: number
  readonly kind: 'text' | 'integer' | 'octets'
  /** Names that may stand for an integer. */
  readonly values?: Readonly<Record<string, number>>
}

/** What phone systems and gateways read from an admin's Access-Accept, by the names of their vendors' dictionaries. */
const vendorAttributes: Readonly<Record<string, VendorAttribute>> = {
  'Cisco-AVPair': { vendor: 9, type: 1, kind: 'text' },
  'ACL-Auth-Level': {
    vendor: 5003,
    type: 35,
    kind: 'integer',
    values: { 'ACL-Auth-UserLevel': 50, 'ACL-Auth-AdminLevel': 100, 'ACL-Auth-SecurityAdminLevel': 200 },
  },
  'Acme-User-Class': { vendor: 9148, type: 254, kind: 'text' },
}

const byNumber = /^Vendor-([1-9]\d{0,7})-Attr-([1-9]\d{0,2})$/
const largestVendor = 0xff_ffff
const largestType = 255

/** The attributes of an Access-Accept as bytes, in their order. Loads the dictionaries (8 to 15 ms) at its first use. */
export function compileReplyAttributes(attributes: ReplyAttributes): Compiled<Buffer> {
  const encoded: Buffer[] = []
  const faults: ConfigurationFault[] = []
  for (const { path, name, value } of flatten(attributes)) {
    const attribute = encodeByName(name, value)
    if ('bytes' in attribute) encoded.push(attribute.bytes)
    else faults.push({ path, found: JSON.stringify(value), expected: attribute.expected })
  }
  const value = Buffer.concat(encoded)
  if (value.length > maxReplyAttributesLength) {
    const expected = `at most ${maxReplyAttributesLength} bytes, so that the reply has room for Proxy-States`
    faults.push({ path: [], found: `${value.length} bytes of attributes`, expected })
  }
  return faults.length === 0 ? { value, faults: null } : { value: null, faults }
}

function flatten(attributes: ReplyAttributes) {
  return Object.entries(attributes).flatMap(([name, given]) =>
    typeof given === 'object'
      ? given.map((value, index) => ({ path: [name, index], name, value }))
      : [{ path: [name], name, value: given }],
  )
}

function encodeByName(name: string, value: AttributeValue): EncodedValue {
  const vendorAttribute = findVendorAttribute(name, value)
  if (vendorAttribute !== null) return encodeVendorAttribute(vendorAttribute, value)
  const isName = Number.isNaN(Number(name))
  const probe = encode(isName ? name : '?', Buffer.from([1, 2, 3, 4]))
  const type = probe.readUInt8(0)
  if (type === 0)
    return { expected: 'a name that the RADIUS dictionaries have, or Vendor-NUMBER-Attr-NUMBER' }
  if (forbidden.has(type)) return { expected: 'an attribute that may be chosen for an Access-Accept' }
  return wrap(encodeValue(name, value, probe), (bytes) => encode(name, bytes))
}

/** What npm radius makes of the bytes 1, 2, 3, 4 tells what kind of attribute it takes the name for. */
function encodeValue(name: string, value: AttributeValue, probe: Buffer): EncodedValue {
  const decoded = decodeOne(probe)
  if (decoded === '1.2.3.4') return encodeIpv4(value)
  if (typeof decoded === 'string') return encodeText(value, maxValueLength)
  if (typeof decoded === 'number') return encodeNamedInteger(name, value)
  if (Buffer.isBuffer(decoded)) return encodeOctets(value, maxValueLength)
  return { expected: 'an attribute that holds text, a number or an address' }
}

function encodeNamedInteger(name: string, value: AttributeValue): EncodedValue {
  const integer = encodeInteger(value)
  if ('bytes' in integer || !Number.isNaN(Number(value))) return integer
  try {
    return { bytes: encode(name, value).subarray(2) }
  } catch {
    return { expected: `${wholeNumber}, or a name that the dictionaries have for a ${name}` }
  }
}

function encodeVendorAttribute(
  { vendor, type, kind, values }: VendorAttribute,
  value: AttributeValue,
): EncodedValue {
  const wrapInVendor = (bytes: Buffer) => encode('Vendor-Specific', vendor, [[type, bytes]])
  if (kind === 'text') return wrap(encodeText(value, maxVendorValueLength), wrapInVendor)
  if (kind === 'octets') return wrap(encodeOctets(value, maxVendorValueLength), wrapInVendor)
  const integer = wrap(encodeInteger(values?.[value] ?? value), wrapInVendor)
  if ('bytes' in integer || values === undefined) return integer
  return { expected: [wholeNumber, ...Object.keys(values)].join(', or ') }
}

/** `Vendor-9-Attr-1` names any attribute of any vendor; a number makes it an integer. null: no such attribute. */
function findVendorAttribute(name: string, value: string | number): VendorAttribute | null {
  if (Object.hasOwn(vendorAttributes, name)) return vendorAttributes[name] ?? null
  const numbers = byNumber.exec(name)
  if (numbers === null) return null
  const vendor = Number(numbers[1])
  const type = Number(numbers[2])
  if (vendor > largestVendor || type > largestType) return null
  return { vendor, type, kind: typeof value === 'number' ? 'integer' : 'octets' }
}

function wrap(encoded: EncodedValue, wrapBytes: (bytes: Buffer) => Buffer): EncodedValue {
  return 'bytes' in encoded ? { bytes: wrapBytes(encoded.bytes) } : encoded
}

/** RFC 2865 section 5: 32 bits, most significant byte first. */
function encodeInteger(value: AttributeValue): EncodedValue {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 0xffff_ffff) {
    return { expected: wholeNumber }
  }
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return { bytes }
}

function encodeIpv4(value: AttributeValue): EncodedValue {
  if (typeof value !== 'string' || !isIPv4(value)) return { expected: 'an IPv4 address' }
  return { bytes: Buffer.from(value.split('.').map(Number)) }
}

/** A number is refused, because YAML has read it already: 007 would have become 7. */
function encodeText(value: AttributeValue, maxLength: number): EncodedValue {
  const expected = `text in quotes, 1 to ${maxLength} bytes`
  if (typeof value !== 'string') return { expected }
  return withinLength(Buffer.from(value), maxLength, expected)
}

/** Text, or bytes in hexadecimal behind `0x`. */
function encodeOctets(value: AttributeValue, maxLength: number): EncodedValue {
  if (typeof value === 'string' && !/^0x/i.test(value)) return encodeText(value, maxLength)
  const expected = `text or 0x and pairs of hexadecimal digits, in quotes, 1 to ${maxLength} bytes`
  if (typeof value !== 'string' || !/^0x([0-9a-f]{2})+$/i.test(value)) return { expected }
  return withinLength(Buffer.from(value.slice(2), 'hex'), maxLength, expected)
}

function withinLength(bytes: Buffer, maxLength: number, expected: string): EncodedValue {
  return bytes.length === 0 || bytes.length > maxLength ? { expected } : { bytes }
}

/** One attribute as npm radius writes it; a name that it does not know becomes type 0. */
function encode(...attribute: readonly unknown[]): Buffer {
  return radius.encode({ code: 'Access-Accept', secret: '-', attributes: [attribute] }).subarray(headerLength)
}

function decodeOne(attribute: Buffer): unknown {
  const header = Buffer.alloc(headerLength)
  header.writeUInt8(2, 0)
  header.writeUInt16BE(headerLength + attribute.length, 2)
  const { attributes } = radius.decode_without_secret({ packet: Buffer.concat([header, attribute]) })
  const [value]: unknown[] = Object.values(attributes)
  // An attribute that may have a tag comes as a pair of the two.
  return Array.isArray(value) ? value[1] : value
}
