import type { Database, Row } from '../database/database.ts'
import type { User } from '../user-store.ts'

/** The part of FreePBX that users log in to: the administration, the user control panel, or either. */
export type LoginTo = 'admin' | 'ucp' | 'any'

type Rights = Pick<User, 'groups' | 'role' | 'enabled'>
/** Keyed by `uid` or `gid`. */
type Settings = ReadonlyMap<number, string>

interface Group {
  readonly id: number
  readonly name: string
  readonly members: ReadonlySet<number>
}

interface Setting {
  readonly module: string
  readonly key: string
}

const isAdmin: Setting = { module: 'global', key: 'pbx_admin' }
const mayLogInToAdmin: Setting = { module: 'global', key: 'pbx_login' }
const mayLogInToUcp: Setting = { module: 'ucp|Global', key: 'allowLogin' }
const allowing: Readonly<Record<LoginTo, readonly Setting[]>> = {
  admin: [mayLogInToAdmin],
  ucp: [mayLogInToUcp],
  any: [mayLogInToAdmin, mayLogInToUcp],
}

/** The rights of these users. A user's own setting overrides those of the groups, which apply in order of priority. */
export async function loadRights(
  database: Database,
  ids: readonly number[],
  loginTo: LoginTo,
): Promise<(id: number) => Rights> {
  const [groups, ofUsers, ofGroups] = await Promise.all([
    loadGroups(database),
    database.query(
      `SELECT uid AS owner, module, \`key\`, CONVERT(val USING utf8mb4) AS val FROM userman_users_settings
       WHERE uid IN (${ids.map(() => '?').join(', ')}) AND module IN ('global', 'ucp|Global')`,
      ids,
    ),
    loadGroupSettings(database),
  ])
  const settings = (setting: Setting) => [settingOf(ofUsers, setting), settingOf(ofGroups, setting)] as const
  const admin = settings(isAdmin)
  const allowed = allowing[loginTo].map(settings)
  return (id) => {
    const own = groups.filter(({ members }) => members.has(id))
    return {
      groups: own.map(({ name }) => name),
      role: isOn(id, own, ...admin) ? 'admin' : 'user',
      enabled: allowed.some((of) => isOn(id, own, ...of)),
    }
  }
}

/** The ids of all admins. */
export async function loadAdmins(database: Database): Promise<ReadonlySet<number>> {
  const [groups, ofUsers, ofGroups] = await Promise.all([
    loadGroups(database),
    database.query(
      `SELECT uid AS owner, module, \`key\`, CONVERT(val USING utf8mb4) AS val FROM userman_users_settings
       WHERE module = ? AND \`key\` = ?`,
      [isAdmin.module, isAdmin.key],
    ),
    loadGroupSettings(database),
  ])
  const settings = [settingOf(ofUsers, isAdmin), settingOf(ofGroups, isAdmin)] as const
  const candidates = new Set([...settings[0].keys(), ...groups.flatMap(({ members }) => [...members])])
  return new Set(
    [...candidates].filter((id) =>
      isOn(
        id,
        groups.filter(({ members }) => members.has(id)),
        ...settings,
      ),
    ),
  )
}

async function loadGroups(database: Database): Promise<Group[]> {
  const rows = await database.query(
    `SELECT id, groupname, CONVERT(users USING utf8mb4) AS users FROM userman_groups ORDER BY priority, id`,
    [],
  )
  return rows.map(({ id, groupname, users }) => ({
    id: Number(id),
    name: String(groupname),
    members: membersOf(String(users ?? '')),
  }))
}

function loadGroupSettings(database: Database): Promise<readonly Row[]> {
  return database.query(
    `SELECT gid AS owner, module, \`key\`, CONVERT(val USING utf8mb4) AS val FROM userman_groups_settings
     WHERE module IN ('global', 'ucp|Global')`,
    [],
  )
}

/** Ids as numbers or texts, in an array, or in the object that PHP makes of an array with a gap. */
function membersOf(json: string): ReadonlySet<number> {
  try {
    return new Set(Object.values(JSON.parse(json) ?? {}).map(Number))
  } catch (error) {
    // FreePBX, too, treats an unreadable group as empty.
    if (error instanceof SyntaxError) return new Set()
    throw error
  }
}

function settingOf(rows: readonly Row[], { module, key }: Setting): Settings {
  const ofThis = rows.filter((row) => row.module === module && row.key === key)
  return new Map(ofThis.map(({ owner, val }) => [Number(owner), String(val ?? '')]))
}

function isOn(id: number, groups: readonly Group[], ofUsers: Settings, ofGroups: Settings): boolean {
  const deciding = groups.find((group) => ofGroups.has(group.id))
  const value = ofUsers.get(id) ?? (deciding === undefined ? undefined : ofGroups.get(deciding.id))
  return value !== undefined && !['', '0', 'false'].includes(value)
}
