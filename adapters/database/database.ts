import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserStoreError } from '../user-store.ts'

export interface DatabaseConnection {
  readonly host: string
  readonly port: number
  /** The path of a Unix socket, asked instead of host and port; null: TCP. */
  readonly socket: string | null
  readonly user: string
  readonly password: string
  readonly database: string
  /** null: not encrypted. `caFile` is in PEM; null: whom Node.js trusts. */
  readonly tls: { readonly caFile: string | null } | null
  /** Most connections at once. */
  readonly connections: number
  /** Milliseconds that a question may take, connecting included. */
  readonly timeout: number
}

export type SqlValue = string | number | null
export type Row = Readonly<Record<string, unknown>>

/** Connections to one database, opened when they are needed, and opened again when they were lost. */
export interface Database {
  /**
   * Rows by the names of their columns; none where a value is such as no column that it is compared with can hold. Values
   * are sent apart from the text, in place of its `?` (MariaDB) or `$1` (PostgreSQL). Rejects with UserStoreError, in time,
   * whatever keeps the database from answering.
   *
   * @param deadline - milliseconds since the epoch; by then it has been answered or is given up
   */
  query(text: string, values: readonly SqlValue[], deadline?: number): Promise<readonly Row[]>
  /** Lets questions that are being answered end, and within a second everything. */
  close(): Promise<void>
}

/** Milliseconds. */
export const closingTime = 1000

/** Milliseconds that are left for a question; rejects when there are none. */
export function timeLeft(timeout: number, deadline = Infinity): number {
  const left = Math.min(timeout, deadline - Date.now())
  if (left <= 0) throw new UserStoreError('no time is left to ask the database')
  return left
}

/**
 * The promise's result, unless it takes longer.
 *
 * @param onLate - gets the result that nobody waits for any more
 */
export async function within<T>(
  ms: number,
  promise: Promise<T>,
  onLate: (result: T) => void = () => {},
): Promise<T> {
  const ending = new AbortController()
  const tooLate = Symbol('too late')
  try {
    const first = await Promise.race([promise, sleep(ms, tooLate, { signal: ending.signal })])
    if (first !== tooLate) return first as T
    promise.then(onLate, () => {})
    throw new UserStoreError(`the database did not answer within ${Math.ceil(ms)} ms`)
  } finally {
    ending.abort()
  }
}

/** What the drivers hand on to Node.js's tls.connect; the host's name is checked as well. */
export async function tlsOptions({ host, tls }: DatabaseConnection) {
  if (tls === null) return null
  return {
    host,
    rejectUnauthorized: true,
    ...(tls.caFile === null ? {} : { ca: await readFile(tls.caFile, 'utf8') }),
  }
}

/** Loads a driver; rejects with UserStoreError that names the package to install when it is not there. */
export async function loadDriver<Driver>(name: string, load: () => Promise<Driver>): Promise<Driver> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new UserStoreError(`the package ${name} is not installed: npm install ${name}`, { cause: error })
    }
    throw error
  }
}

/**
 * Whether this is the database's way to say that no row has such a value: letters that a column's character set has not, or
 * text in place of a number. The connection is as good as before. PostgreSQL's class 22, MariaDB's errors 1267, 1270, 1271
 * and 1300.
 */
export function isMisfit(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(22[0-9A-Z]{3}|ER_CANT_AGGREGATE_[A-Z0-9]+|ER_INVALID_CHARACTER_STRING)$/.test(code)
}

/** What the driver said, as the fault that it is to a login. */
export function unanswered(error: unknown): UserStoreError {
  if (error instanceof UserStoreError) return error
  const why = error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : String(error)
  return new UserStoreError(why, { cause: error })
}
