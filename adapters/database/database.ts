import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserStoreError } from '../user-store.ts'

export interface DatabaseConnection {
  readonly host: string
  readonly port: number
  /** Path of a Unix socket that replaces host and port; null: TCP. */
  readonly socket: string | null
  readonly user: string
  readonly password: string
  readonly database: string
  /** null: no TLS. `caFile` is PEM; null: the certificate authorities of Node.js. */
  readonly tls: { readonly caFile: string | null } | null
  /** Most connections at once. */
  readonly connections: number
  /** Time limit of a query, connecting included, ms. */
  readonly timeout: number
}

export type SqlValue = string | number | null
export type Row = Readonly<Record<string, unknown>>

/** Connections to one database, opened when needed and reopened after a loss. */
export interface Database {
  /**
   * Runs a query with `?` (MariaDB) or `$1` (PostgreSQL) as placeholders; the values are sent apart from the text.
   * Returns no rows when a value cannot exist in the column it is compared with. Rejects with UserStoreError, in time,
   * whatever keeps the database from answering.
   *
   * @param deadline - milliseconds since the epoch; the query has ended by then
   */
  query(text: string, values: readonly SqlValue[], deadline?: number): Promise<readonly Row[]>
  /** Lets running queries finish, for one second at most. */
  close(): Promise<void>
}

/** Milliseconds. */
export const closingTime = 1000

/** Milliseconds left for a query; throws when there are none. */
export function timeLeft(timeout: number, deadline = Infinity): number {
  const left = Math.min(timeout, deadline - Date.now())
  if (left <= 0) throw new UserStoreError('no time is left to ask the database')
  return left
}

/**
 * The promise's result, or a rejection when it takes too long.
 *
 * @param onLate - called with a result that comes after the time limit
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

/** Options for Node.js's tls.connect, as both drivers pass them on; the host name is verified too. */
export async function tlsOptions({ host, tls }: DatabaseConnection) {
  if (tls === null) return null
  return {
    host,
    rejectUnauthorized: true,
    ...(tls.caFile === null ? {} : { ca: await readFile(tls.caFile, 'utf8') }),
  }
}

/**
 * Whether the database says that no row can have such a value: the column's character set lacks a character, or text
 * stands for a number. The connection stays usable. PostgreSQL's class 22, MariaDB's errors 1267, 1270, 1271 and 1300.
 */
export function isMisfit(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(22[0-9A-Z]{3}|ER_CANT_AGGREGATE_[A-Z0-9]+|ER_INVALID_CHARACTER_STRING)$/.test(code)
}

/** Turns a driver's error into the fault that a login gets. */
export function unanswered(error: unknown): UserStoreError {
  if (error instanceof UserStoreError) return error
  const why = error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : String(error)
  return new UserStoreError(why, { cause: error })
}
