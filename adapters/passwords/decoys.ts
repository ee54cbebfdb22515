import { hashOfNobody } from './argon2.ts'
import { formatOf } from './verify.ts'

/** A user's hash, computed in place of an unknown user's. */
export interface Decoy {
  /** Of the user whose hash it is; '' where it is no user's. */
  readonly id: string
  readonly hash: string
}

/**
 * Which of a store's hashes an unknown user takes the time of: each kind as often as users have it, so that neither a common
 * kind nor a rare one tells who exists.
 */
export interface Decoys {
  /** @param draw - gives a number from 0 up to 1, the same for a login each time; undefined: the commonest kind */
  pick(draw?: () => number): Decoy
  /** Learns the kind of a user's hash that was met. Kinds that no sample showed count as one user's. */
  meet(id: string, hash: string): void
}

interface Kind extends Decoy {
  users: number
}

/** @param hashes - of users by their ids; those in no known format take no time of their own, and are left out */
export function createDecoys(hashes: Iterable<readonly [string, string]>): Decoys {
  const kinds = new Map<string, Kind>()
  let inOrder: readonly Kind[] | null = null
  for (const [id, hash] of hashes) add(id, hash)

  function add(id: string, hash: string): void {
    const cost = formatOf(hash)?.costOf(hash)
    if (cost === undefined) return
    const known = kinds.get(cost)
    if (known === undefined) kinds.set(cost, { id, hash, users: 1 })
    else known.users++
  }

  /** Of kinds, not of their sizes: a name keeps its kind for as long as it can when users come and go. */
  function ordered(): readonly Kind[] {
    inOrder ??= [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind)
    return inOrder
  }

  return {
    pick(draw) {
      const all = ordered()
      if (draw === undefined) return all.reduce(commoner, nobody)
      let left = draw() * all.reduce((sum, { users }) => sum + users, 0)
      for (const kind of all) {
        left -= kind.users
        if (left < 0) return kind
      }
      return all.at(-1) ?? nobody
    },
    meet(id, hash) {
      const cost = formatOf(hash)?.costOf(hash)
      if (cost === undefined || kinds.has(cost)) return
      kinds.set(cost, { id, hash, users: 1 })
      inOrder = null
    },
  }
}

const nobody: Kind = { id: '', hash: hashOfNobody, users: 0 }

function commoner(a: Kind, b: Kind): Kind {
  return b.users > a.users ? b : a
}
