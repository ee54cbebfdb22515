import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SqlValue } from '../../adapters/database/database.ts'
import { openPostgres } from '../../adapters/database/postgres.ts'
import { createFusionpbxUserStore } from '../../adapters/fusionpbx/user-store.ts'
import { selectCandidates } from '../../adapters/fusionpbx/users.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { type Role, roles, type UserStore } from '../../adapters/user-store.ts'
import { examineStore } from '../../server/users/examine-store.ts'
import { findOne, fixtureUsers, testUserStoreContract } from '../adapters/user-store-contract.ts'
import { peerSuites, peerTest } from './peers.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import {
  fillFusionpbx,
  fixturePassword,
  fixtureSql,
  makePostgresDatabase,
  postgresConnection,
  within,
} from './user-databases.ts'

const needs = { needs: ['postgres'] } as const
const database = 'fusionpbx'

const open = (postgres: Postgres, domain: string | null = null) =>
  createFusionpbxUserStore({
    name: 'pbx',
    connection: postgresConnection(postgres, database),
    domain,
    queue: createHashingQueue(),
  })

peerSuites('user store contract: fusionpbx', needs, () => {
  let starting: Promise<Postgres> | null = null
  async function start(): Promise<Postgres> {
    const postgres = await startPostgres()
    await makePostgresDatabase(postgres, database, await fixtureSql('fusionpbx.pgsql'))
    await fillFusionpbx(postgres, database, fixtureUsers)
    return postgres
  }
  testUserStoreContract(
    'fusionpbx',
    async () => {
      starting ??= start()
      return open(await starting)
    },
    {
      displayName: false,
      email: true,
      groups: true,
      language: true,
      disabled: true,
      roles,
      superadmins: 'superadmin',
      tenant: 'pbx.example.org',
    },
    async () => (await starting)?.stop(),
  )
})

peerTest(
  'FusionPBX: the tables of groups and languages are read for an unknown user as for a known one',
  needs,
  () =>
    withPbx(async ({ ask }) => {
      // As many rows as make PostgreSQL read a table through.
      const filler = (table: string, columns: string) =>
        ask(
          `INSERT INTO ${table} (${columns}, user_uuid) SELECT gen_random_uuid(), gen_random_uuid() FROM generate_series(1, 2000)`,
        )
      await filler('v_user_groups', 'user_group_uuid')
      await filler('v_user_settings', 'user_setting_uuid')
      await ask('ANALYZE')
      for (const name of ['off', 'nobody']) {
        const plan = await ask(`EXPLAIN (ANALYZE, COSTS OFF) ${selectCandidates}`, [null, name, null, null])
        const scans = plan.filter((line) => /Scan on v_user_(groups|settings)/.test(line))
        assert.is(scans.length, 2, name)
        assert.equal(
          scans.filter((line) => line.includes('never executed')),
          [],
          name,
        )
      }
    }),
)

interface Pbx {
  /** Runs SQL in its database. */
  sql(text: string): Promise<void>
  /** The first column of what it answers. */
  ask(text: string, values?: readonly SqlValue[]): Promise<string[]>
  use<T>(domain: string | null, look: (store: UserStore) => Promise<T>): Promise<T>
}

/** FusionPBX's own tables, with the fixture's users. */
async function withPbx(prove: (pbx: Pbx) => Promise<void>): Promise<void> {
  const postgres = await startPostgres()
  try {
    await makePostgresDatabase(postgres, database, await fixtureSql('fusionpbx.pgsql'))
    await prove({
      async sql(text) {
        await within(openPostgres(postgresConnection(postgres, database)), ({ query }) => query(text, []))
      },
      async ask(text, values = []) {
        const opening = openPostgres(postgresConnection(postgres, database))
        const rows = await within(opening, ({ query }) => query(text, values))
        return rows.map((row) => String(Object.values(row)[0]))
      },
      async use(domain, look) {
        const store = await open(postgres, domain)
        try {
          return await look(store)
        } finally {
          await store.close()
        }
      },
    })
  } finally {
    await postgres.stop()
  }
}

const [aliceOfA, aliceOfB] = [1, 2].map((n) => `55555555-5555-4555-8555-55555555555${n}`)

peerTest('FusionPBX: every hash of the fixture is verified, bcrypt and salted md5', needs, () =>
  withPbx(({ use }) =>
    use(null, async (store) => {
      const { users } = await store.list({ search: '', role: null, cursor: null, limit: 100 })
      assert.equal(users.map(({ name, role, enabled }) => `${name} ${role} ${enabled}`).sort(), [
        'Alice superadmin true',
        'alice user true',
        'off user false',
      ])
      for (const user of users) {
        assert.is(await store.verifyPassword(user, fixturePassword, Infinity), 'ok', user.id)
        assert.is(await store.verifyPassword(user, `${fixturePassword} `, Infinity), 'wrong', user.id)
      }
      const examination = await store.examine?.()
      assert.equal(examination?.hashes, [
        { format: 'bcrypt', isSupported: true, users: 2 },
        { format: 'hex-digest', isSupported: true, users: 1 },
      ])
      // Namesakes in two domains are told apart by the domain.
      assert.equal(examination?.warnings, [])
    }),
  ),
)

peerTest('FusionPBX: a superadmin is who is in the group of that name, whatever its level', needs, () =>
  withPbx(async ({ sql, use }) => {
    const roleOf = (login: string) => use(null, async (store) => (await findOne(store, login)).role)
    const listed = (role: Role) =>
      use(null, async (store) => {
        const { users } = await store.list({ search: '', role, cursor: null, limit: 9 })
        return users.map(({ name }) => name)
      })
    assert.is(await roleOf('alice@a.example.test'), 'superadmin')
    await sql(`UPDATE v_groups SET group_name = 'owners' WHERE group_name = 'superadmin'`)
    assert.is(await roleOf('alice@a.example.test'), 'admin')
    assert.equal([await listed('superadmin'), await listed('admin')], [[], ['Alice']])
    await sql(`UPDATE v_groups SET group_name = 'superadmin', group_level = 10 WHERE group_name = 'owners'`)
    assert.is(await roleOf('alice@a.example.test'), 'superadmin')
    assert.equal([await listed('superadmin'), await listed('admin')], [['Alice'], []])
  }),
)

peerTest('FusionPBX: users say their domain, and are listed by it', needs, () =>
  withPbx(({ use }) =>
    use(null, async (store) => {
      const names = async (tenant: string | null | undefined, search = '') => {
        const { users } = await store.list({ search, role: null, tenant, cursor: null, limit: 9 })
        return users.map(({ name, tenant }) => `${name} ${tenant}`).sort()
      }
      const ofA = ['Alice a.example.test', 'off a.example.test']
      assert.equal(await names('a.example.test'), ofA)
      assert.equal(await names('A.Example.Test'), ofA)
      assert.equal(await names('b.example.test'), ['alice b.example.test'])
      assert.equal(await names('c.example.test'), [])
      assert.is((await names(undefined)).length, 3)
      assert.equal(await names(undefined, 'alice@b.example'), ['alice b.example.test'])
      assert.equal(await names('b.example.test', 'off'), [])
    }),
  ),
)

peerTest('FusionPBX: a name in two domains is ambiguous until the domain is said', needs, () =>
  withPbx(async ({ use }) => {
    await use(null, async (store) => {
      assert.is(await store.find('alice'), 'ambiguous')
      assert.is(await store.find('ALICE'), 'ambiguous')
      assert.is((await findOne(store, 'alice@a.example.test')).id, aliceOfA)
      assert.is((await findOne(store, 'ALICE@B.example.test')).id, aliceOfB)
      assert.is(await store.find('alice@c.example.test'), null)
      assert.is(await store.find('nobody@a.example.test'), null)
    })
    await use('B.Example.Test', async (store) => {
      assert.is((await findOne(store, 'alice')).id, aliceOfB)
      assert.is(await store.find('alice@a.example.test'), null)
      assert.is(await store.get(aliceOfA ?? ''), null)
      const alice = { ...(await findOne(store, 'alice')), id: aliceOfA ?? '' }
      assert.is(await store.verifyPassword(alice, fixturePassword, Infinity), 'wrong')
    })
  }),
)

peerTest('FusionPBX: two in one domain whose names differ in case alone are ambiguous', needs, () =>
  withPbx(async ({ sql, use }) => {
    await sql(`UPDATE v_users SET domain_uuid = '11111111-1111-4111-8111-111111111111'`)
    await use(null, async (store) => {
      assert.is(await store.find('alice@a.example.test'), 'ambiguous')
      assert.is(await store.find('Alice'), 'ambiguous')
      const { users } = await store.list({ search: '', role: null, cursor: null, limit: 100 })
      const listed = users.map(({ id, name, tenant = null }) => ({ userKey: `pbx:${id}`, name, tenant }))
      const { warnings } = await examineStore(store, listed)
      assert.is(warnings.length, 1)
      assert.match(
        warnings[0] ?? '',
        /^Alice@a\.example\.test is refused, .*: Alice@a\.example\.test \(pbx:5{8}-.*\), alice@a\.example\.test \(pbx:5{8}-.*\)$/,
      )
    })
  }),
)

peerTest('FusionPBX: the realm is what stands behind the last @, where there is such a domain', needs, () =>
  withPbx(async ({ sql, use }) => {
    await sql(
      `UPDATE v_users SET username = 'x@y', user_email = 'first@b.example.test' WHERE username = 'Alice'`,
    )
    await use(null, async (store) => {
      assert.is((await findOne(store, 'x@y')).id, aliceOfA)
      assert.is((await findOne(store, 'x@y@a.example.test')).id, aliceOfA)
      assert.is((await findOne(store, 'first@b.example.test@a.example.test')).id, aliceOfA)
      assert.is(await store.find('x@y@b.example.test'), null)
      assert.is((await findOne(store, 'first@b.example.test')).id, aliceOfA)
    })
    await sql(`UPDATE v_users SET username = 'first' WHERE username = 'alice'`)
    await use(null, async (store) => {
      assert.is((await findOne(store, 'first@b.example.test')).id, aliceOfB)
    })
  }),
)

peerTest(
  'FusionPBX: whoever is off, in a domain that is off, or no one who logs in, is disabled',
  needs,
  () =>
    withPbx(async ({ sql, use }) => {
      const isEnabled = () =>
        use(null, async (store) => (await findOne(store, 'alice@b.example.test')).enabled)
      assert.is(await isEnabled(), true)
      await sql(`UPDATE v_domains SET domain_enabled = false WHERE domain_name = 'b.example.test'`)
      assert.is(await isEnabled(), false)
      await sql(`UPDATE v_domains SET domain_enabled = true; UPDATE v_users SET user_type = 'virtual'`)
      assert.is(await isEnabled(), false)
      await sql(`UPDATE v_users SET user_type = 'default'`)
      assert.is(await isEnabled(), true)
      // As older versions have it.
      await sql(`ALTER TABLE v_users ALTER user_enabled TYPE text USING 'false'`)
      assert.is(await isEnabled(), false)
      await sql(`UPDATE v_users SET user_enabled = 'true'`)
      assert.is(await isEnabled(), true)
    }),
)

test.run()
