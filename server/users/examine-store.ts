import { type UserStore, UserStoreError, type UserStoreExamination } from '../../adapters/user-store.ts'
import { ambiguityWarnings, type ListedUser } from './ambiguous-names.ts'

/**
 * Examines a whole store. Logins do not use lists, so one of the listed users must also be found by name and by id. Rejects
 * with UserStoreError otherwise.
 *
 * @param listed - all users of the store, for its warnings of ambiguous names; empty if they were not listed
 */
export async function examineStore(
  store: UserStore,
  listed: readonly ListedUser[],
): Promise<UserStoreExamination> {
  const found = (await store.examine?.()) ?? { users: listed.length, hashes: [], warnings: [] }
  const { users } = await store.list({ search: '', role: null, cursor: null, limit: 1 })
  for (const { id, name } of users) {
    if ((await store.find(name)) === null)
      throw new UserStoreError(`lists ${name}, but finds no user of that name`)
    const same = await store.get(id)
    if (same?.id !== id) throw new UserStoreError(`lists ${name}, but finds no user of that id`)
  }
  return { ...found, warnings: [...found.warnings, ...(await ambiguityWarnings(store, listed))] }
}
