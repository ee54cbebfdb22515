import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { DatabaseConnection } from '../../adapters/database/database.ts'
import { createFreepbxUserStore } from '../../adapters/freepbx/user-store.ts'
import { createFusionpbxUserStore } from '../../adapters/fusionpbx/user-store.ts'
import { createIssabelUserStore } from '../../adapters/issabel/user-store.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { createSqlUserStore } from '../../adapters/sql/user-store.ts'
import type { UserStore } from '../../adapters/user-store.ts'
import { issabelTables } from '../adapters/issabel-tables.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { startMariadb } from './mariadb.ts'
import { peerTest } from './peers.ts'
import { peopleQueries } from './people-table.ts'
import { withPostgres } from './postgres-place.ts'
import {
  fixtureSql,
  makeMariadbDatabase,
  makePostgresDatabase,
  mariadbConnection,
  postgresConnection,
} from './user-databases.ts'

const count = 100_000
const names = Array.from({ length: count }, (_, i) => `user${String(i).padStart(6, '0')}`)
const everybody = { search: '', role: null, cursor: null, limit: 1000 } as const
const queue = createHashingQueue()

/** Every page of all users, and of a search that finds ten; then the store is closed. */
async function holdsThemOnce(opening: Promise<UserStore>): Promise<void> {
  const store = await opening
  try {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await store.list({ ...everybody, cursor })
      assert.ok(page.users.length <= everybody.limit)
      seen.push(...page.users.map(({ name }) => name))
      cursor = page.nextCursor
    } while (cursor !== null)
    assert.is(seen.join(), names.join())
    const found = await store.list({ ...everybody, search: 'USER09999' })
    assert.equal(
      found.users.map(({ name }) => name),
      names.slice(99_990),
    )
    assert.is(found.nextCursor, null)
    assert.is((await store.examine?.())?.users, count)
  } finally {
    await store.close()
  }
}

function openSql(engine: 'mariadb' | 'postgres', connection: DatabaseConnection): Promise<UserStore> {
  const queries = peopleQueries(engine)
  return createSqlUserStore({ name: 'sql', engine, connection, queries, hashes: ['bcrypt'], queue })
}

const people = 'CREATE TABLE people (id integer PRIMARY KEY, login varchar(100) UNIQUE, hash text);'

peerTest('freepbx, sql on MariaDB: pages hold 100,000 users once', { needs: ['mariadb'] }, async () => {
  const mariadb = await startMariadb()
  try {
    const numbered = `SELECT seq + 1, CONCAT('user', LPAD(seq, 6, '0'))`
    await makeMariadbDatabase(
      mariadb,
      'asterisk',
      `${await fixtureSql('freepbx.mysql')}
       DELETE FROM userman_users;
       INSERT INTO userman_users (id, username, auth, password) ${numbered}, 1, '' FROM seq_0_to_${count - 1};`,
    )
    await makeMariadbDatabase(
      mariadb,
      'crm',
      `${people} INSERT INTO people ${numbered}, '' FROM seq_0_to_${count - 1};`,
    )
    const connection = mariadbConnection(mariadb, 'asterisk')
    await holdsThemOnce(
      createFreepbxUserStore({ name: 'pbx', connection, loginTo: 'ucp', ampusers: false, queue }),
    )
    await holdsThemOnce(openSql('mariadb', mariadbConnection(mariadb, 'crm')))
  } finally {
    await mariadb.stop()
  }
})

peerTest('fusionpbx, sql on PostgreSQL: pages hold 100,000 users once', { needs: ['postgres'] }, () =>
  withPostgres(async (postgres) => {
    const name = `'user' || lpad(i::text, 6, '0')`
    const numbers = `generate_series(0, ${count - 1}) AS i`
    await makePostgresDatabase(
      postgres,
      'fusionpbx',
      `${await fixtureSql('fusionpbx.pgsql')}
       TRUNCATE v_users, v_user_settings, v_groups, v_user_groups;
       INSERT INTO v_users (user_uuid, domain_uuid, username, user_enabled, password)
       SELECT md5(i::text)::uuid, (SELECT domain_uuid FROM v_domains LIMIT 1), ${name}, 'true', '' FROM ${numbers};`,
    )
    await makePostgresDatabase(
      postgres,
      'crm',
      `${people} INSERT INTO people SELECT i + 1, ${name}, '' FROM ${numbers};`,
    )
    const connection = postgresConnection(postgres, 'fusionpbx')
    await holdsThemOnce(createFusionpbxUserStore({ name: 'fusion', connection, domain: null, queue }))
    await holdsThemOnce(openSql('postgres', postgresConnection(postgres, 'crm')))
  }),
)

test('issabel: pages hold 100,000 users once', () =>
  withTemporaryFolder(async (folder) => {
    const { default: sqlite } = await import('node-sqlite3-wasm')
    const path = join(folder, 'acl.db')
    const database = new sqlite.Database(path)
    database.exec(
      `${await issabelTables()}
       INSERT INTO acl_user (id, name, md5_password)
       WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${count - 1})
       SELECT i + 1, 'user' || printf('%06d', i), '' FROM numbers;`,
    )
    database.close()
    await holdsThemOnce(createIssabelUserStore({ name: 'issabel', path, queue }))
  }))

test.run()
