import { type UserStore, UserStoreError, type UserStoreExamination } from '../../adapters/user-store.ts'

/**
 * What a look at the whole store shows. Lists are not what logins ask: one of the users listed must also be found by name and
 * by id. Rejects with UserStoreError where not.
 *
 * @param counted - users of a store that counts none itself
 */
export async function examineStore(store: UserStore, counted: number): Promise<UserStoreExamination> {
  const found = (await store.examine?.()) ?? { users: counted, hashes: [], warnings: [] }
  const { users } = await store.list({ search: '', role: null, cursor: null, limit: 1 })
  for (const { id, name } of users) {
    if ((await store.find(name)) === null)
      throw new UserStoreError(`lists ${name}, but finds no user of that name`)
    const same = await store.get(id)
    if (same?.id !== id) throw new UserStoreError(`lists ${name}, but finds no user of that id`)
  }
  return found
}
