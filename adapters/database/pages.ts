import type { User, UserPage } from '../user-store.ts'

/** The end of a page, in the order of names and then ids. */
export interface PagePlace {
  readonly name: string
  readonly id: string
}

/** null: no page had this cursor. */
export function parseCursor(cursor: string): PagePlace | null {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(place)) return null
    const [name, id] = place
    return typeof name === 'string' && typeof id === 'string' ? { name, id } : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** @param found - up to one user more than the limit, which shows that there is another page */
export function pageOf(found: readonly User[], limit: number): UserPage {
  const users = found.slice(0, limit)
  const last = users.at(-1)
  if (found.length <= limit || last === undefined) return { users, nextCursor: null }
  return { users, nextCursor: Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url') }
}

export const noPage: UserPage = { users: [], nextCursor: null }
