import type { SqlValue } from '../database/database.ts'

/** What stands in place of the n-th value, counted from 1. */
export type PlaceholderStyle = '?' | '$'

export interface NamedQuery {
  readonly text: string
  /** Values in the order of the placeholders. */
  values(named: Readonly<Record<string, SqlValue>>): SqlValue[]
}

/** Quoted text, comments and casts (`::`) hold no placeholders. */
const token = /'(?:[^']|'')*'|"[^"]*"|`[^`]*`|--[^\n]*|\/\*.*?\*\/|::|(?<!\w):([A-Za-z_]\w*)/gs

/** The names after a colon in a query, as in `WHERE name = :login`. */
export function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(token)].map(([, name]) => name).filter((name) => name !== undefined))
}

/** Puts the database's own placeholders in place of the names. */
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
