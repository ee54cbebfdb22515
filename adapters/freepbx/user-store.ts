import type { Database, DatabaseConnection, Row } from '../database/database.ts'
import { openMariadb } from '../database/mariadb.ts'
import { noPage, pageOf, parseCursor } from '../database/pages.ts'
import { passwordsOf } from '../database/stored-passwords.ts'
import { isStorable } from '../database/text.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { tallyHashes } from '../passwords/tally-hashes.ts'
import type { Role, User, UserStore } from '../user-store.ts'
import {
  ampuserHashOf,
  ampuserOf,
  hasAmpuserRole,
  isAmpuserFound,
  isCalled,
  loadAmpusers,
  nameIn,
} from './ampusers.ts'
import { type LoginTo, loadAdmins, loadRights } from './rights.ts'
import { type Condition, hashOf, identityOf, isFound, isSame, loadUsers } from './users.ts'

export interface FreepbxUserStoreOptions {
  readonly name: string
  readonly connection: DatabaseConnection
  /** Users who may not log in there count as disabled. */
  readonly loginTo: LoginTo
  /** Whether the administrators in the table ampusers are users. */
  readonly ampusers: boolean
  readonly queue: HashingQueue
}

/** An id that no row has. */
const unusedId = 0
const sampleSize = 500

/**
 * The users of FreePBX in MariaDB: those of User Manager, and optionally the administrators of the table ampusers. A name means
 * the user of the first active directory that has it. The column's collation decides which names are equal, except for trailing
 * spaces, which it would ignore. Users of inactive directories are unknown. `pbx_admin` makes an admin, and all sections of
 * ampusers make a superadmin. Where both have a name, it means the user of User Manager, whom FreePBX asks first, or, if that one
 * may not log in there, the administrator; `ampusers/NAME` always means the latter.
 */
export async function createFreepbxUserStore(options: FreepbxUserStoreOptions): Promise<UserStore> {
  const { name, loginTo, queue } = options
  const database = await openMariadb(options.connection)

  /** Runs the same queries for an unknown user as for a known one. */
  async function usersOf(rows: readonly Row[]): Promise<User[]> {
    const ids = rows.length === 0 ? [unusedId] : rows.map(({ id }) => Number(id))
    const rightsOf = await loadRights(database, ids, loginTo)
    return rows.map((row) => ({ ...identityOf(row), ...rightsOf(Number(row.id)) }))
  }

  async function ampusers(
    ...asked: Parameters<typeof loadAmpusers> extends [Database, ...infer Rest] ? Rest : never
  ) {
    return options.ampusers ? loadAmpusers(database, ...asked) : []
  }

  /** Finds exactly this id, because the column's collation treats others as equal. */
  async function ampuserWithId(id: string, deadline?: number): Promise<Row | null> {
    const rows = await ampusers([isCalled(id)], '', deadline)
    return rows.find(({ username }) => username === nameIn(id)) ?? null
  }

  return {
    name,
    async find(login) {
      if (!isStorable(login)) return null
      const [named, mailed, [administrator]] = await Promise.all([
        loadUsers(database, [isSame('username', login)]),
        login.includes('@') ? loadUsers(database, [isSame('email', login)], 'LIMIT 2') : [],
        ampusers([isCalled(login)]),
      ])
      const [user = null, another] = await usersOf(named.length > 0 ? named : mailed)
      if (administrator !== undefined && !(named.length > 0 && user?.enabled)) return ampuserOf(administrator)
      return another === undefined ? user : 'ambiguous'
    },
    async get(id) {
      if (nameIn(id) !== null) {
        const administrator = isStorable(id) ? await ampuserWithId(id) : null
        return administrator === null ? null : ampuserOf(administrator)
      }
      const [user = null] = await usersOf(await loadUsers(database, [hasId(id)]))
      return user
    },
    verifyPassword: passwordsOf({
      queue,
      async fetchHash(id, deadline) {
        if (nameIn(id) !== null) {
          const administrator = await ampuserWithId(id, deadline)
          return administrator === null ? null : ampuserHashOf(administrator)
        }
        const [row] = await loadUsers(database, [hasId(id)], '', deadline)
        return row === undefined ? null : hashOf(row)
      },
      async sampleHashes(deadline) {
        const [rows, administrators] = await Promise.all([
          loadUsers(database, [], `LIMIT ${sampleSize}`, deadline),
          ampusers([], `LIMIT ${sampleSize}`, deadline),
        ])
        return new Map([
          ...rows.map((row) => [String(row.id), hashOf(row)] as const),
          ...administrators.map((row) => [ampuserOf(row).id, ampuserHashOf(row)] as const),
        ])
      },
    }),
    async list({ search, role, cursor, limit }) {
      const after = cursor === null ? null : parseCursor(cursor)
      const isAnywhere = search === '' || isStorable(search)
      if ((cursor !== null && after === null) || !isAnywhere) return noPage
      const isBehindUsers = after !== null && nameIn(after.id) !== null
      const users = isBehindUsers ? [] : await listUsers(search, role, after?.name ?? null, limit + 1)
      // Administrators follow all users of User Manager.
      const left = limit + 1 - users.length
      const administrators =
        left > 0 ? await listAmpusers(search, role, isBehindUsers ? after.name : null, left) : []
      return pageOf([...users, ...administrators], limit)
    },
    async examine() {
      const [rows, old] = await Promise.all([
        loadUsers(database, []),
        loadAmpusers(database, [], 'ORDER BY a.username'),
      ])
      const administrators = options.ampusers ? old : []
      return {
        users: rows.length + administrators.length,
        hashes: tallyHashes([...rows.map(hashOf), ...administrators.map(ampuserHashOf)]),
        warnings: options.ampusers ? await warningsOfTwins(old) : warningsOfOthers(old),
      }
    },
    close: () => database.close(),
  }

  async function listUsers(
    search: string,
    role: Role | null,
    after: string | null,
    limit: number,
  ): Promise<User[]> {
    if (role === 'superadmin') return []
    const conditions = search === '' ? [] : [isFound(search)]
    if (after !== null) conditions.push(['u.username > ?', [after]])
    if (role !== null) conditions.push(hasRole(role, await loadAdmins(database)))
    return usersOf(await loadUsers(database, conditions, `ORDER BY u.username LIMIT ${limit}`))
  }

  async function listAmpusers(
    search: string,
    role: Role | null,
    after: string | null,
    limit: number,
  ): Promise<User[]> {
    const conditions = search === '' ? [] : [isAmpuserFound(search)]
    if (after !== null) conditions.push(['a.username > ?', [after]])
    if (role !== null) conditions.push(hasAmpuserRole(role))
    return (await ampusers(conditions, `ORDER BY a.username LIMIT ${limit}`)).map(ampuserOf)
  }

  async function warningsOfTwins(administrators: readonly Row[]): Promise<string[]> {
    const names = administrators.map(({ username }) => String(username))
    const named = await Promise.all(
      names.map((each) => loadUsers(database, [isSame('username', each)], 'LIMIT 1')),
    )
    const twins = names.filter((_, i) => named[i]?.length)
    if (twins.length === 0) return []
    return [
      `users of User Manager have the names of administrators, who log in as ampusers/NAME then: ${twins.join(', ')}`,
    ]
  }
}

function warningsOfOthers(old: readonly Row[]): string[] {
  if (old.length === 0) return []
  const names = old.map(({ username }) => String(username)).join(', ')
  return [
    `FreePBX also lets in the accounts of its table ampusers, which are no users here (loginTo: any makes them users): ${names}`,
  ]
}

function hasRole(role: 'user' | 'admin', admins: ReadonlySet<number>): Condition {
  return [`${role === 'admin' ? '' : 'NOT '}FIND_IN_SET(u.id, ?)`, [[...admins].join(',')]]
}

function hasId(id: string): Condition {
  return ['u.id = ?', [/^[1-9]\d{0,9}$/.test(id) ? Number(id) : unusedId]]
}
