import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import type { ClientBase, Pool, PoolClient, QueryResult } from 'pg'
import { loadDriver } from '../../../adapters/load-driver.ts'
import { StateStoreError } from '../contract/state-store.ts'
import type { Query, SqlValue } from './query.ts'
import { createSessions, type Isolation, lockTimeoutOf, type Start } from './session.ts'

export interface PostgresConnection {
  /** `postgres://...`, with a password if one is needed. */
  readonly url: string
  /** Maximum number of connections. */
  readonly pool: number
  /** Timeout in milliseconds, each for connecting, for a query, and for getting a connection. */
  readonly timeout: number
}

export type { Query, SqlValue }

export interface Database {
  /** {@link PostgresConnection.timeout} */
  readonly timeout: number
  /** One statement; it happens as a whole or not at all. */
  readonly query: Query
  /** Rolled back if `work` throws, and then throws the same. */
  transaction<T>(work: (query: Query) => Promise<T>, isolation?: Isolation): Promise<T>
  close(): Promise<void>
}

/** Our application_name on the server, to which each process adds a random word. */
export const applicationName = 'ringlock state'

/** How many logins may wait for a connection; further ones fail at once. */
const longestQueue = 10_000
/** Milliseconds in which the server can cancel a query itself, because only then is it certain that nothing happened. */
const grace = 500
const closingTime = 1000
/** Milliseconds. Opening a connection, with its password and its plans, costs as much as hundreds of logins. */
const idleTimeoutMillis = 5 * 60_000
/** OID of bigint, which is used for times and steps; both are within the exact range of a JavaScript number. */
const int8 = 20

/** SQLSTATE of a statement that ran into `statement_timeout`. */
const queryCanceled = '57014'

/** SQL for the database's time, milliseconds since the epoch. */
export const databaseTime = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint'

/** @param onServer - further statements for each new connection, or server behind a pooler */
export async function openDatabase(
  { url, pool: max, timeout }: PostgresConnection,
  onServer: (query: Query) => Promise<void>,
): Promise<Database> {
  const { Pool } = await loadDriver('pg', () => import('pg'), StateStoreError)
  const word = randomBytes(6).toString('hex')
  const sessions = createSessions({ timeout, applicationName: `${applicationName} ${word}`, onServer })
  const sockets = new Set<Socket>()
  const pool: Pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: timeout,
    query_timeout: timeout + grace,
    // One connection stays open, so that the first login after a quiet hour need not connect, and other services see this one.
    min: 1,
    idleTimeoutMillis,
    keepAlive: true,
    stream: () => tracked(sockets),
    async onConnect(client) {
      // Without a listener, losing a connection would end the process.
      client.on('error', () => {})
      client.setTypeParser(int8, Number)
      await sessions.open(client, queryOn(client))
    },
  })
  pool.on('error', () => {})

  async function connect(): Promise<PoolClient> {
    try {
      if (pool.waitingCount >= longestQueue) throw new Error('too many wait for it')
      return await pool.connect()
    } catch (error) {
      throw asFault(error)
    }
  }

  async function withClient<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client = await connect()
    try {
      const result = await work(queryOn(client, sessions.pooled()))
      client.release()
      return result
    } catch (error) {
      // A query may still be in progress on this connection, and its answer would be taken for that of the next.
      client.release(true)
      throw error
    }
  }

  async function inTransaction<T>(
    query: Query,
    start: Start,
    work: (query: Query) => Promise<T>,
  ): Promise<T> {
    await sessions.begin(query, start)
    const result = await work(query)
    await query('COMMIT')
    return result
  }

  return {
    timeout,
    query: <Row>(text: string, values?: readonly SqlValue[]) =>
      withClient((query) => {
        const ask = (query: Query) => query<Row>(text, values)
        return sessions.pooled()
          ? inTransaction(query, { lockTimeout: lockTimeoutOf(timeout) }, ask)
          : ask(query)
      }),
    transaction: (work, isolation) =>
      withClient((query) => inTransaction(query, { lockTimeout: timeout, isolation }, work)),
    async close() {
      // A server that hangs does not close connections, so they are destroyed.
      const impatience = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, closingTime)
      await pool.end()
      clearTimeout(impatience)
    },
  }
}

/** Statements are prepared once per connection. */
const statementNames = new Map<string, string>()

function queryOn(client: ClientBase, isPooled = false): Query {
  return async <Row>(text: string, values?: readonly SqlValue[]) => {
    try {
      if (values === undefined) return rowsOf<Row>(await client.query(text))
      const asked = { text, values: values.map(storable) }
      const { rows } = await client.query(isPooled ? asked : { name: nameOf(text), ...asked })
      return rows as Row[]
    } catch (error) {
      throw asFault(error)
    }
  }
}

/** Of several statements in one text, those of the last. */
function rowsOf<Row>(result: QueryResult | readonly QueryResult[]): Row[] {
  const last = 'rows' in result ? result : result.at(-1)
  return (last?.rows ?? []) as Row[]
}

function nameOf(text: string): string {
  const name = statementNames.get(text) ?? `ringlock ${statementNames.size}`
  statementNames.set(text, name)
  return name
}

const nulOrSurrogate = /[\0\ud800-\udfff]/

/**
 * PostgreSQL cannot store NUL and single halves of surrogate pairs. No text of ours contains one, and with the replacement, text
 * of an attacker matches nothing.
 */
export function storableText(text: string): string {
  if (!nulOrSurrogate.test(text)) return text
  return Buffer.from(text).toString().replaceAll('\0', '\uFFFD')
}

function storable(value: SqlValue): unknown {
  if (typeof value === 'string') return storableText(value)
  return Array.isArray(value) ? value.map(storable) : value
}

function tracked(sockets: Set<Socket>): Socket {
  const socket = new Socket()
  sockets.add(socket)
  return socket.on('close', () => sockets.delete(socket))
}

function asFault(cause: unknown): StateStoreError {
  if (cause instanceof StateStoreError) return cause
  // For a refused connection, Node.js may throw an error without a message.
  const why = cause instanceof Error ? cause.message || String(Reflect.get(cause, 'code')) : String(cause)
  return new StateStoreError(`PostgreSQL: ${why}`, { cause })
}

/** Whether a statement failed because of the constraint of this name. */
export function breaks(constraint: string, error: unknown): boolean {
  const cause = error instanceof StateStoreError ? error.cause : null
  return cause instanceof Error && 'constraint' in cause && cause.constraint === constraint
}

/**
 * Whether PostgreSQL refused a statement, so that nothing of it happened. Not so where it ended the connection, or took too long:
 * the same statement would only fail again.
 */
export function rolledBack(error: unknown): boolean {
  const cause = error instanceof StateStoreError ? error.cause : null
  if (!(cause instanceof Error && 'severity' in cause && 'code' in cause)) return false
  return cause.severity === 'ERROR' && cause.code !== queryCanceled
}
