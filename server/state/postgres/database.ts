import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { loadDriver } from '../../../adapters/load-driver.ts'
import { StateStoreError } from '../contract/state-store.ts'

export interface PostgresConnection {
  /** `postgres://...`, with a password if one is needed. */
  readonly url: string
  /** Maximum number of connections. */
  readonly pool: number
  /** Timeout in milliseconds, each for connecting, for a query, and for getting a connection. */
  readonly timeout: number
}

export type SqlValue = string | number | boolean | null | readonly (string | number | null)[]
/** Resolves to rows by column name. Rejects with StateStoreError. A text without values may have several statements. */
export type Query = <Row = unknown>(text: string, values?: readonly SqlValue[]) => Promise<Row[]>

export interface Database {
  /** {@link PostgresConnection.timeout} */
  readonly timeout: number
  /** One statement; it happens as a whole or not at all. */
  readonly query: Query
  /** Rolled back if `work` throws, and then throws the same. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
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

/** Limits the search path to our tables, and makes commits durable whatever the server's defaults are. */
const ownSettings = `
  SET search_path TO ringlock;
  SET default_transaction_isolation TO 'read committed';
  SET plan_cache_mode TO force_generic_plan;
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`

/** @param onConnect - further statements for each new connection */
export async function openDatabase(
  { url, pool: max, timeout }: PostgresConnection,
  onConnect: (query: Query) => Promise<void>,
): Promise<Database> {
  const { Pool } = await loadDriver('pg', () => import('pg'), StateStoreError)
  const sockets = new Set<Socket>()
  const pool: Pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: timeout,
    statement_timeout: timeout,
    // Half of it, so that a statement can be tried without the row that is locked (batch.ts).
    lock_timeout: Math.ceil(timeout / 2),
    idle_in_transaction_session_timeout: timeout,
    query_timeout: timeout + grace,
    // One connection stays open, so that the first login after a quiet hour need not connect, and other services see this one.
    min: 1,
    idleTimeoutMillis,
    keepAlive: true,
    application_name: `${applicationName} ${randomBytes(6).toString('hex')}`,
    stream: () => tracked(sockets),
    async onConnect(client) {
      // Without a listener, losing a connection would end the process.
      client.on('error', () => {})
      client.setTypeParser(int8, Number)
      await client.query(ownSettings)
      await onConnect(queryOn(client))
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
      const result = await work(queryOn(client))
      client.release()
      return result
    } catch (error) {
      // A query may still be in progress on this connection, and its answer would be taken for that of the next.
      client.release(true)
      throw error
    }
  }

  return {
    timeout,
    query: (text, values) => withClient((query) => query(text, values)),
    transaction: (work) =>
      withClient(async (query) => {
        await query(`BEGIN; SET LOCAL lock_timeout TO ${timeout}`)
        const result = await work(query)
        await query('COMMIT')
        return result
      }),
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

function queryOn(client: ClientBase): Query {
  return async <Row>(text: string, values?: readonly SqlValue[]) => {
    try {
      if (values === undefined) return (await client.query(text)).rows as Row[]
      const name = statementNames.get(text) ?? `ringlock ${statementNames.size}`
      statementNames.set(text, name)
      const { rows } = await client.query({ name, text, values: values.map(storable) })
      return rows as Row[]
    } catch (error) {
      throw asFault(error)
    }
  }
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
