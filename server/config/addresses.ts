import { cut, formatAddress, type IpRange, parseAddress, parseWrittenRange } from '../lib/ip-address.ts'
import type { ListenAddress } from './model.ts'

/** `127.0.0.1:1812` or `[::1]:1812`; null for anything else, host names and zone ids included. */
export function parseListen(text: string): ListenAddress | null {
  const [, v6, v4, digits] = /^(?:\[([^[\]%]+)\]|([^:%]+)):(0|[1-9]\d{0,4})$/.exec(text) ?? []
  const address = parseAddress(v6 ?? v4 ?? '')
  const port = Number(digits)
  if (address === null || address.family !== (v6 === undefined ? 4 : 6) || port > 65_535) return null
  return { host: formatAddress(address), port, family: address.family }
}

/**
 * An address or a CIDR in its shortest form, always with a prefix length; IPv4-mapped IPv6 becomes IPv4. null: it is
 * neither, or has host bits set.
 */
export function parseCidr(text: string): string | null {
  const range = rangeOf(text)
  return range === null || hasStrayBits(range) ? null : formatRange(range)
}

/** The CIDR that was probably meant where host bits are set; null: the text is something else. */
export function nearestCidr(text: string): string | null {
  const range = rangeOf(text)
  return range !== null && hasStrayBits(range) ? formatRange(range) : null
}

/** Zone ids are refused, because they mean another host on each link. */
function rangeOf(text: string): IpRange | null {
  return text.includes('%') ? null : parseWrittenRange(text)
}

function hasStrayBits(range: IpRange): boolean {
  return cut(range, range.prefixLength).value !== range.value
}

function formatRange(range: IpRange): string {
  return `${formatAddress(cut(range, range.prefixLength))}/${range.prefixLength}`
}
