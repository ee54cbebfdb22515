import { createHash } from 'node:crypto'
import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import { openPostgres } from '../../adapters/database/postgres.ts'
import type { FixtureUser } from '../adapters/user-store-contract.ts'
import { person } from './ldap-people.ts'
import type { Entry } from './ldif.ts'
import { type Mariadb, startMariadb } from './mariadb.ts'
import { peopleQueries } from './people-table.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { people, type Slapd, serviceAccount, startSlapd } from './slapd.ts'
import {
  cheapHash,
  fillFreepbx,
  fillFusionpbx,
  fixtureSql,
  makeMariadbDatabase,
  makePostgresDatabase,
  postgresConnection,
  within,
} from './user-databases.ts'

/** The keys of user stores in ringlock.yaml, for servers that were started and filled with users. */

const timeout = '1s'

export async function startFreepbx(users: readonly FixtureUser[]): Promise<[object, Mariadb]> {
  const mariadb = await startMariadb()
  await makeMariadbDatabase(mariadb, 'asterisk', await fixtureSql('freepbx.mysql'))
  await fillFreepbx(mariadb, 'asterisk', users)
  const { port, user, password } = mariadb
  return [{ kind: 'freepbx', port, user, password, timeout }, mariadb]
}

export async function startFusionpbx(users: readonly FixtureUser[]): Promise<[object, Postgres]> {
  const postgres = await startPostgres()
  await makePostgresDatabase(postgres, 'fusionpbx', await fixtureSql('fusionpbx.pgsql'))
  await fillFusionpbx(postgres, 'fusionpbx', users)
  return [{ kind: 'fusionpbx', ...accountOf(postgres, 'fusionpbx'), timeout }, postgres]
}

export async function startDirectory(users: readonly FixtureUser[]): Promise<[object, Slapd]> {
  const slapd = await startSlapd(users.map(entryOf))
  const { dn: bindDn, password } = serviceAccount
  const server = { host: '127.0.0.1', port: slapd.port, security: 'none' }
  return [{ kind: 'ldap', ...server, bindDn, password, base: people, timeout }, slapd]
}

/** Whatever the name is, it stands in no DN. */
function entryOf({ name, password }: FixtureUser, index: number): Entry {
  const cn = `person ${index}`
  return { ...person(name, { userPassword: password, cn }), dn: `cn=${cn},${people}` }
}

/** A table with a layout of its own, in a PostgreSQL that runs. */
export async function makeTable(postgres: Postgres, users: readonly FixtureUser[]): Promise<object> {
  await within(openPostgres(postgresConnection(postgres, 'postgres')), async ({ query }) => {
    await query('CREATE TABLE people (id integer PRIMARY KEY, login text, hash text)', [])
    for (const [i, { name, password }] of users.entries()) {
      await query('INSERT INTO people VALUES ($1, $2, $3)', [i + 1, name, await cheapHash(password)])
    }
  })
  const account = accountOf(postgres, 'postgres')
  return {
    kind: 'sql',
    engine: 'postgres',
    ...account,
    queries: peopleQueries('postgres'),
    hashes: ['bcrypt'],
    timeout,
  }
}

export function makeIssabel(folder: string, users: readonly FixtureUser[]): object {
  const path = join(folder, 'acl.db')
  const database = new sqlite.Database(path)
  try {
    database.exec(
      `CREATE TABLE acl_group (description TEXT, id INTEGER PRIMARY KEY, name TEXT);
       CREATE TABLE acl_user (id INTEGER PRIMARY KEY, name TEXT, description TEXT, md5_password TEXT);
       CREATE TABLE acl_membership (id INTEGER PRIMARY KEY, id_user INTEGER, id_group INTEGER);`,
    )
    for (const { name, password } of users) {
      const hash = createHash('md5').update(password).digest('hex')
      database.run('INSERT INTO acl_user (name, md5_password) VALUES (?, ?)', [name, hash])
    }
  } finally {
    database.close()
  }
  return { kind: 'issabel', path }
}

function accountOf(postgres: Postgres, database: string): object {
  const { host, port, user, password } = postgresConnection(postgres, database)
  return { host, port, user, password, database }
}
