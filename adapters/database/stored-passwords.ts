import { createDecoys, type Decoys } from '../passwords/decoys.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { isPassword, verifyForUnknownUser, verifyPassword } from '../passwords/verify.ts'
import { type UserStore, UserStoreError } from '../user-store.ts'

export interface StoredPasswords {
  readonly queue: HashingQueue
  /** The user's hash in a form that passwords/verify.ts reads; null: there is no such user. */
  fetchHash(id: string, deadline: number): Promise<string | null>
  /** Hashes of some hundreds of users, by user id. */
  sampleHashes(deadline: number): Promise<ReadonlyMap<string, string>>
}

/** Age at which the sample is taken again, ms. */
const sampleAge = 3_600_000

/**
 * `verifyPassword` for a store that fetches each hash from a database. For an unknown user a decoy's hash is fetched
 * and computed.
 */
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
      // A user with an unsupported hash takes as long as an unknown user.
      const instead = await verifyForUnknownUser(password, decoy.hash, deadline, queue)
      return instead === 'unavailable' ? instead : verdict
    } catch (error) {
      if (error instanceof UserStoreError) return 'unavailable'
      throw error
    }
  }
}
