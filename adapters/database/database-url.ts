export interface DatabaseUrl {
  readonly host: string
  /** null: the usual one. */
  readonly port: number | null
  readonly user: string
  readonly password: string
  readonly database: string
}

export type DatabaseEngine = 'mariadb' | 'postgres'

export const databaseSchemes = {
  mariadb: ['mariadb:', 'mysql:'],
  postgres: ['postgres:', 'postgresql:'],
} as const

/** `mariadb://USER:PASSWORD@HOST:PORT/DATABASE`, without anything behind it; null for anything else. */
export function parseDatabaseUrl(text: string, engine: DatabaseEngine): DatabaseUrl | null {
  const url = URL.canParse(text) ? new URL(text) : null
  const schemes: readonly string[] = databaseSchemes[engine]
  if (url === null || !schemes.includes(url.protocol) || /[?#]/.test(text)) return null
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded)
  if (!url.hostname || !user || !database || password === undefined || database.includes('/')) return null
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { host, port: url.port === '' ? null : Number(url.port), user, password, database }
}

/** undefined for a % that begins nothing. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
