import type { DatabaseConnection, Row } from '../database/database.ts'
import { openMariadb } from '../database/mariadb.ts'
import { noPage, pageOf, parseCursor } from '../database/pages.ts'
import { passwordsOf } from '../database/stored-passwords.ts'
import { isStorable } from '../database/text.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { tallyHashes } from '../passwords/tally-hashes.ts'
import type { User, UserStore } from '../user-store.ts'
import { type Door, loadAdmins, loadRights } from './rights.ts'
import { type Condition, hashOf, identityOf, isFound, isSame, loadUsers } from './users.ts'

export interface FreepbxUserStoreOptions {
  readonly name: string
  readonly connection: DatabaseConnection
  /** Users who may not log in there count as disabled. */
  readonly door: Door
  readonly queue: HashingQueue
}

/** An id that no row has. */
const idOfNobody = 0
const sampleSize = 500

/**
 * The User Manager of FreePBX in MariaDB. A name means the user of the first active directory that has it. The column's
 * collation decides which names are equal, except for trailing spaces, which it would ignore. Users of inactive
 * directories are unknown, `pbx_admin` makes an admin, and there are no superadmins.
 */
export async function createFreepbxUserStore(options: FreepbxUserStoreOptions): Promise<UserStore> {
  const { name, door, queue } = options
  const database = await openMariadb(options.connection)

  /** Runs the same queries for an unknown user as for a known one. */
  async function usersOf(rows: readonly Row[]): Promise<User[]> {
    const ids = rows.length === 0 ? [idOfNobody] : rows.map(({ id }) => Number(id))
    const rightsOf = await loadRights(database, ids, door)
    return rows.map((row) => ({ ...identityOf(row), ...rightsOf(Number(row.id)) }))
  }

  return {
    name,
    async find(login) {
      if (!isStorable(login)) return null
      const [named, mailed] = await Promise.all([
        loadUsers(database, [isSame('username', login)]),
        login.includes('@') ? loadUsers(database, [isSame('email', login)], 'LIMIT 2') : [],
      ])
      const [user = null, another] = await usersOf(named.length > 0 ? named : mailed)
      return another === undefined ? user : 'ambiguous'
    },
    async get(id) {
      const [user = null] = await usersOf(await loadUsers(database, [hasId(id)]))
      return user
    },
    verifyPassword: passwordsOf({
      queue,
      async fetchHash(id, deadline) {
        const [row] = await loadUsers(database, [hasId(id)], '', deadline)
        return row === undefined ? null : hashOf(row)
      },
      async sampleHashes(deadline) {
        const rows = await loadUsers(database, [], `LIMIT ${sampleSize}`, deadline)
        return new Map(rows.map((row) => [String(row.id), hashOf(row)]))
      },
    }),
    async list({ search, role, cursor, limit }) {
      const after = cursor === null ? null : parseCursor(cursor)
      const isAnywhere = search === '' || isStorable(search)
      if ((cursor !== null && after === null) || !isAnywhere || role === 'superadmin') return noPage
      const conditions = search === '' ? [] : [isFound(search)]
      if (after !== null) conditions.push(['u.username > ?', [after.name]])
      if (role !== null) conditions.push(hasRole(role, await loadAdmins(database)))
      const rows = await loadUsers(database, conditions, `ORDER BY u.username LIMIT ${limit + 1}`)
      return pageOf(await usersOf(rows), limit)
    },
    async examine() {
      const [rows, old] = await Promise.all([
        loadUsers(database, []),
        database.query('SELECT username FROM ampusers ORDER BY username', []),
      ])
      const names = old.map(({ username }) => String(username)).join(', ')
      const warning = `FreePBX also lets in the accounts of its table ampusers, which no code guards: ${names}`
      return {
        users: rows.length,
        hashes: tallyHashes(rows.map(hashOf)),
        warnings: old.length === 0 ? [] : [warning],
      }
    },
    close: () => database.close(),
  }
}

function hasRole(role: 'user' | 'admin', admins: ReadonlySet<number>): Condition {
  return [`${role === 'admin' ? '' : 'NOT '}FIND_IN_SET(u.id, ?)`, [[...admins].join(',')]]
}

function hasId(id: string): Condition {
  return ['u.id = ?', [/^[1-9]\d{0,9}$/.test(id) ? Number(id) : idOfNobody]]
}
