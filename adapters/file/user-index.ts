import { comparable } from '../comparable.ts'
import { createDecoys, type Decoys } from '../passwords/decoys.ts'
import type { User, UserPage, UserQuery } from '../user-store.ts'
import { type StoredUser, toUser } from './users-file.ts'

/** Finds users by key, without a scan. */
export interface UserIndex {
  /** By name, then by mail address. */
  find(login: string): User | 'ambiguous' | null
  named(name: string): User | null
  withId(id: string): User | null
  /** undefined: there is no such user. */
  passwordHash(id: string): string | undefined
  /** The hashes to compute for unknown users. */
  decoys(): Decoys
  page(query: UserQuery): UserPage
}

interface SearchedUser {
  readonly user: User
  /** The searchable fields of the user in comparable form (users-file.ts), one per line; none contains a newline. */
  readonly lines: string
}

export function createUserIndex(stored: readonly StoredUser[]): UserIndex {
  const byName = new Map<string, SearchedUser>()
  const byId = new Map<string, User>()
  const byEmail = new Map<string, User | 'ambiguous'>()
  const hashes = new Map<string, string>()
  for (const row of stored) {
    const user = toUser(row)
    const name = comparable(user.name)
    const email = user.email === null ? '' : comparable(user.email)
    byName.set(name, { user, lines: `${name}\n${comparable(user.displayName ?? '')}\n${email}` })
    byId.set(user.id, user)
    hashes.set(user.id, row.passwordHash)
    if (email !== '') byEmail.set(email, byEmail.has(email) ? 'ambiguous' : user)
  }
  let sorted: readonly (readonly [string, SearchedUser])[] | null = null
  let decoys: Decoys | null = null

  return {
    find(login) {
      const wanted = comparable(login)
      return byName.get(wanted)?.user ?? byEmail.get(wanted) ?? null
    },
    named: (name) => byName.get(comparable(name))?.user ?? null,
    withId: (id) => byId.get(id) ?? null,
    passwordHash: (id) => hashes.get(id),
    decoys() {
      decoys ??= createDecoys(hashes)
      return decoys
    },
    page({ search, role, cursor, limit }) {
      sorted ??= [...byName].sort(([a], [b]) => (a < b ? -1 : 1))
      const wanted = comparable(search)
      if (wanted.includes('\n')) return { users: [], nextCursor: null }
      const users: User[] = []
      let last = ''
      for (const [name, { user, lines }] of sorted) {
        if (cursor !== null && name <= cursor) continue
        if ((role !== null && user.role !== role) || !lines.includes(wanted)) continue
        if (users.length === limit) return { users, nextCursor: last }
        users.push(user)
        last = name
      }
      return { users, nextCursor: null }
    },
  }
}
