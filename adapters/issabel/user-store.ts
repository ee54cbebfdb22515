import { unanswered } from '../database/database.ts'
import { passwordsOf } from '../database/stored-passwords.ts'
import { isStorable } from '../database/text.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { tallyHashes } from '../passwords/tally-hashes.ts'
import type { UserStore } from '../user-store.ts'
import { querySnapshot, stampOf } from './snapshot.ts'
import { type IssabelUsers, indexUsers } from './users.ts'

export interface IssabelUserStoreOptions {
  readonly name: string
  /** Path of acl.db, which is only read. */
  readonly path: string
  readonly queue: HashingQueue
}

const queries = {
  users: 'SELECT id, name, description, md5_password FROM acl_user',
  memberships: `SELECT m.id_user, m.id_group, g.name FROM acl_membership m JOIN acl_group g ON g.id = m.id_group
    ORDER BY m.id_group`,
} as const

/** Issabel adds the column when the first user sets up a second factor; only an import queries it. */
const selectColumn = "SELECT name FROM pragma_table_info('acl_user') WHERE name = 'twofactorsecret'"
const selectSecrets = "SELECT id, twofactorsecret FROM acl_user WHERE twofactorsecret <> '' ORDER BY id"

/**
 * The users of Issabel in its acl.db. Names are case-sensitive. Members of group 1 are admins; there are no
 * superadmins, no disabled users and no mail addresses. Changes are seen at the next login.
 */
export async function createIssabelUserStore({
  name,
  path,
  queue,
}: IssabelUserStoreOptions): Promise<UserStore> {
  let latest: { readonly stamp: string; readonly users: Promise<IssabelUsers> } | null = null

  async function load(): Promise<IssabelUsers> {
    return indexUsers(await querySnapshot(path, queries))
  }

  async function current(): Promise<IssabelUsers> {
    try {
      const stamp = await stampOf(path)
      if (latest?.stamp !== stamp) latest = { stamp, users: load() }
      return await latest.users
    } catch (error) {
      latest = null
      throw unanswered(error)
    }
  }

  return {
    name,
    find: async (login) => (isStorable(login) ? (await current()).named(login) : null),
    get: async (id) => (await current()).withId(id),
    verifyPassword: passwordsOf({
      queue,
      async fetchHash(id) {
        return (await current()).hashes.get(id) ?? null
      },
      sampleHashes: async () => (await current()).hashes,
    }),
    list: async (query) => (await current()).page(query),
    async examine() {
      const hashes = [...(await current()).hashes.values()]
      return { users: hashes.length, hashes: tallyHashes(hashes), warnings: [] }
    },
    async totpSecrets() {
      const { columns } = await querySnapshot(path, { columns: selectColumn })
      if (columns.length === 0) return []
      const [{ secrets }, users] = await Promise.all([
        querySnapshot(path, { secrets: selectSecrets }),
        current(),
      ])
      return secrets.flatMap(({ id, twofactorsecret }) => {
        const user = users.withId(String(id))
        return user === null ? [] : [{ user, totpSecret: String(twofactorsecret) }]
      })
    },
    async close() {
      latest = null
    },
  }
}
