import type { HashTally } from '../user-store.ts'
import { formatOf } from './verify.ts'

/** Number of hashes per format, the most common first. */
export function tallyHashes(hashes: Iterable<string>): HashTally[] {
  const tallies = new Map<string, HashTally>()
  for (const hash of hashes) {
    const known = formatOf(hash)
    const format = known?.name ?? describeUnknown(hash)
    const users = (tallies.get(format)?.users ?? 0) + 1
    tallies.set(format, { format, isSupported: known !== null, users })
  }
  return [...tallies.values()].sort((a, b) => b.users - a.users)
}

/** As much as identifies the format: `$7$...`, `{NAME}...`, or only the length. */
function describeUnknown(hash: string): string {
  if (hash === '') return 'nothing'
  const [marker] = /^(?:\$[A-Za-z0-9-]{1,16}\$|\{[A-Za-z0-9./-]{1,24}\})/.exec(hash) ?? []
  return marker === undefined ? `${hash.length} characters without a marker` : `${marker}...`
}
