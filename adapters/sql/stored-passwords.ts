import { commonestHash } from '../passwords/commonest-hash.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { isPassword, verifyForNobody, verifyPassword } from '../passwords/verify.ts'
import { type UserStore, UserStoreError } from '../user-store.ts'

export interface StoredPasswords {
  readonly queue: HashingQueue
  /**
   * The hash of the user with this id, in words that passwords/verify.ts understands; null: there is no such user. Takes
   * as long for nobody (null).
   */
  fetchHash(id: string | null, deadline: number): Promise<string | null>
  /** Some hundreds of hashes that are in use. */
  sampleHashes(deadline: number): Promise<readonly string[]>
}

/** Milliseconds after which another look tells which hashes most users have. */
const sampleAge = 3_600_000

/** `verifyPassword` of a store that asks a database for each hash. */
export function passwordsOf({
  queue,
  fetchHash,
  sampleHashes,
}: StoredPasswords): UserStore['verifyPassword'] {
  let sampled: { readonly commonest: string; readonly at: number } | null = null

  /** What is computed for nobody: as costly as the hashes of most users. */
  async function hashOfNobody(deadline: number): Promise<string> {
    const now = Date.now()
    if (sampled === null || now - sampled.at > sampleAge) {
      sampled = { commonest: commonestHash(await sampleHashes(deadline)), at: now }
    }
    return sampled.commonest
  }

  return async (user, password, deadline) => {
    if (!isPassword(password)) return 'wrong'
    try {
      const nobody = await hashOfNobody(deadline)
      const stored = await fetchHash(user?.id ?? null, deadline)
      const verdict = stored === null ? 'wrong' : await verifyPassword(password, stored, deadline, queue)
      if (stored !== null && verdict !== 'unsupported-hash') return verdict
      // Whose hash is in no known format is not told from nobody by the time it takes.
      const instead = await verifyForNobody(password, nobody, deadline, queue)
      return instead === 'unavailable' ? instead : verdict
    } catch (error) {
      if (error instanceof UserStoreError) return 'unavailable'
      throw error
    }
  }
}
