import type { User, UserStore } from '../../../adapters/user-store.ts'

const pageSize = 500

/** All users of a store, page by page. */
export async function* everyone(store: UserStore): AsyncGenerator<User> {
  let cursor: string | null = null
  do {
    const page = await store.list({ search: '', role: null, cursor, limit: pageSize })
    yield* page.users
    cursor = page.nextCursor
  } while (cursor !== null)
}
