import { type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import { normaliseLogin } from '../lib/normalise-login.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { listCandidates } from './candidates.ts'
import { labelOf } from './tenants.ts'

/** One user of a store's list. */
export interface ListedUser {
  readonly userKey: UserKey
  readonly name: string
  /** null: none. */
  readonly tenant: string | null
}

/** Names shared in the list that the store is asked about, and those that are told. */
const mostAsked = 200
const mostTold = 10

/**
 * Names that a store refuses because more than one of its users goes by them, a sentence each. Stores compare names in ways of
 * their own, so the list only suggests names, and the store decides.
 *
 * @param listed - all users of the store
 */
export async function ambiguityWarnings(
  store: Pick<UserStore, 'find' | 'knowsTenants'>,
  listed: readonly ListedUser[],
): Promise<string[]> {
  const shared = [...byLogin(listed, store.knowsTenants === true).values()].filter(({ length }) => length > 1)
  const warnings: string[] = []
  for (const namesakes of shared.slice(0, mostAsked)) {
    const login = await refusedLogin(store, namesakes)
    if (login === null) continue
    const users = namesakes.map(({ user }) => user)
    warnings.push(`${login} is refused, because more than one user goes by it: ${named(users)}`)
  }
  const others = warnings.length - mostTold + Math.max(0, shared.length - mostAsked)
  return warnings.length <= mostTold
    ? warnings
    : [...warnings.slice(0, mostTold), `${others} further names may be refused for the same reason`]
}

interface Namesake {
  readonly login: string
  readonly user: ListedUser
}

/** Users of different tenants are told apart by `name@tenant`, where the store knows tenants. */
function byLogin(listed: readonly ListedUser[], isWithTenant: boolean): ReadonlyMap<string, Namesake[]> {
  const all = new Map<string, Namesake[]>()
  for (const user of listed) {
    const login = isWithTenant ? labelOf(labelled(user)) : user.name
    const key = normaliseLogin(login)
    const namesakes = all.get(key)
    if (namesakes === undefined) all.set(key, [{ login, user }])
    else namesakes.push({ login, user })
  }
  return all
}

/** The first spelling that the store finds ambiguous; null if it tells them apart, or cannot be asked. */
async function refusedLogin(
  store: Pick<UserStore, 'find'>,
  namesakes: readonly Namesake[],
): Promise<string | null> {
  for (const login of new Set(namesakes.map(({ login }) => login))) {
    try {
      if ((await store.find(login)) === 'ambiguous') return login
    } catch (error) {
      if (!(error instanceof UserStoreError)) throw error
    }
  }
  return null
}

function named(users: readonly ListedUser[]): string {
  const shown = listCandidates(
    users.slice(0, mostTold).map((user) => ({ userKey: user.userKey, user: labelled(user) })),
  )
  return users.length > mostTold ? `${shown} and ${users.length - mostTold} more` : shown
}

const labelled = ({ name, tenant }: ListedUser) => (tenant === null ? { name } : { name, tenant })
