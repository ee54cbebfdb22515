import { hash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import * as assert from 'uvu/assert'
import { createIssabelUserStore } from '../../../adapters/issabel/user-store.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { UserStoreError } from '../../../adapters/user-store.ts'
import { faultOf } from '../../fault-of.ts'
import { folderSuite } from '../folder-suite.ts'
import { issabelTables } from '../issabel-tables.ts'
import { findOne, fixtureUsers, testUserStoreContract } from '../user-store-contract.ts'

const test = folderSuite('issabel user store')

const fixture = readFileSync(new URL('../fixtures/issabel.sqlite.sql', import.meta.url), 'utf8')
const pathIn = (folder: string) => join(folder, 'acl.db')
const openStore = (folder: string) =>
  createIssabelUserStore({ name: 'pbx', path: pathIn(folder), queue: createHashingQueue() })

/** Writes as Issabel does: in place, in a transaction. */
function write(folder: string, sql: string): void {
  const database = new sqlite.Database(pathIn(folder))
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

const text = (value: string | null) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`)

testUserStoreContract(
  'issabel',
  async (folder) => {
    const groups = [...new Set(fixtureUsers.flatMap((user) => [...user.groups]))]
    // Group 1 is the admins', and needs no name to be.
    const idOf = (group: string) => groups.indexOf(group as never) + 2
    const rows = fixtureUsers.map(
      ({ name, displayName, password }, i) =>
        `INSERT INTO acl_user (id, name, description, md5_password)
         VALUES (${i + 1}, ${text(name)}, ${text(displayName)}, '${hash('md5', password)}');`,
    )
    const memberships = fixtureUsers.flatMap((user, i) =>
      [...user.groups.map(idOf), ...(user.role === 'user' ? [] : [1])].map(
        (group) => `INSERT INTO acl_membership (id_user, id_group) VALUES (${i + 1}, ${group});`,
      ),
    )
    const named = [
      'INSERT INTO acl_group (id) VALUES (1);',
      ...groups.map((name) => `INSERT INTO acl_group (id, name) VALUES (${idOf(name)}, ${text(name)});`),
    ]
    write(folder, [await issabelTables(), ...named, ...rows, ...memberships].join('\n'))
    return openStore(folder)
  },
  {
    displayName: true,
    email: false,
    groups: true,
    language: false,
    disabled: false,
    roles: ['user', 'admin'],
  },
)

test("every password of the fixture is verified, and group 1 is the admins'", async ({ folder }) => {
  write(folder, fixture)
  const store = await openStore(folder)
  for (const [name, role, groups] of [
    ['admin', 'admin', ['administrator']],
    ['Alice', 'user', ['extension']],
  ] as const) {
    const user = await findOne(store, name)
    assert.equal([user.role, user.groups], [role, groups])
    assert.is(await store.verifyPassword(user, 'Tr0ub4dor&3 test', Infinity), 'ok')
    assert.is(await store.verifyPassword(user, 'tr0ub4dor&3 test', Infinity), 'wrong')
  }
  assert.is(await store.find('alice'), null)
  assert.is(await store.find('ADMIN'), null)
  assert.equal(await store.examine?.(), {
    users: 2,
    hashes: [{ format: 'hex-digest', isSupported: true, users: 2 }],
    warnings: [],
  })
})

test('what Issabel changes is seen at the next login', async ({ folder }) => {
  write(folder, fixture)
  const store = await openStore(folder)
  const alice = await findOne(store, 'Alice')
  write(folder, `UPDATE acl_user SET md5_password = '${hash('md5', 'another')}' WHERE name = 'Alice'`)
  assert.is(await store.verifyPassword(alice, 'Tr0ub4dor&3 test', Infinity), 'wrong')
  assert.is(await store.verifyPassword(alice, 'another', Infinity), 'ok')
  write(folder, `DELETE FROM acl_user WHERE name = 'Alice'`)
  assert.is(await store.find('Alice'), null)
  assert.is(await store.verifyPassword(alice, 'another', Infinity), 'wrong')
})

test('a change is seen even where the time of the file stands still', async ({ folder }) => {
  write(folder, fixture)
  utimesSync(pathIn(folder), 1, 1)
  const store = await openStore(folder)
  const alice = await findOne(store, 'Alice')
  assert.is(await store.verifyPassword(alice, 'Tr0ub4dor&3 test', Infinity), 'ok')
  const { size } = statSync(pathIn(folder))
  write(folder, `UPDATE acl_user SET md5_password = '${hash('md5', 'another')}' WHERE name = 'Alice'`)
  utimesSync(pathIn(folder), 1, 1)
  assert.is(statSync(pathIn(folder)).size, size)
  assert.is(await store.verifyPassword(alice, 'Tr0ub4dor&3 test', Infinity), 'wrong')
})

test('the database is neither written nor locked, and nothing of it is left behind', async ({ folder }) => {
  write(folder, fixture)
  // Other processes have files in the common one.
  const { TMPDIR } = process.env
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  const before = [
    readFileSync(pathIn(folder)),
    statSync(pathIn(folder)).mtimeMs,
    readdirSync(folder),
  ] as const
  process.env.TMPDIR = temporary
  try {
    const store = await openStore(folder)
    await findOne(store, 'Alice')
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
  const after = [readFileSync(pathIn(folder)), statSync(pathIn(folder)).mtimeMs, readdirSync(folder)] as const
  assert.equal(after, before)
  assert.equal(readdirSync(temporary), [])
})

test('a transaction that is half written is waited for, and is no answer', async ({ folder }) => {
  write(folder, fixture)
  const store = await openStore(folder)
  assert.is((await findOne(store, 'Alice')).name, 'Alice')
  const database = new sqlite.Database(pathIn(folder))
  database.exec('PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN')
  database.exec(`UPDATE acl_user SET name = 'Mallory' WHERE name = 'Alice'`)
  assert.is((await findOne(store, 'Alice')).name, 'Alice')

  // More than the cache holds: SQLite writes part of it before the end.
  for (let i = 0; i < 200; i++) {
    database.exec(`INSERT INTO acl_group (name, description) VALUES ('g', '${'x'.repeat(500)}')`)
  }
  assert.ok(readFileSync(pathIn(folder)).includes('Mallory'))
  for (const login of ['Alice', 'Mallory']) {
    assert.instance(await faultOf(() => store.find(login)), UserStoreError)
  }
  const waiting = store.find('Mallory')
  database.exec('COMMIT')
  database.close()
  const mallory = await waiting
  assert.ok(mallory !== null && mallory !== 'ambiguous')
  assert.is(await store.find('Alice'), null)
})

test('a database that is gone, is none, or has other tables is no answer, until it is back', async ({
  folder,
}) => {
  write(folder, fixture)
  const store = await openStore(folder)
  const alice = await findOne(store, 'Alice')
  const isDown = async () => {
    assert.instance(await faultOf(() => store.find('Alice')), UserStoreError)
    assert.is(await store.verifyPassword(alice, 'Tr0ub4dor&3 test', Infinity), 'unavailable')
    assert.is(await store.verifyPassword(null, 'Tr0ub4dor&3 test', Infinity), 'unavailable')
  }
  const elsewhere = join(folder, 'elsewhere')
  renameSync(pathIn(folder), elsewhere)
  await isDown()
  writeFileSync(pathIn(folder), 'no database at all')
  await isDown()
  rmSync(pathIn(folder))
  write(folder, 'CREATE TABLE something_else (id INTEGER)')
  await isDown()
  renameSync(elsewhere, pathIn(folder))
  assert.is(await store.verifyPassword(alice, 'Tr0ub4dor&3 test', Infinity), 'ok')
})

test('two users with one name are ambiguous', async ({ folder }) => {
  write(folder, `${fixture}; INSERT INTO acl_user (id, name, md5_password) VALUES (7, 'Alice', 'x')`)
  const store = await openStore(folder)
  assert.is(await store.find('Alice'), 'ambiguous')
})

test('the secrets of its own second factor come with their users', async ({ folder }) => {
  write(folder, fixture)
  write(folder, "UPDATE acl_user SET twofactorsecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' WHERE id = 2;")
  const store = await openStore(folder)
  const secrets = await store.totpSecrets?.()
  assert.equal(
    secrets?.map(({ user, totpSecret }) => [user.id, user.name, totpSecret]),
    [['2', 'Alice', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ']],
  )
  await store.close()
})

test('without the column of secrets there are none', async ({ folder }) => {
  write(folder, `${fixture}; ALTER TABLE acl_user DROP COLUMN twofactorsecret`)
  const store = await openStore(folder)
  assert.equal(await store.totpSecrets?.(), [])
  await store.close()
})

test.run()
