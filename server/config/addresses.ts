import { isIP, SocketAddress } from 'node:net'
import type { ListenAddress } from './model.ts'

type Family = ListenAddress['family']

interface IpAddress {
  readonly family: Family
  readonly bits: bigint
}

const width = { 4: 32, 6: 128 } as const

/** `127.0.0.1:1812` or `[::1]:1812`; null for anything else, names of hosts too. */
export function parseListen(text: string): ListenAddress | null {
  const [, v6, v4, digits] = /^(?:\[([^[\]]+)\]|([^:]+)):(0|[1-9]\d{0,4})$/.exec(text) ?? []
  const address = parseIp(v6 ?? v4 ?? '')
  const port = Number(digits)
  if (address === null || address.family !== (v6 === undefined ? 4 : 6) || port > 65_535) return null
  return { host: ipText(address), port, family: address.family }
}

/**
 * An address or a CIDR in its shortest form, always with its prefix length; IPv4-mapped IPv6 becomes IPv4. null when it is
 * neither, or when bits after the prefix are set.
 */
export function parseCidr(text: string): string | null {
  const network = networkOf(text)
  return network === null || network.strayBits ? null : network.cidr
}

/** What may have been meant by a CIDR whose bits after the prefix are set; null for anything else. */
export function nearestCidr(text: string): string | null {
  const network = networkOf(text)
  return network?.strayBits ? network.cidr : null
}

function networkOf(text: string): { readonly cidr: string; readonly strayBits: boolean } | null {
  const [, host = '', digits] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? []
  const address = parseIp(host)
  if (address === null) return null
  const prefix = digits === undefined ? width[address.family] : Number(digits)
  if (prefix > width[address.family]) return null
  const strayMask = (1n << BigInt(width[address.family] - prefix)) - 1n
  const network = unmap({ family: address.family, bits: address.bits & ~strayMask }, prefix)
  return {
    cidr: `${ipText(network.address)}/${network.prefix}`,
    strayBits: (address.bits & strayMask) !== 0n,
  }
}

/** RFC 4291 section 2.5.5.2: ::ffff:0:0/96 holds the IPv4 addresses. */
function unmap(address: IpAddress, prefix: number): { readonly address: IpAddress; readonly prefix: number } {
  const isMapped = address.family === 6 && prefix >= 96 && address.bits >> 32n === 0xffffn
  return isMapped
    ? { address: { family: 4, bits: address.bits & 0xffff_ffffn }, prefix: prefix - 96 }
    : { address, prefix }
}

function parseIp(text: string): IpAddress | null {
  const family = text.includes('%') ? 0 : isIP(text)
  if (family === 4) return { family, bits: v4Bits(text) }
  if (family === 6) return { family, bits: v6Bits(text) }
  return null
}

function v4Bits(text: string): bigint {
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n)
}

function v6Bits(text: string): bigint {
  const hex = text.replace(/[^:]+\.[^:]+$/, (v4) =>
    v4Bits(v4).toString(16).padStart(8, '0').replace(/.{4}/, '$&:'),
  )
  const [head = [], tail = []] = hex
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...zeros, ...tail].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n)
}

function ipText({ family, bits }: IpAddress): string {
  if (family === 4) return groups(bits, 4, 8).join('.')
  const hex = groups(bits, 8, 16).map((group) => group.toString(16))
  return new SocketAddress({ address: hex.join(':'), family: 'ipv6' }).address
}

function groups(bits: bigint, count: number, size: number): bigint[] {
  return Array.from({ length: count }, (_, i) => BigInt.asUintN(size, bits >> BigInt((count - 1 - i) * size)))
}
