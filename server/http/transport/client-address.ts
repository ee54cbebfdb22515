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
  /** For throttling. An IPv6 host has a whole /64, so the address is cut to that. */
  readonly source: string
  /** Whether a trusted proxy reported it. */
  readonly isForwarded: boolean
  /** For the audit log; includes the port if the client connects directly. */
  readonly from: string
}

/** More proxies in a row than anyone has; each one costs a look-up. */
const mostHops = 32

/**
 * Determines the client of a request: the socket's other end, or, if that is a trusted proxy, the last hop in X-Forwarded-For
 * that is not one. Attackers can only write what stands before that hop, which is ignored.
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
    const isForwarded = client !== direct
    return {
      address: client,
      isForwarded,
      source: networkOf(client),
      from: isForwarded ? formatAddress(client) : inUrlForm(direct, remotePort),
    }
  }
}

function hopsIn(header: string | readonly string[] = ''): string[] {
  return [header].flat().join(',').split(',').slice(-mostHops)
}

/**
 * Parses an address as proxies write it, alone or with its port (`192.0.2.7:4711`, `[2001:db8::1]:4711`). null if it is
 * neither.
 */
function parseHop(text: string): IpAddress | null {
  const [, bracketed, plain = text] = /^(?:\[([^\]]*:[^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? []
  return parseAddress(bracketed ?? plain)
}

function inUrlForm(address: IpAddress, port: number | undefined): string {
  const host = formatAddress(address)
  return address.family === 6 ? `[${host}]:${port}` : `${host}:${port}`
}
