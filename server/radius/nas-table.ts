import type { NasConfig } from '../config/load-config.ts'
import { cut, type IpAddress, type IpRange, parseAddress, parseRange } from '../lib/ip-address.ts'
import { prepareSharedSecret, type SharedSecret } from './protocol/shared-secret.ts'
import type { CompiledReplyRule } from './reply-attributes.ts'

/** A NAS as it is configured, its reply attributes encoded. */
export interface NasOptions extends Omit<NasConfig, 'reply'> {
  /** What an Access-Accept carries; the first rule that matches the user wins. */
  readonly replies: readonly CompiledReplyRule[]
}

/** A configured NAS, ready for the hot path. */
export interface Nas extends Omit<NasOptions, 'sharedSecret'> {
  readonly sharedSecret: SharedSecret
}

export interface NasTable {
  /** The NAS with the longest prefix over a packet's source address; attributes of the packet do not count. null: none. */
  find(sourceAddress: string): Nas | null
}

/** Every fault of the configured NASes, one a line. */
export class NasTableError extends Error {
  override readonly name = 'NasTableError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

const rememberedSources = 4096

/** @throws NasTableError with all faults: an empty shared secret, no address, a name or an address block used twice */
export function createNasTable(configured: readonly NasOptions[]): NasTable {
  const faults: string[] = []
  const names = new Set<string>()
  const byRange = new Map<string, Nas>()
  const prefixLengths = { 4: new Set<number>(), 6: new Set<number>() }

  for (const nas of configured) {
    if (names.has(nas.name)) faults.push(`two RADIUS clients are called ${nas.name}`)
    names.add(nas.name)
    if (nas.sharedSecret === '') faults.push(`RADIUS client ${nas.name} has an empty shared secret`)
    const range = parseRange(nas.address)
    if (range === null) {
      faults.push(`RADIUS client ${nas.name}: ${nas.address} is neither an address nor a CIDR`)
      continue
    }
    const other = byRange.get(rangeKey(range, range.prefixLength))
    if (other !== undefined) faults.push(`RADIUS clients ${other.name} and ${nas.name} have the same address`)
    if (nas.sharedSecret === '') continue
    byRange.set(rangeKey(range, range.prefixLength), prepare(nas))
    prefixLengths[range.family].add(range.prefixLength)
  }
  if (faults.length > 0) throw new NasTableError(faults)

  const longestFirst = { 4: descending(prefixLengths[4]), 6: descending(prefixLengths[6]) }
  const remembered = new Map<string, Nas | null>()

  function search(sourceAddress: string): Nas | null {
    const address = parseAddress(sourceAddress)
    if (address === null) return null
    for (const prefixLength of longestFirst[address.family]) {
      const nas = byRange.get(rangeKey(cut(address, prefixLength), prefixLength))
      if (nas !== undefined) return nas
    }
    return null
  }

  return {
    find(sourceAddress) {
      const known = remembered.get(sourceAddress)
      if (known !== undefined) return known
      const nas = search(sourceAddress)
      // Source addresses can be forged; when they fill the memory it starts over.
      if (remembered.size >= rememberedSources) remembered.clear()
      remembered.set(sourceAddress, nas)
      return nas
    },
  }
}

function prepare(nas: NasOptions): Nas {
  return { ...nas, sharedSecret: prepareSharedSecret(nas.sharedSecret) }
}

function rangeKey({ family, value }: IpAddress | IpRange, prefixLength: number): string {
  return `${family}:${value}/${prefixLength}`
}

function descending(numbers: ReadonlySet<number>): readonly number[] {
  return [...numbers].sort((a, b) => b - a)
}
