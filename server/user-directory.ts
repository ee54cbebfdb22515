import type { PasswordVerdict, User, UserStore } from '../adapters/user-store.ts'
import type { UserKey } from './state/state-store.ts'

/** A user together with the store that holds the password. */
export interface FoundUser {
  readonly userKey: UserKey
  readonly user: User
  readonly store: UserStore
}

/** All user stores as one, asked in the configured order. */
export interface UserDirectory {
  readonly stores: readonly UserStore[]
  /** Throws UserStoreError when a store that might know the name cannot be asked. */
  find(login: string): Promise<FoundUser | 'ambiguous' | null>
  /** null: nobody has this key any more. Throws UserStoreError when its store cannot be asked. */
  get(userKey: UserKey): Promise<FoundUser | null>
  /** Takes as long for nobody (null) as for a wrong password. */
  verifyPassword(found: FoundUser | null, password: string, deadline: number): Promise<PasswordVerdict>
}

export function createUserDirectory(stores: readonly [UserStore, ...UserStore[]]): UserDirectory {
  return {
    stores,
    async find(login) {
      for (const store of stores) {
        const user = await store.find(login)
        if (user === 'ambiguous') return 'ambiguous'
        if (user !== null) return { userKey: userKeyOf(store, user), user, store }
      }
      return null
    },
    async get(userKey) {
      const colon = userKey.indexOf(':')
      const store = stores.find(({ name }) => name === userKey.slice(0, colon))
      const user = store === undefined ? null : await store.get(userKey.slice(colon + 1))
      return store === undefined || user === null ? null : { userKey, user, store }
    },
    verifyPassword: (found, password, deadline) =>
      (found?.store ?? stores[0]).verifyPassword(found?.user ?? null, password, deadline),
  }
}

export function userKeyOf(store: UserStore, user: User): UserKey {
  return `${store.name}:${user.id}`
}
