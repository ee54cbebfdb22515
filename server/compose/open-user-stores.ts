import { createHashingQueue, type HashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { findUserStoreKind } from '../../adapters/registry.ts'
import type { UserStore } from '../../adapters/user-store.ts'
import type { Lent, UserStoreKind } from '../../adapters/user-store-kind.ts'
import type { Config, UserStoreConfig } from '../config/load-config.ts'
import type { ExaminedUserStore } from '../service.ts'
import { examineStore } from '../users/examine-store.ts'

/** Stores with a database or server connect at the first query. */
export async function openUserStore(store: UserStoreConfig, lent: Lent): Promise<UserStore> {
  return kindOf(store).create(store, lent)
}

/**
 * Whether a circuit breaker protects the store. A file is never down; a RADIUS store only verifies passwords, and
 * reports itself when no server answers.
 */
export function isSpared(store: UserStoreConfig): boolean {
  const { isOwnFile = false, takesEveryName = false } = kindOf(store)
  return !isOwnFile && !takesEveryName
}

/**
 * Queries all stores that Ringlock does not own, before there is a data folder. Files of its own are created with the
 * data folder.
 */
export async function examineUserStores({ userStores }: Config): Promise<ExaminedUserStore[]> {
  const queue = createHashingQueue()
  return Promise.all(
    userStores.filter((store) => !kindOf(store).isOwnFile).map((store) => examineUserStore(store, queue)),
  )
}

async function examineUserStore(config: UserStoreConfig, queue: HashingQueue): Promise<ExaminedUserStore> {
  const { name } = config
  try {
    const store = await openUserStore(config, { queue, createIfMissing: false })
    try {
      return { name, found: await examineStore(store, []) }
    } finally {
      await store.close()
    }
  } catch (error) {
    return { name, found: error instanceof Error ? error.message : String(error) }
  }
}

function kindOf({ kind }: UserStoreConfig): UserStoreKind {
  const known = findUserStoreKind(kind)
  if (known === null) throw new RangeError(`no kind of user store is called ${kind}`)
  return known
}
