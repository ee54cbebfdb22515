import type { User, UserStore } from '../../adapters/user-store.ts'

const pageSize = 500

/** All users of a store, in pages. */
export async function* pagesOf(store: UserStore): AsyncGenerator<readonly User[]> {
  let cursor: string | null = null
  do {
    const page = await store.list({ search: '', role: null, cursor, limit: pageSize })
    yield page.users
    cursor = page.nextCursor
  } while (cursor !== null)
}

/** All users of a store. */
export async function* everyone(store: UserStore): AsyncGenerator<User> {
  for await (const users of pagesOf(store)) yield* users
}
