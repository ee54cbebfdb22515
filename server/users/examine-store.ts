import { type UserStore, UserStoreError, type UserStoreExamination } from '../../adapters/user-store.ts'

/**
 * Examines a whole store. Logins do not use lists, so one of the listed users must also be found by name and by id. Rejects
 * with UserStoreError otherwise.
 *
 * @param counted - the number of users, if the store does not count them itself
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
