import { createDecoys, type Decoys } from '../passwords/decoys.ts'
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

/** Milliseconds after which another look tells which hashes users have. */
const sampleAge = 3_600_000

/** `verifyPassword` of a store that asks a database for each hash: for an unknown user, for that of a decoy. */
export function passwordsOf({
  queue,
  fetchHash,
  sampleHashes,
}: StoredPasswords): UserStore['verifyPassword'] {
  let sampled: { readonly decoys: Decoys; readonly at: number } | null = null

  async function currentDecoys(deadline: number): Promise<Decoys> {
    const now = Date.now()
    if (sampled === null || now - sampled.at > sampleAge) {
      sampled = { decoys: createDecoys(await sampleHashes(deadline)), at: now }
    }
    return sampled.decoys
  }

  return async (user, password, deadline, draw) => {
    if (!isPassword(password)) return 'wrong'
    try {
      const decoys = await currentDecoys(deadline)
      const decoy = decoys.pick(draw)
      const fetched = await fetchHash(user?.id ?? decoy.id, deadline)
      const stored = user === null ? null : fetched
      const verdict = stored === null ? 'wrong' : await verifyPassword(password, stored, deadline, queue)
      if (stored !== null && verdict !== 'unsupported-hash') {
        if (user !== null) decoys.meet(user.id, stored)
        return verdict
      }
      // Whose hash is in no known format is not told from nobody by the time it takes.
      const instead = await verifyForNobody(password, decoy.hash, deadline, queue)
      return instead === 'unavailable' ? instead : verdict
    } catch (error) {
      if (error instanceof UserStoreError) return 'unavailable'
      throw error
    }
  }
}
