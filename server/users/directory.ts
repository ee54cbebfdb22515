import { createHmac, randomBytes } from 'node:crypto'
import {
  type Answer,
  type PasswordVerdict,
  type User,
  type UserQuery,
  type UserStore,
  UserStoreError,
} from '../../adapters/user-store.ts'
import { normaliseLogin } from '../lib/normalise-login.ts'
import { whenKnown } from '../lib/when-known.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { candidatesIn } from './candidates.ts'

/** A user together with the store that holds the password. */
export interface KnownUser {
  readonly userKey: UserKey
  readonly user: User
  readonly store: UserStore
}

/** Why a login leads to no user: no store knows it (null), or more than one user goes by it. */
export type NoUser = 'ambiguous' | null

export function isKnown<Found extends object>(found: Found | NoUser): found is Found {
  return found !== null && found !== 'ambiguous'
}

export interface DirectoryPage {
  readonly users: readonly KnownUser[]
  readonly nextCursor: string | null
  /** Names of the stores that could not be asked, whose users are missing from here on. */
  readonly missing: readonly string[]
}

export interface StoreHealth {
  readonly name: string
  /** Why the store could not be asked the last time; null: it answered. */
  readonly outage: string | null
}

/** A store that can tell whether it answered the last time; one that cannot always does. */
export interface DirectoryStore extends UserStore {
  outage?(): string | null
}

/**
 * All user stores as one, asked in the configured order. `name@realm` and `REALM\\name` ask the stores of that realm alone, for
 * `name`; where no store of the realm has the name, `name@realm` may be a user principal name or a mail address as it stands. Where
 * there is no such realm, it is a login like any other.
 */
export interface UserDirectory {
  readonly stores: readonly UserStore[]
  /**
   * Throws UserStoreError when a store that might know the name cannot be asked: a later store's user of that name may be
   * somebody else.
   */
  find(login: string): Answer<KnownUser | NoUser>
  /**
   * The one user of all stores who goes by this login, whatever their order: `ambiguous` where a second store has a user of the
   * name too. For a portal that vouches for a name, which is no identity. Asks every store, and throws UserStoreError when one
   * cannot be asked.
   */
  findOnly(login: string): Promise<KnownUser | NoUser>
  /** The users who make this login ambiguous, for admins and never for the caller. Empty: it is not, or they cannot be listed. */
  candidates(login: string): Promise<readonly KnownUser[]>
  /**
   * null: no user has this very key any more, however similar another id is. Throws UserStoreError when its store cannot be
   * asked.
   */
  get(userKey: UserKey): Promise<KnownUser | null>
  /**
   * Takes as long for nobody (null) as for a wrong password.
   *
   * @param login - by which nobody was found: it draws the store whose time it takes
   */
  verifyPassword(
    found: KnownUser | null,
    password: string,
    deadline: number,
    login?: string,
  ): Answer<PasswordVerdict>
  /** Users of one store after those of the other. The last page may be empty. */
  list(query: UserQuery): Promise<DirectoryPage>
  health(): readonly StoreHealth[]
}

type Stores = readonly [DirectoryStore, ...DirectoryStore[]]

/**
 * @param realms - by the store's name, in all spellings; upper and lower case are the same. Several stores may share one.
 * @param unknownUserKey - draws whose time an unknown user takes; where it changes, so do these times, and those of users do not
 */
export function createUserDirectory(
  stores: Stores,
  realms: ReadonlyMap<string, readonly string[]> = noRealms,
  unknownUserKey: Uint8Array = randomBytes(32),
): UserDirectory {
  const storesOfRealm = new Map<string, Stores>()
  for (const store of stores) {
    for (const realm of new Set(realms.get(store.name)?.map((spelled) => spelled.toLowerCase()))) {
      storesOfRealm.set(realm, appended(storesOfRealm.get(realm), store))
    }
  }

  /** null: it names no realm. A prefix or suffix that is no realm is part of the name, and is never cut off. */
  function realmIn(login: string): Realm | null {
    if (storesOfRealm.size === 0) return null
    const slash = login.indexOf('\\')
    const prefixed = slash < 0 ? undefined : storesOfRealm.get(login.slice(0, slash).toLowerCase())
    if (prefixed !== undefined) return { name: login.slice(slash + 1), whole: null, stores: prefixed }
    const at = login.lastIndexOf('@')
    const named = at < 0 ? undefined : storesOfRealm.get(login.slice(at + 1).toLowerCase())
    return named === undefined ? null : { name: login.slice(0, at), whole: login, stores: named }
  }

  function find(login: string): Answer<KnownUser | NoUser> {
    const realm = realmIn(login)
    return realm === null ? findIn(stores, login) : findInRealm(realm)
  }

  return {
    stores,
    find,
    async findOnly(login) {
      const realm = realmIn(login)
      const named = await Promise.all(
        // A store of another realm may know somebody by the login as a whole, who got in by a mail address, say.
        stores.map((store) =>
          realm?.stores.includes(store) ? findInRealm({ ...realm, stores: [store] }) : findIn([store], login),
        ),
      )
      const [only = null, another] = named.filter((each) => each !== null)
      return another === undefined ? only : 'ambiguous'
    },
    async candidates(login) {
      const realm = realmIn(login)
      const spellings = realm === null ? [login] : [realm.name, realm.whole].filter((each) => each !== null)
      for (const store of realm?.stores ?? stores) {
        const users = await candidatesIn(store, spellings)
        if (users.length > 0) return users.map((user) => found(store, user))
      }
      return []
    },
    async get(userKey) {
      const colon = userKey.indexOf(':')
      const store = stores.find(({ name }) => name === userKey.slice(0, colon))
      const user = store === undefined ? null : await store.get(userKey.slice(colon + 1))
      if (store === undefined || user === null) return null
      return userKeyOf(store, user) === userKey ? { userKey, user, store } : null
    },
    verifyPassword(found, password, deadline, login = '') {
      // Also for a user whose hash is in no known format.
      const draw = () => drawnFor(login, 'hash', unknownUserKey)
      if (found !== null) return found.store.verifyPassword(found.user, password, deadline, draw)
      const store = storeForUnknown(realmIn(login)?.stores ?? stores, login, unknownUserKey)
      return store.verifyPassword(null, password, deadline, draw)
    },
    list: (query) => listAll(stores, query),
    health: () => stores.map((store) => ({ name: store.name, outage: store.outage?.() ?? null })),
  }
}

export function userKeyOf(store: UserStore, user: User): UserKey {
  return `${store.name}:${user.id}`
}

/**
 * An unknown user takes the time of the same store each time, and which one that is cannot be foreseen: if it were always the
 * first, users of a faster one behind it would be known by their time.
 */
function storeForUnknown(stores: Stores, login: string, key: Uint8Array): DirectoryStore {
  const [first] = stores
  if (stores.length === 1) return first
  return stores[Math.floor(drawnFor(login, 'store', key) * stores.length)] ?? first
}

/** From 0 up to 1. Spellings of one name count as one. */
function drawnFor(login: string, what: 'store' | 'hash', key: Uint8Array): number {
  const digest = createHmac('sha256', key)
    .update(`${what}\0${normaliseLogin(login)}`)
    .digest()
  return digest.readUInt32BE() / 2 ** 32
}

const noRealms: ReadonlyMap<string, readonly string[]> = new Map()

interface Realm {
  /** The login without the realm. */
  readonly name: string
  /** The login as it stands, which may be a user principal name or a mail address; null: it can be neither. */
  readonly whole: string | null
  readonly stores: Stores
}

function appended(stores: Stores | undefined, store: DirectoryStore): Stores {
  return stores === undefined ? [store] : [...stores, store]
}

/** @param from - the first store to ask */
function findIn(stores: Stores, login: string, from = 0): Answer<KnownUser | NoUser> {
  const store = stores[from]
  if (store === undefined) return null
  return whenKnown(store.find(login), (user) =>
    user === null ? findIn(stores, login, from + 1) : foundOr(store, user),
  )
}

/** A name goes before what the whole login may be. Both are looked up at once, so that the time does not tell which one it was. */
async function findInRealm({ name, whole, stores }: Realm): Promise<KnownUser | NoUser> {
  if (whole === null) return findIn(stores, name)
  let second: KnownUser | NoUser = null
  for (const store of stores) {
    const [named, other] = await Promise.allSettled([asked(store, name), asked(store, whole)])
    if (named.status === 'rejected') throw named.reason
    if (named.value !== null) return foundOr(store, named.value)
    if (other.status === 'rejected') throw other.reason
    second ??= foundOr(store, other.value)
  }
  return second
}

/** Rejects where a store that answers at once throws. */
async function asked(store: UserStore, login: string): Promise<User | NoUser> {
  return store.find(login)
}

function foundOr(store: UserStore, user: User | NoUser): KnownUser | NoUser {
  return user === null || user === 'ambiguous' ? user : found(store, user)
}

function found(store: UserStore, user: User): KnownUser {
  return { userKey: userKeyOf(store, user), user, store }
}

/** A cursor is the name of a store, and behind a colon that store's own cursor, or nothing at its beginning. */
async function listAll(stores: Stores, { cursor, limit, ...query }: UserQuery): Promise<DirectoryPage> {
  const users: KnownUser[] = []
  const missing: string[] = []
  const colon = cursor?.indexOf(':') ?? -1
  const first = cursor === null ? 0 : stores.findIndex(({ name }) => name === cursor.slice(0, colon))
  let within = cursor?.slice(colon + 1) || null
  for (const store of first < 0 ? [] : stores.slice(first)) {
    do {
      if (users.length >= limit) return { users, nextCursor: `${store.name}:${within ?? ''}`, missing }
      try {
        const page = await store.list({ ...query, cursor: within, limit: limit - users.length })
        users.push(...page.users.map((user) => found(store, user)))
        within = page.nextCursor
      } catch (error) {
        if (!(error instanceof UserStoreError)) throw error
        missing.push(store.name)
        within = null
      }
    } while (within !== null)
  }
  return { users, nextCursor: null, missing }
}
