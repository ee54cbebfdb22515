import type { User, UserPage } from '../user-store.ts'

/** Where a page ended, in an order by name and then by id. */
export interface PagePlace {
  readonly name: string
  readonly id: string
}

/** null for a cursor that no page ever had. */
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

/** @param found - one more than the limit, where there are that many */
export function pageOf(found: readonly User[], limit: number): UserPage {
  const users = found.slice(0, limit)
  const last = users.at(-1)
  if (found.length <= limit || last === undefined) return { users, nextCursor: null }
  return { users, nextCursor: Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url') }
}

export const noPage: UserPage = { users: [], nextCursor: null }
