import { openUserStore as openers } from '../adapters/index.ts'
import { createHashingQueue, type HashingQueue } from '../adapters/passwords/hashing-queue.ts'
import type { UserStore } from '../adapters/user-store.ts'
import type { Config, UserStoreConfig } from './config.ts'
import { sendAccessRequest } from './radius/client.ts'
import type { ExaminedUserStore } from './service.ts'

interface Around {
  readonly queue: HashingQueue
  /** Of a file that never was: whether an empty one is made. */
  readonly createIfMissing: boolean
}

/** Those with a database or a server behind them connect when they are first asked. */
export function openUserStore(
  store: UserStoreConfig,
  { queue, createIfMissing }: Around,
): Promise<UserStore> {
  switch (store.kind) {
    case 'file':
      return openers.file({ ...store, queue, createIfMissing })
    case 'freepbx':
      return openers.freepbx({ ...store, queue })
    case 'fusionpbx':
      return openers.fusionpbx({ ...store, queue })
    case 'issabel':
      return openers.issabel({ ...store, queue })
    case 'sql':
      return openers.sql({ ...store, queue })
    case 'ldap':
      return openers.ldap(store)
    case 'radius':
      return openers.radius({ ...store, ask: sendAccessRequest })
  }
}

/** A file is never down, and a RADIUS store is asked for nothing but passwords: it says itself when no server answers. */
export function isSpared({ kind }: UserStoreConfig): boolean {
  return kind !== 'file' && kind !== 'radius'
}

/** Looks into all stores that are somebody else's, before there is a data folder. Files of our own are made with it. */
export async function examineUserStores({ userStores }: Config): Promise<ExaminedUserStore[]> {
  const queue = createHashingQueue()
  return Promise.all(
    userStores.filter(({ kind }) => kind !== 'file').map((store) => examineUserStore(store, queue)),
  )
}

async function examineUserStore(config: UserStoreConfig, queue: HashingQueue): Promise<ExaminedUserStore> {
  const { name } = config
  try {
    const store = await openUserStore(config, { queue, createIfMissing: false })
    try {
      const found = (await store.examine?.()) ?? { users: 0, hashes: [], warnings: [] }
      return { name, found }
    } finally {
      await store.close()
    }
  } catch (error) {
    return { name, found: error instanceof Error ? error.message : String(error) }
  }
}
