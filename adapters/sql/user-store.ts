import type { DatabaseConnection, Row, SqlValue } from '../database/database.ts'
import { openMariadb } from '../database/mariadb.ts'
import { openPostgres } from '../database/postgres.ts'
import { passwordsOf } from '../database/stored-passwords.ts'
import { containing, isStorable } from '../database/text.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { tallyHashes } from '../passwords/tally-hashes.ts'
import { type User, type UserStore, UserStoreError } from '../user-store.ts'
import { disagreements } from './compare-queries.ts'
import { type NamedQuery, namedQuery } from './named-values.ts'
import type { AcceptedHash, SqlQueries } from './settings.ts'
import { hashOf, userOf } from './user-rows.ts'

export interface SqlUserStoreOptions {
  readonly name: string
  readonly engine: 'mariadb' | 'postgres'
  readonly connection: DatabaseConnection
  readonly queries: SqlQueries
  readonly hashes: readonly AcceptedHash[]
  readonly queue: HashingQueue
}

const sampleSize = 500
/** Rows per query where the caller sets no limit. */
const usualChunk = 1000

/**
 * Users of any database, by queries from its administrator, which also decide about upper and lower case. A login with
 * leading or trailing spaces is unknown, whatever the database ignores.
 */
export async function createSqlUserStore(options: SqlUserStoreOptions): Promise<UserStore> {
  const { name, engine, hashes, queue } = options
  const isPostgres = engine === 'postgres'
  const database = await (isPostgres ? openPostgres : openMariadb)(options.connection)
  const compiled = (name: keyof SqlQueries) => namedQuery(options.queries[name], isPostgres ? '$' : '?')
  const [byLogin, byId, page] = [compiled('user'), compiled('userById'), compiled('page')]

  function ask(query: NamedQuery, values: Named, deadline?: number): Promise<readonly Row[]> {
    return database.query(query.text, query.values(values), deadline)
  }

  /** The row with exactly this id, whatever else the database treats as equal. */
  async function rowOf(id: string, deadline?: number): Promise<Row | null> {
    const rows = await ask(byId, { id }, deadline)
    return rows.find((row) => String(row.id) === id) ?? null
  }

  async function rowsBehind(after: string, search: string, limit: number, deadline?: number) {
    const pattern = containing(search, '\\')
    const rows = await ask(page, { search: pattern, after, limit: String(limit) }, deadline)
    if (rows.some((row) => String(row.name) === after)) {
      throw new UserStoreError('the query for a page gives what is not behind :after')
    }
    return rows
  }

  async function* everyRow(search = '', after = '', chunk = usualChunk): AsyncGenerator<Row, void> {
    for (let behind = after; ; ) {
      const rows = await rowsBehind(behind, search, chunk)
      yield* rows
      if (rows.length < chunk) return
      behind = String(rows.at(-1)?.name)
    }
  }

  /** Runs all three queries for the same user, or where there is none for a user that cannot exist. */
  async function tryQueries(listed: Row | null) {
    const [login, id] = [String(listed?.name ?? 'ringlock'), String(listed?.id ?? '0')]
    const logins = await named('user', () => ask(byLogin, { login }))
    const user = logins.find((row) => String(row.id) === id) ?? null
    const userById = await named('userById', () => rowOf(id))
    const { faults, warnings } =
      listed === null ? nothingWrong : disagreements({ page: listed, user, userById })
    const many = `the query "user" gives ${logins.length} rows for ${login}, who is then ambiguous`
    return { faults, warnings: logins.length > 1 ? [...warnings, many] : warnings }
  }

  return {
    name,
    async find(login) {
      if (!isStorable(login) || login.trim() !== login) return null
      const [user = null, another] = (await ask(byLogin, { login })).map(userOf)
      return another === undefined ? user : 'ambiguous'
    },
    async get(id) {
      const row = isStorable(id) ? await rowOf(id) : null
      return row === null ? null : userOf(row)
    },
    verifyPassword: passwordsOf({
      queue,
      async fetchHash(id, deadline) {
        const row = await rowOf(id, deadline)
        return row === null ? null : hashOf(row, hashes)
      },
      async sampleHashes(deadline) {
        const rows = await rowsBehind('', '', sampleSize, deadline)
        return new Map(rows.map((row) => [String(row.id), hashOf(row, hashes)]))
      },
    }),
    async list({ search, role, cursor, limit }) {
      const users: User[] = []
      if (search !== '' && !isStorable(search)) return { users, nextCursor: null }
      for await (const row of everyRow(search, cursor ?? '', role === null ? limit + 1 : usualChunk)) {
        const user = userOf(row)
        if (role !== null && user.role !== role) continue
        if (users.length === limit) return { users, nextCursor: users.at(-1)?.name ?? null }
        users.push(user)
      }
      return { users, nextCursor: null }
    },
    async examine() {
      const found: string[] = []
      const [first = null] = await named('page', () => rowsBehind('', '', usualChunk))
      for await (const row of everyRow()) found.push(hashOf(row, hashes))
      return { users: found.length, hashes: tallyHashes(found), ...(await tryQueries(first)) }
    },
    close: () => database.close(),
  }
}

const nothingWrong = { faults: [], warnings: [] }

/** Adds the query's name to a fault. */
async function named<T>(query: keyof SqlQueries, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof UserStoreError)) throw error
    throw new UserStoreError(`the query "${query}": ${error.message}`, { cause: error })
  }
}

type Named = Readonly<Record<string, SqlValue>>
