import type { Row } from '../database/database.ts'
import { pageOf, parseCursor } from '../database/pages.ts'
import { textOrNull } from '../database/text.ts'
import { md5Hex } from '../passwords/hex-digest.ts'
import type { User, UserPage, UserQuery } from '../user-store.ts'
import type { Snapshot } from './snapshot.ts'

export interface IssabelUsers {
  named(name: string): User | 'ambiguous' | null
  withId(id: string): User | null
  /** Hashes by user id, in a form that passwords/verify.ts reads. */
  readonly hashes: ReadonlyMap<string, string>
  page(query: UserQuery): UserPage
}

const idOfAdministrators = 1

export function indexUsers({ users: rows, memberships }: Snapshot<'users' | 'memberships'>): IssabelUsers {
  const membershipsOf = new Map<unknown, Row[]>()
  for (const row of memberships) {
    const others = membershipsOf.get(row.id_user)
    if (others === undefined) membershipsOf.set(row.id_user, [row])
    else others.push(row)
  }
  const byId = new Map<string, User>()
  const byName = new Map<string, User | 'ambiguous'>()
  const hashes = new Map<string, string>()
  for (const row of rows) {
    const user = userOf(row, membershipsOf.get(row.id) ?? [])
    byId.set(user.id, user)
    byName.set(user.name, byName.has(user.name) ? 'ambiguous' : user)
    const stored = String(row.md5_password ?? '')
    hashes.set(user.id, md5Hex(stored) ?? stored)
  }
  const inOrder = [...byId.values()].sort(compare)

  return {
    named: (name) => byName.get(name) ?? null,
    withId: (id) => byId.get(id) ?? null,
    hashes,
    page({ search, role, cursor, limit }) {
      const after = cursor === null ? null : parseCursor(cursor)
      if (cursor !== null && after === null) return { users: [], nextCursor: null }
      const wanted = search.toLowerCase()
      const found = inOrder.filter(
        (user) =>
          (after === null || compare(user, after) > 0) &&
          (role === null || user.role === role) &&
          [user.name, user.displayName ?? ''].some((field) => field.toLowerCase().includes(wanted)),
      )
      return pageOf(found, limit)
    },
  }
}

function userOf(row: Row, memberships: readonly Row[]): User {
  return {
    id: String(row.id),
    name: String(row.name ?? ''),
    displayName: textOrNull(row.description),
    email: null,
    groups: memberships.map(({ name }) => textOrNull(name)).filter((name) => name !== null),
    role: memberships.some(({ id_group }) => id_group === idOfAdministrators) ? 'admin' : 'user',
    enabled: true,
    language: null,
  }
}

function compare(a: Pick<User, 'name' | 'id'>, b: Pick<User, 'name' | 'id'>): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return Number(a.id) - Number(b.id)
}
