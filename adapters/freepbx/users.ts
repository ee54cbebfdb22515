import type { Database, Row, SqlValue } from '../database/database.ts'
import { containing, languageTag, textOrNull } from '../database/text.ts'
import { sha1Hex } from '../passwords/hex-digest.ts'
import type { User } from '../user-store.ts'

/** SQL text, and the values of its placeholders. */
export type Condition = readonly [text: string, values: readonly SqlValue[]]

/** Users who can log in and meet all conditions, as rows for {@link identityOf} and {@link hashOf}. */
export async function loadUsers(
  database: Database,
  conditions: readonly Condition[],
  behind = '',
  deadline?: number,
): Promise<readonly Row[]> {
  const directories = await database.query(
    'SELECT CAST(id AS CHAR) AS id, driver FROM userman_directories WHERE active = 1 ORDER BY `order`, id',
    [],
    deadline,
  )
  const drivers = new Map(directories.map(({ id, driver }) => [String(id), driver]))
  const all = [inFirstDirectory([...drivers.keys()]), ...conditions]
  const rows = await database.query(
    `SELECT id, auth, username, password, displayname, fname, lname, email, language FROM userman_users u
     WHERE ${all.map(([text]) => text).join(' AND ')} ${behind}`,
    all.flatMap(([, values]) => values),
    deadline,
  )
  return rows.map((row) => ({ ...row, driver: drivers.get(String(row.auth)) }))
}

/** FreePBX tries only the first active directory that has the name, so that no name occurs twice. */
function inFirstDirectory(directories: readonly string[]): Condition {
  const ids = directories.length === 0 ? [null] : directories
  const list = ids.map(() => '?').join(', ')
  return [
    `u.username > '' AND u.auth IN (${list}) AND NOT EXISTS (
       SELECT 1 FROM userman_users twin
       WHERE twin.username = u.username AND FIELD(twin.auth, ${list}) BETWEEN 1 AND FIELD(u.auth, ${list}) - 1)`,
    [...ids, ...ids, ...ids],
  ]
}

/** Equal by the column's collation, but with trailing spaces, which it ignores, compared. */
export function isSame(column: 'username' | 'email', text: string): Condition {
  return [`u.${column} = ? AND CHAR_LENGTH(u.${column}) = CHAR_LENGTH(?)`, [text, text]]
}

export function isFound(search: string): Condition {
  const fields = ['u.username', 'u.displayname', "CONCAT_WS(' ', u.fname, u.lname)", 'u.email']
  const matches = fields.map((field) => `LOWER(${field}) LIKE LOWER(?) ESCAPE '!'`)
  return [`(${matches.join(' OR ')})`, fields.map(() => containing(search))]
}

export function identityOf(row: Row): Pick<User, 'id' | 'name' | 'displayName' | 'email' | 'language'> {
  const fullName = [row.fname, row.lname].map(textOrNull).filter((part) => part !== null)
  return {
    id: String(row.id),
    name: String(row.username),
    displayName: textOrNull(row.displayname) ?? textOrNull(fullName.join(' ')),
    email: textOrNull(row.email),
    language: languageTag(row.language),
  }
}

/** The hash in a form that passwords/verify.ts reads. FreePBX stores none for users of other directories. */
export function hashOf({ password, driver }: Row): string {
  if (driver !== 'Freepbx') return `{${String(driver)}}`
  const stored = String(password ?? '')
  return sha1Hex(stored) ?? stored
}
