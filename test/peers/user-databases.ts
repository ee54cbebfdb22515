import { readFile } from 'node:fs/promises'
import { hash as bcryptHash } from '@node-rs/bcrypt'
import type { Database, DatabaseConnection } from '../../adapters/database/database.ts'
import { openMariadb } from '../../adapters/database/mariadb.ts'
import { openPostgres } from '../../adapters/database/postgres.ts'
import type { FixtureUser } from '../adapters/user-store-contract.ts'
import type { Mariadb } from './mariadb.ts'
import type { Postgres } from './postgres.ts'

/** Milliseconds: a statement that writes 100,000 users takes long on a busy machine. */
const timeout = 60_000

export function mariadbConnection({ port, user, password }: Mariadb, database: string): DatabaseConnection {
  return { ...usual, host: '127.0.0.1', port, user, password, database }
}

export function postgresConnection({ url }: Pick<Postgres, 'url'>, database: string): DatabaseConnection {
  const { hostname: host, port, username: user, password } = new URL(url)
  return { ...usual, host, port: Number(port), user, password, database }
}

const usual = { socket: null, tls: null, connections: 4, timeout } as const

/** What a PBX's table of users looks like, with a few users in it whose password is {@link fixturePassword}. */
export function fixtureSql(name: 'freepbx.mysql' | 'fusionpbx.pgsql'): Promise<string> {
  return readFile(new URL(`../adapters/fixtures/${name}.sql`, import.meta.url), 'utf8')
}

export const fixturePassword = 'Tr0ub4dor&3 test'

/** As cheap as bcrypt can be, as PHP writes it. */
export async function cheapHash(password: string): Promise<string> {
  return (await bcryptHash(password, 4)).replace(/^\$2[ab]\$/, '$2y$')
}

export async function makeMariadbDatabase(mariadb: Mariadb, database: string, sql: string): Promise<void> {
  await mariadb.sql('mysql', `CREATE DATABASE ${database} CHARACTER SET utf8mb4`)
  await mariadb.sql(database, sql)
}

export async function makePostgresDatabase(postgres: Postgres, database: string, sql: string): Promise<void> {
  await postgres.sql(`CREATE DATABASE ${database}`)
  await within(openPostgres(postgresConnection(postgres, database)), (opened) => opened.query(sql, []))
}

/** Puts the users into FreePBX's tables, in place of those that are there. */
export async function fillFreepbx(
  mariadb: Mariadb,
  database: string,
  users: readonly FixtureUser[],
): Promise<void> {
  await within(openMariadb(mariadbConnection(mariadb, database)), async ({ query }) => {
    for (const table of ['users', 'users_settings', 'groups', 'groups_settings']) {
      await query(`DELETE FROM userman_${table}`, [])
    }
    for (const [i, { name, displayName, email, language, role, enabled, password }] of users.entries()) {
      const id = i + 1
      await query(
        'INSERT INTO userman_users (id, auth, username, displayname, email, language, password) VALUES (?, 1, ?, ?, ?, ?, ?)',
        [id, name, displayName, email, language, await cheapHash(password)],
      )
      const setting = 'INSERT INTO userman_users_settings (uid, module, `key`, val) VALUES (?, ?, ?, ?)'
      if (role !== 'user') await query(setting, [id, 'global', 'pbx_admin', '1'])
      if (enabled) await query(setting, [id, 'ucp|Global', 'allowLogin', '1'])
    }
    for (const [priority, [name, members]] of groupsOf(users).entries()) {
      const ids = members.map((index) => (index % 2 === 0 ? index + 1 : String(index + 1)))
      const values = [name, priority, JSON.stringify(ids)]
      await query('INSERT INTO userman_groups (groupname, priority, users) VALUES (?, ?, ?)', values)
    }
  })
}

const domain = '11111111-1111-4111-8111-111111111111'
const uuid = (kind: number, index: number) =>
  `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** The same for FusionPBX, in one domain. */
export async function fillFusionpbx(
  postgres: Postgres,
  database: string,
  users: readonly FixtureUser[],
): Promise<void> {
  await within(openPostgres(postgresConnection(postgres, database)), async ({ query }) => {
    await query('TRUNCATE v_users, v_user_settings, v_groups, v_user_groups, v_domains', [])
    await query(`INSERT INTO v_domains (domain_uuid, domain_name) VALUES ($1, 'pbx.example.org')`, [domain])
    for (const [i, { name, email, language, enabled, password }] of users.entries()) {
      await query(
        `INSERT INTO v_users (user_uuid, domain_uuid, username, user_email, user_enabled, password)
         VALUES ($1, $2, $3, $4, $5::boolean, $6)`,
        [uuid(1, i), domain, name, email, enabled ? 'true' : 'false', await cheapHash(password)],
      )
      if (language === null) continue
      await query(
        `INSERT INTO v_user_settings (user_setting_uuid, user_uuid, user_setting_category,
           user_setting_subcategory, user_setting_value) VALUES ($1, $2, 'domain', 'language', $3)`,
        [uuid(2, i), uuid(1, i), language],
      )
    }
    const superadmins = users.flatMap(({ role }, i) => (role === 'superadmin' ? [i] : []))
    const groups: [string, readonly number[]][] = [...groupsOf(users), ['superadmin', superadmins]]
    for (const [g, [name, members]] of groups.entries()) {
      const level = { sales: 30, admins: 50 }[name] ?? 80
      const group = 'INSERT INTO v_groups (group_uuid, group_name, group_level) VALUES ($1, $2, $3)'
      await query(group, [uuid(3, g), name, level])
      for (const member of members) {
        const membership =
          'INSERT INTO v_user_groups (user_group_uuid, group_uuid, user_uuid) VALUES ($1, $2, $3)'
        await query(membership, [uuid(4, g * 100 + member), uuid(3, g), uuid(1, member)])
      }
    }
  })
}

/** Groups by name, with the indices of their members. */
function groupsOf(users: readonly FixtureUser[]): [string, readonly number[]][] {
  const names = new Set(users.flatMap(({ groups }) => groups))
  return [...names].map((name) => [
    name,
    users.flatMap(({ groups }, index) => (groups.includes(name) ? [index] : [])),
  ])
}

export async function within<T>(
  opening: Promise<Database>,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await opening
  try {
    return await use(database)
  } finally {
    await database.close()
  }
}
