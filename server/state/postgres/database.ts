import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { loadDriver } from '../../../adapters/load-driver.ts'
import { StateStoreError } from '../contract/state-store.ts'

export interface PostgresConnection {
  /** `postgres://...`, with a password if one is needed. */
  readonly url: string
  /** Most connections at once. */
  readonly pool: number
  /** Milliseconds that connecting may take, and a question, and the wait for a connection. */
  readonly timeout: number
}

export type SqlValue = string | number | boolean | null | readonly string[]
/** Answers rows by the names of their columns. Rejects with StateStoreError; what is sent without values may be many statements. */
export type Query = <Row = unknown>(text: string, values?: readonly SqlValue[]) => Promise<Row[]>

export interface Database {
  /** One statement, which is whole or has not happened. */
  readonly query: Query
  /** Undone when `work` throws, and then throws that. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** What the server calls our connections; a word that each process makes up follows. */
export const applicationName = 'ringlock state'

/** Logins that wait for a connection; more are told at once that it cannot be done. */
const longestQueue = 10_000
/** Milliseconds that the server is given to refuse by itself: then it is known that nothing happened. */
const grace = 500
const closingTime = 1000
/** PostgreSQL's number of the type bigint: times and steps, which a JavaScript number holds exactly. */
const int8 = 20

/** In SQL: what the database takes for server time, milliseconds since the epoch. */
export const databaseTime = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint'

/** Our tables alone, and what was answered is on the disk, whatever the server's settings are for others. */
const ownSettings = `
  SET search_path TO ringlock;
  SET default_transaction_isolation TO 'read committed';
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`

/** @param onConnect - what else each new connection begins with */
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
    lock_timeout: timeout,
    idle_in_transaction_session_timeout: timeout,
    query_timeout: timeout + grace,
    // So that the first login after a quiet hour need not connect, and that others see that we work here.
    min: 1,
    keepAlive: true,
    application_name: `${applicationName} ${randomBytes(6).toString('hex')}`,
    stream: () => tracked(sockets),
    async onConnect(client) {
      // Where nobody listens, a connection that is lost ends the process.
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
      // A question may still be under way on it, whose answer would be taken for that of the next one.
      client.release(true)
      throw error
    }
  }

  return {
    query: (text, values) => withClient((query) => query(text, values)),
    transaction: (work) =>
      withClient(async (query) => {
        await query('BEGIN')
        const result = await work(query)
        await query('COMMIT')
        return result
      }),
    async close() {
      // A server that hangs does not say goodbye.
      const impatience = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, closingTime)
      await pool.end()
      clearTimeout(impatience)
    },
  }
}

/** Prepared once for each connection. */
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

/** PostgreSQL stores no NUL. Nothing that we make has one; what strangers send finds nothing either way. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}

function storable(value: SqlValue): unknown {
  if (typeof value === 'string') return storableText(value)
  return Array.isArray(value) ? value.map(storableText) : value
}

function tracked(sockets: Set<Socket>): Socket {
  const socket = new Socket()
  sockets.add(socket)
  return socket.on('close', () => sockets.delete(socket))
}

function asFault(cause: unknown): StateStoreError {
  if (cause instanceof StateStoreError) return cause
  // Of a refused connection Node.js makes an error without a message.
  const why = cause instanceof Error ? cause.message || String(Reflect.get(cause, 'code')) : String(cause)
  return new StateStoreError(`PostgreSQL: ${why}`, { cause })
}

/** Whether a statement would have broken a constraint, by its name. */
export function breaks(constraint: string, error: unknown): boolean {
  const cause = error instanceof StateStoreError ? error.cause : null
  return cause instanceof Error && 'constraint' in cause && cause.constraint === constraint
}
