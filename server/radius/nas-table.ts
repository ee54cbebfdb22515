import type { RadiusClientConfig } from '../config/load-config.ts'
import { cut, type IpAddress, type IpRange, parseAddress, parseRange } from '../lib/ip-address.ts'
import { prepareSharedSecret, type SharedSecret } from './protocol/shared-secret.ts'
import type { CompiledReplyRule } from './reply-attributes.ts'

/** A RadiusClient as it is configured, its reply attributes encoded. */
export interface RadiusClientSettings extends Omit<RadiusClientConfig, 'reply'> {
  /** What an Access-Accept carries; the first rule that matches the user wins. */
  readonly replies: readonly CompiledReplyRule[]
}

/** A configured NAS, ready for the hot path. */
export interface RadiusClient extends Omit<RadiusClientSettings, 'sharedSecret'> {
  readonly sharedSecret: SharedSecret
}

export interface ClientTable {
  readonly clients: readonly RadiusClient[]
  /** The RadiusClient with the longest prefix over a packet's source address, and nothing else names it; null: none. */
  find(sourceAddress: string): RadiusClient | null
}

/** Every fault of the RadiusClients, one a line. */
export class ClientTableError extends Error {
  override readonly name = 'ClientTableError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

const rememberedSources = 4096

/** @throws ClientTableError with all faults: an empty shared secret, no address, a name or an address block used twice */
export function createClientTable(settings: readonly RadiusClientSettings[]): ClientTable {
  const faults: string[] = []
  const names = new Set<string>()
  const byRange = new Map<string, RadiusClient>()
  const prefixLengths = { 4: new Set<number>(), 6: new Set<number>() }

  for (const client of settings) {
    if (names.has(client.name)) faults.push(`two RADIUS clients are called ${client.name}`)
    names.add(client.name)
    if (client.sharedSecret === '') faults.push(`RADIUS client ${client.name} has an empty shared secret`)
    const range = parseRange(client.address)
    if (range === null) {
      faults.push(`RADIUS client ${client.name}: ${client.address} is neither an address nor a CIDR`)
      continue
    }
    const other = byRange.get(rangeKey(range, range.prefixLength))
    if (other !== undefined)
      faults.push(`RADIUS clients ${other.name} and ${client.name} have the same address`)
    if (client.sharedSecret === '') continue
    byRange.set(rangeKey(range, range.prefixLength), prepare(client))
    prefixLengths[range.family].add(range.prefixLength)
  }
  if (faults.length > 0) throw new ClientTableError(faults)

  const longestFirst = { 4: descending(prefixLengths[4]), 6: descending(prefixLengths[6]) }
  const remembered = new Map<string, RadiusClient | null>()

  function search(sourceAddress: string): RadiusClient | null {
    const address = parseAddress(sourceAddress)
    if (address === null) return null
    for (const prefixLength of longestFirst[address.family]) {
      const client = byRange.get(rangeKey(cut(address, prefixLength), prefixLength))
      if (client !== undefined) return client
    }
    return null
  }

  return {
    clients: [...byRange.values()],
    find(sourceAddress) {
      const known = remembered.get(sourceAddress)
      if (known !== undefined) return known
      const client = search(sourceAddress)
      // Source addresses can be made up; when they fill the memory it starts over.
      if (remembered.size >= rememberedSources) remembered.clear()
      remembered.set(sourceAddress, client)
      return client
    },
  }
}

function prepare(settings: RadiusClientSettings): RadiusClient {
  return { ...settings, sharedSecret: prepareSharedSecret(settings.sharedSecret) }
}

function rangeKey({ family, value }: IpAddress | IpRange, prefixLength: number): string {
  return `${family}:${value}/${prefixLength}`
}

function descending(numbers: ReadonlySet<number>): readonly number[] {
  return [...numbers].sort((a, b) => b - a)
}
