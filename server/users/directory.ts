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
import { withTenant } from './tenants.ts'

/** A user, with the store that verifies the password. */
export interface KnownUser {
  readonly userKey: UserKey
  readonly user: User
  readonly store: UserStore
}

/** Why a login has no user: unknown to every store (null), or more than one user matches. */
export type NoUser = 'ambiguous' | null

export function isKnown<Found extends object>(found: Found | NoUser): found is Found {
  return found !== null && found !== 'ambiguous'
}

export interface DirectoryPage {
  readonly users: readonly KnownUser[]
  readonly nextCursor: string | null
  /** Names of the stores that could not be queried, and whose users are therefore missing. */
  readonly missing: readonly string[]
}

export interface StoreHealth {
  readonly name: string
  /** Why the last query failed; null if the store answered. */
  readonly outage: string | null
}

/** A user store that may report whether its last query was answered. Without `outage`, it counts as available. */
export interface DirectoryStore extends UserStore {
  outage?(): string | null
}

/**
 * All user stores as one, queried in the configured order. For `name@realm` and `REALM\\name` only the stores of that realm are
 * queried, for `name`. If none of them has the name, `name@realm` may also be a user principal name or a mail address as a
 * whole. If the realm is not configured, the login is a name like any other.
 */
export interface UserDirectory {
  readonly stores: readonly UserStore[]
  /**
   * Throws UserStoreError if a store that may have the name cannot be queried, because the same name in a later store may be
   * another user.
   */
  find(login: string): Answer<KnownUser | NoUser>
  /**
   * The only user of all stores with this login, regardless of their order; `ambiguous` if a second store has one too. It is
   * for portals that vouch for a name, which does not identify a user. It queries every store, and throws UserStoreError if one
   * cannot be queried.
   */
  findOnly(login: string): Promise<KnownUser | NoUser>
  /** The users who make this login ambiguous, for admins only. Empty if it is not ambiguous, or they cannot be listed. */
  candidates(login: string): Promise<readonly KnownUser[]>
  /**
   * The tenant of whoever has this login, as far as the configuration alone says it: that of all stores that are queried for it.
   * undefined otherwise.
   */
  tenantFor(login: string): string | undefined
  /** null if no user has exactly this key; similar ids do not match. Throws UserStoreError if the store cannot be queried. */
  get(userKey: UserKey): Promise<KnownUser | null>
  /**
   * Takes as long for an unknown user (null) as for a wrong password.
   *
   * @param login - for an unknown user, chooses the store whose delay is imitated
   */
  verifyPassword(
    found: KnownUser | null,
    password: string,
    deadline: number,
    login?: string,
  ): Answer<PasswordVerdict>
  /** Lists users store after store. The last page may be empty. */
  list(query: UserQuery): Promise<DirectoryPage>
  health(): readonly StoreHealth[]
}

type Stores = readonly [DirectoryStore, ...DirectoryStore[]]

/**
 * @param realms - by the store's name, all spellings; case does not matter, and stores may share a realm
 * @param tenants - by the name of a store whose users do not say theirs
 * @param unknownUserKey - chooses the delays for unknown users; after a change, those delays differ, while those of users stay
 */
export function createUserDirectory(
  given: Stores,
  realms: ReadonlyMap<string, readonly string[]> = noRealms,
  unknownUserKey: Uint8Array = randomBytes(32),
  tenants: ReadonlyMap<string, string> = noTenants,
): UserDirectory {
  const fixedTenant = ({ name, knowsTenants }: DirectoryStore) =>
    knowsTenants ? undefined : tenants.get(name)
  const inTenant = (store: DirectoryStore) => {
    const tenant = fixedTenant(store)
    return tenant === undefined ? store : withTenant(store, tenant)
  }
  const [first, ...others] = given
  const stores: Stores = [inTenant(first), ...others.map(inTenant)]
  const storesOfRealm = new Map<string, Stores>()
  for (const store of stores) {
    for (const realm of new Set(realms.get(store.name)?.map((spelled) => spelled.toLowerCase()))) {
      storesOfRealm.set(realm, appended(storesOfRealm.get(realm), store))
    }
  }

  /** null if the login names no realm. A prefix or suffix that is not a realm belongs to the name and is never cut off. */
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
        // A store of another realm may have the whole login, as a mail address for example.
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
    tenantFor(login) {
      const [first, ...others] = (realmIn(login)?.stores ?? stores).map(fixedTenant)
      return others.every((tenant) => tenant === first) ? first : undefined
    },
    async get(userKey) {
      const colon = userKey.indexOf(':')
      const store = stores.find(({ name }) => name === userKey.slice(0, colon))
      const user = store === undefined ? null : await store.get(userKey.slice(colon + 1))
      if (store === undefined || user === null) return null
      return userKeyOf(store, user) === userKey ? { userKey, user, store } : null
    },
    verifyPassword(found, password, deadline, login = '') {
      // Also for a user whose hash has no known format.
      const draw = () => drawnFor(login, 'hash', unknownUserKey)
      if (found !== null) return found.store.verifyPassword(found.user, password, deadline, draw)
      const store = storeForUnknown(realmIn(login)?.stores ?? stores, login, unknownUserKey)
      return store.verifyPassword(null, password, deadline, draw)
    },
    list: (query) => listAll(stores, query, tenants),
    health: () => stores.map((store) => ({ name: store.name, outage: store.outage?.() ?? null })),
  }
}

export function userKeyOf(store: UserStore, user: User): UserKey {
  return `${store.name}:${user.id}`
}

/**
 * The same unknown login always gets the delay of the same store, and an attacker cannot predict which one. If it were always
 * the first store, users of a faster second store would be recognised by their delay.
 */
function storeForUnknown(stores: Stores, login: string, key: Uint8Array): DirectoryStore {
  const [first] = stores
  if (stores.length === 1) return first
  return stores[Math.floor(drawnFor(login, 'store', key) * stores.length)] ?? first
}

/** At least 0 and less than 1. Spellings of one name give the same number. */
function drawnFor(login: string, what: 'store' | 'hash', key: Uint8Array): number {
  const digest = createHmac('sha256', key)
    .update(`${what}\0${normaliseLogin(login)}`)
    .digest()
  return digest.readUInt32BE() / 2 ** 32
}

const noTenants: ReadonlyMap<string, string> = new Map()
const noRealms: ReadonlyMap<string, readonly string[]> = new Map()

interface Realm {
  /** The login without its realm. */
  readonly name: string
  /** The whole login, which may be a user principal name or a mail address; null if it can be neither. */
  readonly whole: string | null
  readonly stores: Stores
}

function appended(stores: Stores | undefined, store: DirectoryStore): Stores {
  return stores === undefined ? [store] : [...stores, store]
}

/** @param from - index of the first store to query */
function findIn(stores: Stores, login: string, from = 0): Answer<KnownUser | NoUser> {
  const store = stores[from]
  if (store === undefined) return null
  return whenKnown(store.find(login), (user) =>
    user === null ? findIn(stores, login, from + 1) : foundOr(store, user),
  )
}

/**
 * The name takes precedence over the whole login. Both are looked up at once, so that the delay does not tell which one
 * matched.
 */
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

/** Turns the exception of a store that answers synchronously into a rejection. */
async function asked(store: UserStore, login: string): Promise<User | NoUser> {
  return store.find(login)
}

function foundOr(store: UserStore, user: User | NoUser): KnownUser | NoUser {
  return user === null || user === 'ambiguous' ? user : found(store, user)
}

function found(store: UserStore, user: User): KnownUser {
  return { userKey: userKeyOf(store, user), user, store }
}

/** A cursor is the name of a store, a colon, and that store's own cursor, which is empty at its beginning. */
async function listAll(
  stores: Stores,
  { cursor, limit, ...query }: UserQuery,
  tenants: ReadonlyMap<string, string>,
): Promise<DirectoryPage> {
  const users: KnownUser[] = []
  const missing: string[] = []
  const colon = cursor?.indexOf(':') ?? -1
  const first = cursor === null ? 0 : stores.findIndex(({ name }) => name === cursor.slice(0, colon))
  let within = cursor?.slice(colon + 1) || null
  const { tenant } = query
  const mayHold = ({ name, knowsTenants }: DirectoryStore) =>
    tenant === undefined || (knowsTenants ? tenant !== null : tenant === (tenants.get(name) ?? null))
  for (const store of first < 0 ? [] : stores.slice(first).filter(mayHold)) {
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
