import type { Database, Row } from '../database/database.ts'
import { containing } from '../database/text.ts'
import { sha1Hex } from '../passwords/hex-digest.ts'
import type { Role, User } from '../user-store.ts'
import type { Condition } from './users.ts'

/** Precedes the name in the id of such a user; ids of User Manager are numbers. */
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

/**
 * Names are compared by the column's collation, as in FreePBX. A login can have the prefix `ampusers/`, where another
 * user has the same name.
 */
export function isCalled(login: string): Condition {
  const name = nameIn(login) ?? login
  return ['a.username = ? AND CHAR_LENGTH(a.username) = CHAR_LENGTH(?)', [name, name]]
}

/** null: this is no id of such a user. */
export function nameIn(id: string): string | null {
  return id.startsWith(prefix) ? id.slice(prefix.length) : null
}

export function isAmpuserFound(search: string): Condition {
  return ["LOWER(a.username) LIKE LOWER(?) ESCAPE '!'", [containing(search)]]
}

/** A condition for the users to whom {@link ampuserOf} gives this role. */
export function hasAmpuserRole(role: Role): Condition {
  const has = (section: string) =>
    `FIND_IN_SET('${section}', REPLACE(CONVERT(a.sections USING utf8mb4), ';', ',')) > 0`
  if (role === 'superadmin') return [has('*'), []]
  return [`NOT ${has('*')} AND ${role === 'admin' ? '' : 'NOT '}${has(ownPage)}`, []]
}

/** The module's own section in FreePBX's administration. */
const ownPage = 'ringlock'

/**
 * Access to all sections makes a superadmin, because no admin of User Manager is one. Access to the module's page makes
 * an admin. With other sections alone, an administrator manages no second factors.
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

/** The hash in a form that passwords/verify.ts reads. FreePBX accepts no other hash in that column. */
export function ampuserHashOf({ password_sha1 }: Row): string {
  return sha1Hex(String(password_sha1 ?? '')) ?? '{ampusers}'
}
