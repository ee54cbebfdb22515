import type { Row } from '../database/database.ts'
import type { SqlQueries } from './settings.ts'
import { userOf } from './user-rows.ts'

/** The rows of one user from the three queries; null: none with that user's id. */
export type GivenRows = Readonly<Record<keyof SqlQueries, Row | null>>

/** Columns that decide whether a user may log in, and with which rights. */
const deciding = ['enabled', 'role', 'groups']
const describing = ['display_name', 'email', 'language']
/** Queries whose passwords are verified. */
const withPasswords = ['userById', 'page'] as const

/** Differences between the queries' rows of one user, a sentence each. */
export function disagreements(given: GivenRows): { readonly faults: string[]; readonly warnings: string[] } {
  const queries = Object.keys(given) as (keyof SqlQueries)[]
  const missing = queries.filter((query) => given[query] === null)
  const faults = missing.map((query) => `the query "${query}" does not give a user whom another one gives`)
  const rows = queries.flatMap((query) => {
    const row = given[query]
    return row === null ? [] : [{ query, row }]
  })
  for (const query of withPasswords) {
    const row = given[query]
    if (row !== null && row.password === undefined)
      faults.push(`the query "${query}" gives no column password, so that no user can log in`)
  }
  const lacking = (column: string) => {
    const without = rows.filter(({ row }) => row[column] === undefined).map(({ query }) => `"${query}"`)
    return without.length === 0 || without.length === rows.length ? [] : [says(without, column)]
  }
  const saltless = given.userById?.salt === undefined && given.page?.salt !== undefined
  if (saltless) faults.push(says(['"userById"'], 'salt'))
  faults.push(...deciding.flatMap(lacking))
  if (faults.length === 0) {
    const [first, ...others] = rows.map(({ query, row }) => ({ query, ...rightsIn(row) }))
    for (const other of others) {
      if (first === undefined || other.rights === first.rights) continue
      faults.push(`the queries "${first.query}" and "${other.query}" differ in enabled, role or groups`)
    }
  }
  return { faults, warnings: describing.flatMap(lacking) }
}

function says(without: readonly string[], column: string): string {
  return `only some queries give ${column}: ${without.join(' and ')} ${without.length === 1 ? 'does' : 'do'} not`
}

function rightsIn(row: Row): { readonly rights: string } {
  const { enabled, role, groups } = userOf(row)
  return { rights: JSON.stringify([enabled, role, groups.toSorted()]) }
}
