import { commonestHash } from '../passwords/commonest-hash.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { isPassword, verifyForNobody, verifyPassword } from '../passwords/verify.ts'
import { type UserStore, UserStoreError } from '../user-store.ts'

export interface StoredPasswords {
  readonly queue: HashingQueue
  /** The hash of the user with this id, in words that passwords/verify.ts understands; null: there is no such user. */
  fetchHash(id: string, deadline: number): Promise<string | null>
  /** The hashes of some hundreds of users, by their ids. */
  sampleHashes(deadline: number): Promise<ReadonlyMap<string, string>>
}

/** Milliseconds after which another look tells which hashes most users have. */
const sampleAge = 3_600_000

/** Somebody whose row is read, and thrown away, where there is nobody. */
interface Decoy {
  /** '' where there are no users. */
  readonly id: string
  /** As costly as the hashes of most users. */
  readonly hash: string
}

/** `verifyPassword` of a store that asks a database for each hash: for nobody, for that of somebody. */
export function passwordsOf({
  queue,
  fetchHash,
  sampleHashes,
}: StoredPasswords): UserStore['verifyPassword'] {
  let chosen: { readonly decoy: Decoy; readonly at: number } | null = null

  async function currentDecoy(deadline: number): Promise<Decoy> {
    const now = Date.now()
    if (chosen === null || now - chosen.at > sampleAge) {
      chosen = { decoy: decoyAmong(await sampleHashes(deadline)), at: now }
    }
    return chosen.decoy
  }

  return async (user, password, deadline) => {
    if (!isPassword(password)) return 'wrong'
    try {
      const decoy = await currentDecoy(deadline)
      const fetched = await fetchHash(user?.id ?? decoy.id, deadline)
      const stored = user === null ? null : fetched
      const verdict = stored === null ? 'wrong' : await verifyPassword(password, stored, deadline, queue)
      if (stored !== null && verdict !== 'unsupported-hash') return verdict
      // Whose hash is in no known format is not told from nobody by the time it takes.
      const instead = await verifyForNobody(password, decoy.hash, deadline, queue)
      return instead === 'unavailable' ? instead : verdict
    } catch (error) {
      if (error instanceof UserStoreError) return 'unavailable'
      throw error
    }
  }
}

function decoyAmong(hashes: ReadonlyMap<string, string>): Decoy {
  const hash = commonestHash(hashes.values())
  const [id = ''] = [...hashes].find(([, each]) => each === hash) ?? []
  return { id, hash }
}
