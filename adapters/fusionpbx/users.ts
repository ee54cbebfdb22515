import type { Row } from '../database/database.ts'
import { languageTag, textOrNull } from '../database/text.ts'
import { md5Hex } from '../passwords/hex-digest.ts'
import type { Role, User } from '../user-store.ts'

/** FusionPBX asks for superadmins by the name of their group, and here for admins by the level of theirs. */
const superadmins = 'superadmin'
const adminLevel = 50

// Flags are boolean in newer versions and text in older ones; missing means true.
const isOn = (flag: string) => `coalesce(nullif(${flag}::text, ''), 'true') = 'true'`

/** `$1` is the only domain that is served; null: all. */
const users = `
  v_users u JOIN v_domains d USING (domain_uuid)
  WHERE u.username <> '' AND ($1::text IS NULL OR lower(d.domain_name) = lower($1))`

/** An id that no row has. */
export const unusedId = '00000000-0000-0000-0000-000000000000'

/**
 * Rows for {@link userOf}. Groups and languages are looked up only for the users in the result, and once for an id that
 * no user has where the result is empty: the tables have no index on users, so the time of the scan would show whether
 * a user was found.
 *
 * @param condition - on `u` and `d`, with placeholders from `$2` on; ORDER BY and LIMIT may follow it
 * @param order - of the result
 */
export function selectUsers(condition: string, order: string, columns = 'NULL AS fit'): string {
  return `
    WITH shown AS MATERIALIZED (
      SELECT u.user_uuid, u.username, u.user_email, lower(d.domain_name) AS tenant, ${columns},
        ${isOn('u.user_enabled')} AND ${isOn('d.domain_enabled')}
          AND coalesce(nullif(u.user_type, ''), 'default') = 'default' AS enabled
      FROM ${users} AND ${condition}
    ), sought AS (
      SELECT user_uuid FROM shown UNION ALL SELECT '${unusedId}'
    ), memberships AS (
      SELECT m.user_uuid, max(g.group_level)::float AS level,
        array_agg(g.group_name ORDER BY g.group_level DESC NULLS LAST, g.group_name)
          FILTER (WHERE g.group_name IS NOT NULL) AS groups
      FROM v_user_groups m JOIN v_groups g USING (group_uuid)
      WHERE m.user_uuid IN (SELECT user_uuid FROM sought) GROUP BY m.user_uuid
    ), languages AS (
      SELECT s.user_uuid, min(s.user_setting_value) AS language
      FROM v_user_settings s
      WHERE s.user_uuid IN (SELECT user_uuid FROM sought) AND s.user_setting_category = 'domain'
        AND s.user_setting_subcategory = 'language' AND ${isOn('s.user_setting_enabled')} GROUP BY s.user_uuid
    )
    SELECT shown.*, level, groups, language
    FROM shown FULL JOIN memberships USING (user_uuid) FULL JOIN languages USING (user_uuid) ORDER BY ${order}`
}

/** Rows for {@link hashOf}. */
export function selectHashes(condition: string): string {
  return `SELECT u.user_uuid AS id, u.password, u.salt FROM ${users} AND ${condition}`
}

/**
 * How well a user matches a login, best first: $2 is the whole login, $3 the realm after its last @, $4 the name before
 * it.
 */
const fit = `
  CASE
    WHEN lower(d.domain_name) = lower($3) AND lower(u.username) = lower($4) THEN 1
    WHEN lower(d.domain_name) = lower($3) AND lower(u.user_email) = lower($4) THEN 2
    WHEN lower(u.username) = lower($2) THEN 3
    WHEN lower(u.user_email) = lower($2) THEN 4
  END`

/** Users that a login may mean. Only the best matches count; several of them make the login ambiguous. */
export const selectCandidates = selectUsers(
  `(lower(u.username) IN (lower($2), lower($4)) OR lower(u.user_email) IN (lower($2), lower($4)))
   AND ${fit} IS NOT NULL ORDER BY fit LIMIT 2`,
  'fit',
  `${fit} AS fit`,
)

export const isFound = `(u.username || '@' || d.domain_name ILIKE $2 ESCAPE '!' OR u.user_email ILIKE $2 ESCAPE '!')`

export function userOf(row: Row): User {
  const groups = Array.isArray(row.groups) ? row.groups.map(String) : []
  return {
    id: String(row.user_uuid),
    name: String(row.username),
    displayName: null,
    email: textOrNull(row.user_email),
    groups,
    role: roleOf(groups, Number(row.level ?? 0)),
    enabled: row.enabled === true,
    language: languageTag(row.language),
    tenant: String(row.tenant),
  }
}

/** A condition on `u`. */
export function hasRole(role: Role): string {
  const isSuperadmin = isIn(`g.group_name = '${superadmins}'`)
  const isAdmin = isIn(`g.group_level >= ${adminLevel}`)
  if (role === 'superadmin') return isSuperadmin
  return `NOT ${isSuperadmin} AND ${role === 'admin' ? '' : 'NOT '}${isAdmin}`
}

function isIn(group: string): string {
  return `u.user_uuid IN (
    SELECT m.user_uuid FROM v_user_groups m JOIN v_groups g USING (group_uuid)
    WHERE m.user_uuid IS NOT NULL AND ${group})`
}

function roleOf(groups: readonly string[], level: number): Role {
  if (groups.includes(superadmins)) return 'superadmin'
  return level >= adminLevel ? 'admin' : 'user'
}

/** The hash in a form that passwords/verify.ts reads: PHP's own formats, or in older rows md5(salt . password). */
export function hashOf({ password, salt }: Row): string {
  const stored = String(password ?? '')
  return md5Hex(stored, String(salt ?? '')) ?? stored
}
