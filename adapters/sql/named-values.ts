import type { SqlValue } from '../database/database.ts'

/** Placeholders: `?` for each value, or `$1`, `$2` and so on. */
export type PlaceholderStyle = '?' | '$'

export interface NamedQuery {
  readonly text: string
  /** The values in placeholder order. */
  values(named: Readonly<Record<string, SqlValue>>): SqlValue[]
}

/** Matches quoted text, comments and casts (`::`) first, because they contain no placeholders. */
const token = /'(?:[^']|'')*'|"[^"]*"|`[^`]*`|--[^\n]*|\/\*.*?\*\/|::|(?<!\w):([A-Za-z_]\w*)/gs

/** The names after a colon in a query, as in `WHERE name = :login`. */
export function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(token)].map(([, name]) => name).filter((name) => name !== undefined))
}

/** Replaces the names by the database's own placeholders. */
export function namedQuery(text: string, style: PlaceholderStyle): NamedQuery {
  const order: string[] = []
  const withPlaceholders = text.replace(token, (whole: string, name?: string) => {
    if (name === undefined) return whole
    if (style === '$' && order.includes(name)) return `$${order.indexOf(name) + 1}`
    order.push(name)
    return style === '$' ? `$${order.length}` : '?'
  })
  return { text: withPlaceholders, values: (named) => order.map((name) => named[name] ?? null) }
}
