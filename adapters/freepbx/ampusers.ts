import type { Database, Row } from '../database/database.ts'
import { containing } from '../database/text.ts'
import { sha1Hex } from '../passwords/hex-digest.ts'
import type { Role, User } from '../user-store.ts'
import type { Condition } from './users.ts'

/** In front of the name in the id of such a user; those of User Manager are numbers. */
const prefix = 'ampusers/'

/** Administrators of the table ampusers, as rows for {@link ampuserOf} and {@link ampuserHashOf}. */
export function loadAmpusers(
  database: Database,
  conditions: readonly Condition[],
  behind = '',
  deadline?: number,
): Promise<readonly Row[]> {
  const all: readonly Condition[] = [["a.username > ''", []], ...conditions]
  return database.query(
    `SELECT username, password_sha1, CONVERT(sections USING utf8mb4) AS sections FROM ampusers a
     WHERE ${all.map(([text]) => text).join(' AND ')} ${behind}`,
    all.flatMap(([, values]) => values),
    deadline,
  )
}

/** FreePBX compares such names by the column's collation. A login may say `ampusers/` in front, where another user has the name. */
export function isCalled(login: string): Condition {
  const name = nameIn(login) ?? login
  return ['a.username = ? AND CHAR_LENGTH(a.username) = CHAR_LENGTH(?)', [name, name]]
}

/** null: it is no id of such a user. */
export function nameIn(id: string): string | null {
  return id.startsWith(prefix) ? id.slice(prefix.length) : null
}

export function isAmpuserFound(search: string): Condition {
  return ["LOWER(a.username) LIKE LOWER(?) ESCAPE '!'", [containing(search)]]
}

/** A condition for those who have the role that {@link ampuserOf} gives them. */
export function hasAmpuserRole(role: Role): Condition {
  const has = (section: string) =>
    `FIND_IN_SET('${section}', REPLACE(CONVERT(a.sections USING utf8mb4), ';', ',')) > 0`
  if (role === 'superadmin') return [has('*'), []]
  return [`NOT ${has('*')} AND ${role === 'admin' ? '' : 'NOT '}${has(ownPage)}`, []]
}

/** The section of FreePBX's administration that is the module's. */
const ownPage = 'ringlock'

/**
 * All sections make a superadmin, as no admin of User Manager is one. Who may open the module's page is an admin; with other
 * sections alone an administrator manages no one's second factor.
 */
export function ampuserOf(row: Row): User {
  const sections = String(row.sections ?? '').split(';')
  const name = String(row.username)
  return {
    id: `${prefix}${name}`,
    name,
    displayName: null,
    email: null,
    groups: ['ampusers'],
    role: sections.includes('*') ? 'superadmin' : sections.includes(ownPage) ? 'admin' : 'user',
    enabled: true,
    language: null,
  }
}

/** What passwords/verify.ts understands. FreePBX takes no other hash in that column. */
export function ampuserHashOf({ password_sha1 }: Row): string {
  return sha1Hex(String(password_sha1 ?? '')) ?? '{ampusers}'
}
