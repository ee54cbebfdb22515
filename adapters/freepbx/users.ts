import { sha1Hex } from '../passwords/hex-digest.ts'
import type { Row } from '../sql/database.ts'
import { languageTag, textOrNull } from '../sql/text.ts'
import type { User } from '../user-store.ts'

/** A directory is named in `auth` by its id, as text. */
const directoryOf = (user: string) => `${user}.auth REGEXP '^[0-9]+$' AND ${user}.auth`

/**
 * Who can log in: FreePBX tries the first active directory that has the name, and no other. Further conditions go
 * behind it with AND.
 */
export const selectUsers = `
  SELECT u.id, u.username, u.password, u.displayname, u.fname, u.lname, u.email, u.language, d.driver
  FROM userman_users u JOIN userman_directories d ON ${directoryOf('u')} = d.id
  WHERE d.active = 1 AND NOT EXISTS (
    SELECT 1 FROM userman_users twin JOIN userman_directories earlier ON ${directoryOf('twin')} = earlier.id
    WHERE twin.username = u.username AND earlier.active = 1
      AND (earlier.\`order\` < d.\`order\` OR (earlier.\`order\` = d.\`order\` AND earlier.id < d.id)))`

/** Takes a pattern for each of its placeholders. */
export const isFound = `(LOWER(u.username) LIKE LOWER(?) ESCAPE '!'
    OR LOWER(u.displayname) LIKE LOWER(?) ESCAPE '!'
    OR LOWER(CONCAT_WS(' ', u.fname, u.lname)) LIKE LOWER(?) ESCAPE '!'
    OR LOWER(u.email) LIKE LOWER(?) ESCAPE '!')`

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

/** What passwords/verify.ts understands. Of a user in another directory than FreePBX's own, there is no hash here. */
export function hashOf({ password, driver }: Row): string {
  if (driver !== 'Freepbx') return `{${String(driver)}}`
  const stored = String(password ?? '')
  return sha1Hex(stored) ?? stored
}
