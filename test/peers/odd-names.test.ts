import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFreepbxUserStore } from '../../adapters/freepbx/user-store.ts'
import { createFusionpbxUserStore } from '../../adapters/fusionpbx/user-store.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import type { UserStore } from '../../adapters/user-store.ts'
import { ordinary } from '../adapters/ordinary-user.ts'
import { type FixtureUser, findOne } from '../adapters/user-store-contract.ts'
import { startMariadb } from './mariadb.ts'
import { peerTest } from './peers.ts'
import { startPostgres } from './postgres.ts'
import {
  fillFreepbx,
  fillFusionpbx,
  fixtureSql,
  makeMariadbDatabase,
  makePostgresDatabase,
  mariadbConnection,
  postgresConnection,
} from './user-databases.ts'

/** Names that are code somewhere, and whose owners have a right to log in. */
const oddNames = [
  "o'brien",
  '"; DROP TABLE v_users; --',
  'back\\slash\\',
  '100%_sure!',
  '*)(uid=*',
  '$1 ? :login',
  '\u202eright-to-left',
  'ünï😀',
  'two@signs@example.test',
  'with space',
  'x'.repeat(100),
]
const users = oddNames.map(
  (name): FixtureUser => ({
    name,
    ...ordinary,
    password: `password of ${name}`.slice(0, 70),
  }),
)

async function assertFoundLiterally(store: UserStore): Promise<void> {
  for (const { name, password } of users) {
    const user = await findOne(store, name)
    assert.is(user.name, name)
    assert.is(await store.verifyPassword(user, password, Infinity), 'ok', name)
    const { users: found } = await store.list({ search: name, role: 'user', cursor: null, limit: 100 })
    assert.equal(found, [user], name)
  }
  const everybody: string[] = []
  let cursor: string | null = null
  do {
    const page = await store.list({ search: '', role: null, cursor, limit: 3 })
    everybody.push(...page.users.map(({ name }) => name))
    cursor = page.nextCursor
  } while (cursor !== null)
  assert.equal(everybody.sort(), [...oddNames].sort())
}

peerTest(
  'FreePBX: names that are code are found literally, with their pages',
  { needs: ['mariadb'] },
  async () => {
    const mariadb = await startMariadb()
    try {
      await makeMariadbDatabase(mariadb, 'asterisk', await fixtureSql('freepbx.mysql'))
      await fillFreepbx(mariadb, 'asterisk', users)
      const connection = mariadbConnection(mariadb, 'asterisk')
      const store = await createFreepbxUserStore({
        name: 'pbx',
        connection,
        loginTo: 'ucp',
        ampusers: false,
        queue: createHashingQueue(),
      })
      await assertFoundLiterally(store).finally(() => store.close())
    } finally {
      await mariadb.stop()
    }
  },
)

peerTest(
  'FusionPBX: names that are code are found literally, with their pages',
  { needs: ['postgres'] },
  async () => {
    const postgres = await startPostgres()
    try {
      await makePostgresDatabase(postgres, 'fusionpbx', await fixtureSql('fusionpbx.pgsql'))
      await fillFusionpbx(postgres, 'fusionpbx', users)
      const connection = postgresConnection(postgres, 'fusionpbx')
      const store = await createFusionpbxUserStore({
        name: 'pbx',
        connection,
        domain: null,
        queue: createHashingQueue(),
      })
      await assertFoundLiterally(store).finally(() => store.close())
    } finally {
      await postgres.stop()
    }
  },
)

peerTest(
  'FreePBX: a name in letters that its tables have not is no one, over the same connection',
  { needs: ['mariadb'] },
  async () => {
    const mariadb = await startMariadb()
    try {
      await mariadb.sql('mysql', 'CREATE DATABASE asterisk CHARACTER SET latin1')
      await mariadb.sql('asterisk', await fixtureSql('freepbx.mysql'))
      const connection = { ...mariadbConnection(mariadb, 'asterisk'), connections: 1 }
      const queue = createHashingQueue()
      const store = await createFreepbxUserStore({
        name: 'pbx',
        connection,
        loginTo: 'ucp',
        ampusers: false,
        queue,
      })
      await findOne(store, 'alice')
      const connected = () => mariadb.sql('mysql', "SHOW STATUS LIKE 'Connections'")
      const numberOf = async () => Number((await connected()).split('\t')[1])
      const before = await numberOf()
      for (const name of ['😀', 'иван', '\u202ealice']) {
        assert.is(await store.find(name), null, name)
        const { users: found } = await store.list({ search: name, role: null, cursor: null, limit: 9 })
        assert.equal(found, [], name)
      }
      // Each look of ours is a connection, too.
      assert.is(await numberOf(), before + 1)
      await store.close()
    } finally {
      await mariadb.stop()
    }
  },
)

test.run()
