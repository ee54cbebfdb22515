import { isIPv4, isIPv6, SocketAddress } from 'node:net'

/** Not ipaddr.js, which is less strict: it takes `10.1` and `10.0.0.0/08`, and `::10.1.2.3` for the IPv4 address. */
export interface IpAddress {
  readonly family: 4 | 6
  readonly value: bigint
}

/** An address block in CIDR notation; the host bits of `value` are zero. */
export interface IpRange extends IpAddress {
  readonly prefixLength: number
}

const bitsOf = { 4: 32, 6: 128 } as const

/**
 * An IPv4-mapped IPv6 address counts as the IPv4 address (RFC 4291 section 2.5.5.2), and a zone id is ignored. null:
 * not an address.
 */
export function parseAddress(text: string): IpAddress | null {
  const [bare = ''] = text.split('%', 1)
  if (isIPv4(bare)) return { family: 4, value: ipv4Value(bare) }
  if (!isIPv6(bare)) return null
  const value = ipv6Value(bare)
  return isMapped(value) ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value }
}

/** A single address is a range of one. null: neither an address nor a CIDR. */
export function parseRange(text: string): IpRange | null {
  const written = parseWrittenRange(text)
  return written && { ...cut(written, written.prefixLength), prefixLength: written.prefixLength }
}

/** Like {@link parseRange}, with host bits that may be set. */
export function parseWrittenRange(text: string): IpRange | null {
  const [addressText = '', prefixText, ...rest] = text.split('/')
  const address = parseAddress(addressText)
  if (address === null || rest.length > 0) return null
  const written = addressText.includes(':') ? 6 : 4
  if (prefixText === undefined) return { ...address, prefixLength: bitsOf[address.family] }
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText)) return null
  const prefixLength = Number(prefixText) - (bitsOf[written] - bitsOf[address.family])
  if (prefixLength < 0 || prefixLength > bitsOf[address.family]) return null
  return { ...address, prefixLength }
}

/** The address with its host bits set to zero. */
export function cut({ family, value }: IpAddress, prefixLength: number): IpAddress {
  const hostBits = BigInt(bitsOf[family] - prefixLength)
  return { family, value: (value >> hostBits) << hostBits }
}

/** Prefix length of an IPv6 network (RFC 4291 section 2.5.1). */
const networkBits = 64

/** The key by which sources are counted: an IPv6 host owns a whole /64. */
export function networkOf(address: IpAddress): string {
  if (address.family === 4) return formatAddress(address)
  return `${formatAddress(cut(address, networkBits))}/${networkBits}`
}

export function isInRange(address: IpAddress, { family, value, prefixLength }: IpRange): boolean {
  return address.family === family && cut(address, prefixLength).value === value
}

/** The shortest notation. */
export function formatAddress({ family, value }: IpAddress): string {
  if (family === 4) {
    const bytes = Number(value)
    return `${bytes >>> 24}.${(bytes >>> 16) & 255}.${(bytes >>> 8) & 255}.${bytes & 255}`
  }
  const hex = ipv6Groups(value).map((group) => group.toString(16))
  return new SocketAddress({ address: hex.join(':'), family: 'ipv6' }).address
}

function ipv6Groups(value: bigint): bigint[] {
  return Array.from({ length: 8 }, (_, i) => BigInt.asUintN(16, value >> BigInt((7 - i) * 16)))
}

function ipv4Value(text: string): bigint {
  return BigInt(text.split('.').reduce((value, byte) => value * 256 + Number(byte), 0))
}

function ipv6Value(text: string): bigint {
  const [head = '', tail = ''] = hexOnly(text).split('::')
  const before = head.split(':').filter((group) => group !== '')
  const after = tail.split(':').filter((group) => group !== '')
  const zeros = Array<string>(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

/** `::ffff:10.0.0.1` -> `::ffff:a00:1` */
function hexOnly(text: string): string {
  return text.replace(/[\d.]+\.[\d.]+$/, (dotted) => {
    const value = ipv4Value(dotted)
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`
  })
}

function isMapped(value: bigint): boolean {
  return value >> 32n === 0xffffn
}

/** The address in `192.0.2.7:4711` or `[2001:db8::1]:4711`, or the text as it is; undefined stays. */
export function addressIn(from: string | undefined): string | undefined {
  const [, six, four] = /^(?:\[([^\]]+)\]|([\d.]+)):\d+$/.exec(from ?? '') ?? []
  return six ?? four ?? from
}
