import { randomInt } from 'node:crypto'

/** Fingerprints of requests that were answered, for longer than their replies are kept: 16 characters, a byte each. */
export interface AnsweredPackets {
  has(fingerprint: string): boolean
  add(fingerprint: string): void
}

/** Words of 32 bits in a fingerprint. */
const length = 4

/** @param limit - how many of the latest are remembered at least */
export function createAnsweredPackets(limit = 65_536): AnsweredPackets {
  const wanted = new Uint32Array(length)
  let latest = createFingerprintTable(limit)
  let earlier = createFingerprintTable(limit)

  return {
    has(fingerprint) {
      if (latest.size() + earlier.size() === 0) return false
      readFingerprint(fingerprint, wanted)
      return latest.has(wanted) || earlier.has(wanted)
    },
    add(fingerprint) {
      readFingerprint(fingerprint, wanted)
      latest.add(wanted)
      if (latest.size() < limit) return
      const emptied = earlier
      emptied.clear()
      earlier = latest
      latest = emptied
    },
  }
}

function readFingerprint(fingerprint: string, into: Uint32Array): void {
  for (let i = 0; i < length; i++) {
    const at = 4 * i
    into[i] =
      (fingerprint.charCodeAt(at) << 24) |
      (fingerprint.charCodeAt(at + 1) << 16) |
      (fingerprint.charCodeAt(at + 2) << 8) |
      fingerprint.charCodeAt(at + 3)
  }
}

interface FingerprintTable {
  has(words: Uint32Array): boolean
  add(words: Uint32Array): void
  clear(): void
  size(): number
}

/**
 * An open-addressing hash table of whole fingerprints, half full at most. A Set of strings costs a login more than twice as
 * much: each string outlives the young generation, and the Set is copied whenever it grows.
 */
function createFingerprintTable(most: number): FingerprintTable {
  const slots = 2 ** Math.ceil(Math.log2(2 * most))
  const table = new Uint32Array(slots * length)
  // Random, so that nobody can choose unsigned packets whose fingerprints all go to one slot.
  const [first, second] = [randomInt(2 ** 32) | 1, randomInt(2 ** 32) | 1]
  let size = 0

  /** Where the fingerprint begins in the table, or the free place where it would. */
  function find(words: Uint32Array): number {
    const spread = Math.imul(words[0] as number, first) ^ Math.imul(words[1] as number, second)
    let slot = (spread ^ (spread >>> 15)) & (slots - 1)
    while (!isFree(slot * length) && !holds(slot * length, words)) slot = (slot + 1) & (slots - 1)
    return slot * length
  }

  /** Nothing hashes to a fingerprint that is all zeros. */
  function isFree(at: number): boolean {
    return table[at] === 0 && table[at + 1] === 0 && table[at + 2] === 0 && table[at + 3] === 0
  }

  function holds(at: number, words: Uint32Array): boolean {
    return (
      table[at] === words[0] &&
      table[at + 1] === words[1] &&
      table[at + 2] === words[2] &&
      table[at + 3] === words[3]
    )
  }

  return {
    has: (words) => size > 0 && !isFree(find(words)),
    add(words) {
      const at = find(words)
      if (!isFree(at)) return
      table.set(words, at)
      size++
    },
    clear() {
      table.fill(0)
      size = 0
    },
    size: () => size,
  }
}
