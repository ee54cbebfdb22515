import type { DirectoryPage, UserDirectory } from './directory.ts'
import {
  loadUserStatuses,
  type SecondFactorState,
  type UserStatusDeps,
  type UserWithStatus,
} from './user-status.ts'

export type UserFilter = SecondFactorState | 'locked'

export interface UserListQuery {
  /** Part of a name, display name or mail address; '' for all users. */
  readonly search: string
  /** null for any state. */
  readonly status: UserFilter | null
  /** Only users of this tenant; null: users without one. Absent: all. */
  readonly tenant?: string | null | undefined
  /** The `nextCursor` of the previous page; null for the first page. */
  readonly cursor: string | null
  readonly limit: number
}

export interface UserListPage {
  readonly users: readonly UserWithStatus[]
  /** null if there are no more. A page may be short or empty, and still have a next one. */
  readonly nextCursor: string | null
  /** Names of user stores that could not be queried. */
  readonly unavailableStores: readonly string[]
}

export interface UserListDeps extends UserStatusDeps {
  readonly users: UserDirectory
}

/** A position in a page of the directory; null at its beginning. */
interface Place {
  readonly cursor: string | null
  readonly after: string | null
}

const theBeginning: Place = { cursor: null, after: null }

/**
 * User stores do not know second factors, so a filter has to check each user. One request checks this many, and returns what it
 * found among them.
 */
const batchSize = 500
const mostBatches = 20

/** Lists users of all stores with the state of their second factor. null if the cursor is invalid. */
export async function listUsers(
  { search, status, tenant, cursor, limit }: UserListQuery,
  deps: UserListDeps,
  now: number,
): Promise<UserListPage | null> {
  let place: Place | null = cursor === null ? theBeginning : placeOf(cursor)
  if (place === null) return null
  const found: UserWithStatus[] = []
  const unavailable = new Set<string>()
  for (let batch = 0; batch < mostBatches && place !== null && found.length < limit; batch++) {
    const page = await deps.users.list({
      search,
      role: null,
      tenant,
      cursor: place.cursor,
      limit: status === null ? limit : batchSize,
    })
    for (const name of page.missing) unavailable.add(name)
    const known = await loadUserStatuses(usersAfter(place, page), deps, now)
    const wanted = known.filter((user) => isOf(user, status)).slice(0, limit - found.length)
    found.push(...wanted)
    const last = found.length === limit ? wanted.at(-1) : known.at(-1)
    place = nextPlace(place, page, last === known.at(-1) ? null : (last?.userKey ?? null))
  }
  return {
    users: found,
    nextCursor: place === null ? null : cursorOf(place),
    unavailableStores: [...unavailable],
  }
}

/** If the user at the cursor was deleted meanwhile, the position is lost, and the page starts from its beginning. */
function usersAfter({ after }: Place, { users }: DirectoryPage) {
  return users.slice(users.findIndex(({ userKey }) => userKey === after) + 1)
}

/** @param after - the user after whom this page continues; null if the next page follows */
function nextPlace({ cursor }: Place, page: DirectoryPage, after: string | null): Place | null {
  if (after !== null) return { cursor, after }
  return page.nextCursor === null ? null : { cursor: page.nextCursor, after: null }
}

function isOf({ status: { state, locked } }: UserWithStatus, filter: UserFilter | null): boolean {
  if (filter === null) return true
  return filter === 'locked' ? locked : state === filter
}

const isTextOrNull = (value: unknown) => value === null || typeof value === 'string'

function cursorOf({ cursor, after }: Place): string {
  return Buffer.from(JSON.stringify([cursor, after])).toString('base64url')
}

function placeOf(text: string): Place | null {
  try {
    const said: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (!Array.isArray(said) || said.length !== 2 || !said.every(isTextOrNull)) return null
    const [cursor = null, after = null] = said
    return { cursor, after }
  } catch {
    return null
  }
}
