import type { IncomingMessage } from 'node:http'
import {
  formatAddress,
  type IpAddress,
  isInRange,
  networkOf,
  parseAddress,
  parseRange,
} from '../../lib/ip-address.ts'

export interface ClientAddress {
  readonly address: IpAddress | null
  /** For throttling: an IPv6 host has a whole /64 to speak from. */
  readonly source: string
  /** Whether a trusted proxy said so. */
  readonly isForwarded: boolean
  /** For the audit trail: with the port, where the client speaks to us itself. */
  readonly from: string
}

/** Proxies one behind another; nobody has so many, and each costs a look. */
const mostHops = 32

/**
 * Whose request it is: the socket's other end, or what a trusted proxy there says (X-Forwarded-For): the last hop that is no
 * trusted proxy itself. What strangers write into the header stands before that, and is never read.
 *
 * @param trustedProxies - CIDRs
 */
export function createClientAddress(
  trustedProxies: readonly string[],
): (incoming: IncomingMessage) => ClientAddress {
  const ranges = trustedProxies.map(parseRange).filter((range) => range !== null)
  const isTrusted = (address: IpAddress) => ranges.some((range) => isInRange(address, range))

  return ({ socket, headers }) => {
    const { remoteAddress = '', remotePort } = socket
    const direct = parseAddress(remoteAddress)
    if (direct === null) {
      return { address: null, source: remoteAddress, from: remoteAddress, isForwarded: false }
    }
    let client = direct
    const hops = isTrusted(direct) ? hopsIn(headers['x-forwarded-for']) : []
    while (isTrusted(client)) {
      const hop = parseHop(hops.pop()?.trim() ?? '')
      if (hop === null) break
      client = hop
    }
    const shown = formatAddress(client)
    const isForwarded = client !== direct
    return {
      address: client,
      isForwarded,
      source: networkOf(client),
      from: isForwarded ? shown : inUrlForm(direct, remotePort),
    }
  }
}

function hopsIn(header: string | readonly string[] = ''): string[] {
  return [header].flat().join(',').split(',').slice(-mostHops)
}

/** As proxies write them: an address alone, or with its port (`192.0.2.7:4711`, `[2001:db8::1]:4711`). null: neither. */
function parseHop(text: string): IpAddress | null {
  const [, bracketed, plain = text] = /^(?:\[([^\]]*:[^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? []
  return parseAddress(bracketed ?? plain)
}

function inUrlForm(address: IpAddress, port: number | undefined): string {
  const host = formatAddress(address)
  return address.family === 6 ? `[${host}]:${port}` : `${host}:${port}`
}
