import { unknownUserHash } from './argon2.ts'
import { formatOf } from './verify.ts'

/** A user's hash that is computed in place of an unknown user's. */
export interface Decoy {
  /** Id of the user with this hash; '' if it is no user's. */
  readonly id: string
  readonly hash: string
}

/**
 * Chooses the hash that is computed for an unknown user. Each kind of hash is chosen as often as users have it, so that
 * the time reveals neither users with common hashes nor those with rare ones.
 */
export interface Decoys {
  /**
   * @param draw - a number from 0 to below 1 that is always the same for the same login; undefined: the most common
   * kind
   */
  pick(draw?: () => number): Decoy
  /** Counts a user's hash. A kind that was not in the sample counts as one user's. */
  meet(id: string, hash: string): void
}

interface Kind extends Decoy {
  users: number
}

/** @param hashes - by user id; hashes of unknown formats take no time and are left out */
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

  /**
   * Ordered by kind rather than by frequency, so that a name keeps its kind as long as possible when users come and go.
   */
  function ordered(): readonly Kind[] {
    inOrder ??= [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind)
    return inOrder
  }

  return {
    pick(draw) {
      const all = ordered()
      if (draw === undefined) return all.reduce(commoner, noUsers)
      let left = draw() * all.reduce((sum, { users }) => sum + users, 0)
      for (const kind of all) {
        left -= kind.users
        if (left < 0) return kind
      }
      return all.at(-1) ?? noUsers
    },
    meet(id, hash) {
      const cost = formatOf(hash)?.costOf(hash)
      if (cost === undefined || kinds.has(cost)) return
      kinds.set(cost, { id, hash, users: 1 })
      inOrder = null
    },
  }
}

const noUsers: Kind = { id: '', hash: unknownUserHash, users: 0 }

function commoner(a: Kind, b: Kind): Kind {
  return b.users > a.users ? b : a
}
