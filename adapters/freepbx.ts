import { type Door, loadAdmins, loadRights } from './freepbx/rights.ts'
import { hashOf, identityOf, isFound, selectUsers } from './freepbx/users.ts'
import type { HashingQueue } from './passwords/hashing-queue.ts'
import { tallyHashes } from './passwords/tally-hashes.ts'
import type { DatabaseConnection, Row, SqlValue } from './sql/database.ts'
import { openMariadb } from './sql/mariadb.ts'
import { noPage, type PagePlace, pageOf, parseCursor } from './sql/pages.ts'
import { passwordsOf } from './sql/stored-passwords.ts'
import { containing, isStorable } from './sql/text.ts'
import type { User, UserStore } from './user-store.ts'

export interface FreepbxUserStoreOptions {
  readonly name: string
  readonly connection: DatabaseConnection
  /** Users whom FreePBX does not let in there are disabled here. */
  readonly door: Door
  readonly queue: HashingQueue
}

/** No row has it. */
const idOfNobody = 0
const sampleSize = 500

/**
 * The User Manager of FreePBX in MariaDB. A name stands for the user of the first active directory that has it, and
 * the column's collation decides what is the same name; only spaces at its end count, which it would ignore. Users of
 * inactive directories are nobody, `pbx_admin` makes an admin, and nobody is a superadmin.
 */
export async function createFreepbxUserStore(options: FreepbxUserStoreOptions): Promise<UserStore> {
  const { name, door, queue } = options
  const database = await openMariadb(options.connection)

  function select(where: string, values: readonly SqlValue[], deadline?: number): Promise<readonly Row[]> {
    return database.query(`${selectUsers} AND ${where}`, values, deadline)
  }

  /** Asks as much for nobody as for somebody. */
  async function usersOf(rows: readonly Row[]): Promise<User[]> {
    const ids = rows.length === 0 ? [idOfNobody] : rows.map(({ id }) => Number(id))
    const rightsOf = await loadRights(database, ids, door)
    return rows.map((row) => ({ ...identityOf(row), ...rightsOf(Number(row.id)) }))
  }

  return {
    name,
    async find(login) {
      if (!isStorable(login)) return null
      const same = (column: string) => `u.${column} = ? AND CHAR_LENGTH(u.${column}) = CHAR_LENGTH(?)`
      const [named, mailed] = await Promise.all([
        select(same('username'), [login, login]),
        login.includes('@') ? select(`${same('email')} LIMIT 2`, [login, login]) : [],
      ])
      const [user = null, another] = await usersOf(named.length > 0 ? named : mailed)
      return another === undefined ? user : 'ambiguous'
    },
    async get(id) {
      const [user = null] = await usersOf(await select('u.id = ?', [numberOf(id)]))
      return user
    },
    verifyPassword: passwordsOf({
      queue,
      async fetchHash(id, deadline) {
        const [row] = await select('u.id = ?', [numberOf(id)], deadline)
        return row === undefined ? null : hashOf(row)
      },
      async sampleHashes(deadline) {
        return (await select(`1 LIMIT ${sampleSize}`, [], deadline)).map(hashOf)
      },
    }),
    async list({ search, role, cursor, limit }) {
      const after = cursor === null ? null : parseCursor(cursor)
      const isAnywhere = search === '' || isStorable(search)
      if ((cursor !== null && after === null) || !isAnywhere || role === 'superadmin') return noPage
      const pattern = containing(search)
      const conditions: Condition[] = [[isFound, [pattern, pattern, pattern, pattern]]]
      if (after !== null) conditions.push(isBehind(after))
      if (role !== null) conditions.push(hasRole(role, await loadAdmins(database)))
      const rows = await select(
        `${conditions.map(([text]) => text).join(' AND ')} ORDER BY u.username, u.id LIMIT ?`,
        [...conditions.flatMap(([, values]) => values), String(limit + 1)],
      )
      return pageOf(await usersOf(rows), limit)
    },
    async examine() {
      const [rows, old] = await Promise.all([
        select('1', []),
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

/** Text of SQL, and the values of its placeholders. */
type Condition = readonly [text: string, values: readonly SqlValue[]]

function isBehind({ name, id }: PagePlace): Condition {
  return ['(u.username > ? OR (u.username = ? AND u.id > ?))', [name, name, numberOf(id)]]
}

function hasRole(role: 'user' | 'admin', admins: ReadonlySet<number>): Condition {
  return [`${role === 'admin' ? '' : 'NOT '}FIND_IN_SET(u.id, ?)`, [[...admins].join(',')]]
}

function numberOf(id: string | null): number {
  return id !== null && /^[1-9]\d{0,9}$/.test(id) ? Number(id) : idOfNobody
}
