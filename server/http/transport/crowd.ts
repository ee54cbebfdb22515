import type { Socket } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import { type ConnectionBounds, type Connections, createConnections } from '../../lib/connections.ts'
import { isInRange, networkOf, parseAddress, parseRange } from '../../lib/ip-address.ts'
import type { Log } from '../../lib/log.ts'
import { createRateLimit } from '../../lib/rate-limit.ts'

/** Limits the connections, in total and per client. */
export interface Crowd {
  readonly connections: Connections
  /** null for a trusted proxy. */
  sourceOf(socket: Socket): string | null
}

/** Milliseconds between two log lines. */
const toldEvery = 60_000

/** @param trustedProxies - CIDRs */
export function createCrowd(
  trustedProxies: readonly string[],
  bounds: ConnectionBounds,
  { log, clock }: { readonly log: Pick<Log, 'warn'>; readonly clock: Clock },
): Crowd {
  const ranges = trustedProxies.map(parseRange).filter((range) => range !== null)
  const lines = createRateLimit(toldEvery)

  function tell(): void {
    const before = lines.admit('closed', clock())
    if (before !== null)
      log.warn({ ...bounds, before }, 'HTTP connections are closed to make room for others')
  }

  return {
    connections: createConnections(bounds, tell),
    sourceOf({ remoteAddress = '' }) {
      const address = parseAddress(remoteAddress)
      if (address === null) return remoteAddress
      return ranges.some((range) => isInRange(address, range)) ? null : networkOf(address)
    },
  }
}
