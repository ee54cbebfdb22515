import { z } from 'zod'
import { duration, secretKeys, text, wholeNumber } from '../option-schemas.ts'
import type { ConfigContext, StoreFault, StoreSecret, WrittenOptions } from '../user-store-kind.ts'
import type { DatabaseConnection } from './database.ts'

/** The usual connection of one kind of database; what is missing here must be configured. */
interface UsualConnection {
  readonly port?: number
  readonly user?: string
  readonly database?: string
}

/** The keys that say how a database is reached. {@link connectionFaults} checks combinations of them. */
export function connectionKeys({ port, user, database }: UsualConnection) {
  return {
    ...secretKeys('url', 'Where the database is, as SCHEME://USER:PASSWORD@HOST:PORT/DATABASE, in one key'),
    host: text('a host name or an address').default('127.0.0.1').describe('Where the database is.'),
    port: usually(wholeNumber(1, 65_535), port).describe('Its TCP port; by default the usual one.'),
    socket: text('the path of a socket').optional().describe('Its Unix socket, instead of host and port.'),
    user: usually(text('the name of an account'), user).describe('An account that may read.'),
    ...secretKeys('password', 'Its password; leave out where the server knows the account by its socket'),
    database: usually(text('the name of a database'), database).describe('Its name.'),
    tls: z
      .boolean()
      .default(false)
      .describe('Whether the connection is encrypted and the certificate of the server verified.'),
    caFile: text('the path of a file')
      .optional()
      .describe('Certificates (PEM) to trust instead of the well-known authorities; relative to this file.'),
    connections: wholeNumber(1, 100).default(8).describe('Most connections at once.'),
    timeout: duration({ least: 1000, most: 30_000, expected: 'a duration from 1s to 30s' })
      .prefault('3s')
      .describe('How long a query may take, connecting included.'),
  }
}

function usually<Output>(schema: z.ZodType<Output, Output>, value: z.util.NoUndefined<Output> | undefined) {
  return value === undefined ? schema.optional() : schema.optional().default(value)
}

type ConnectionValues = z.output<z.ZodObject<ReturnType<typeof connectionKeys>>>

const usualPort: Readonly<Record<DatabaseEngine, number>> = { mariadb: 3306, postgres: 5432 }

export function connectionOptions(
  values: ConnectionValues,
  engine: DatabaseEngine,
  { secret, absolute }: ConfigContext,
): DatabaseConnection {
  const { socket, tls, caFile, connections, timeout } = values
  const { port, ...account } = accountOf(values, engine, secret)
  return {
    ...account,
    port: port ?? usualPort[engine],
    socket: socket === undefined ? null : absolute(socket),
    tls: tls ? { caFile: caFile === undefined ? null : absolute(caFile) } : null,
    connections,
    timeout,
  }
}

function accountOf(values: ConnectionValues, engine: DatabaseEngine, secret: () => string) {
  if ((values.url ?? values.urlFile ?? values.urlEnv) !== undefined) {
    const url = parseDatabaseUrl(secret(), engine)
    if (url === null) throw new RangeError('the URL of a database was not checked')
    return url
  }
  const { host, port, user = '', database = '', password, passwordFile, passwordEnv } = values
  const hasPassword = (password ?? passwordFile ?? passwordEnv) !== undefined
  return { host, port, user, database, password: hasPassword ? secret() : '' }
}

/** The password of the account, or a URL with the whole connection. */
export function connectionSecrets(engine: DatabaseEngine): StoreSecret[] {
  const what = `${databaseSchemes[engine][0]}//USER:PASSWORD@HOST:PORT/DATABASE, with % where a letter would end it`
  const isRight = (url: string) => parseDatabaseUrl(url, engine) !== null
  return [
    { name: 'password', what: 'the password', required: false },
    { name: 'url', what, required: false, isRight },
  ]
}

const urlKeys = ['url', 'urlFile', 'urlEnv']
const singleKeys = ['host', 'port', 'socket', 'user', 'password', 'passwordFile', 'passwordEnv', 'database']

/**
 * Faults in the combination of a connection's keys.
 *
 * @param needed - keys without a default that a URL would replace
 */
export function connectionFaults(written: WrittenOptions, needed: readonly string[] = []): StoreFault[] {
  const has = (key: string) => written[key] !== undefined
  const besideOf = (key: string, others: readonly string[]) =>
    others.filter(has).map((other) => ({
      key: other,
      found: `${other} beside ${key}`,
      expected: `nothing: ${key} says it`,
    }))
  const url = urlKeys.find(has)
  const { tls } = written
  return [
    ...(url === undefined
      ? needed.filter((key) => !has(key)).map((key) => ({ key, expected: `${key}, or url` }))
      : besideOf(url, singleKeys)),
    ...(has('socket') ? besideOf('socket', ['host', 'port']) : []),
    ...(has('caFile') && tls !== true ? [{ key: 'tls', expected: 'true, for caFile' }] : []),
  ]
}

interface DatabaseUrl {
  readonly host: string
  /** null: the default port. */
  readonly port: number | null
  readonly user: string
  readonly password: string
  readonly database: string
}

type DatabaseEngine = 'mariadb' | 'postgres'

const databaseSchemes = {
  mariadb: ['mariadb:', 'mysql:'],
  postgres: ['postgres:', 'postgresql:'],
} as const

/** `mariadb://USER:PASSWORD@HOST:PORT/DATABASE` without query and fragment; null for anything else. */
export function parseDatabaseUrl(text: string, engine: DatabaseEngine): DatabaseUrl | null {
  const url = URL.canParse(text) ? new URL(text) : null
  const schemes: readonly string[] = databaseSchemes[engine]
  if (url === null || !schemes.includes(url.protocol) || /[?#]/.test(text)) return null
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded)
  if (!url.hostname || !user || !database || password === undefined || database.includes('/')) return null
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { host, port: url.port === '' ? null : Number(url.port), user, password, database }
}

/** undefined: a % begins no escape. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
