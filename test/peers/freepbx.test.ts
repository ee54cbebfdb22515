import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFreepbxUserStore, type FreepbxUserStoreOptions } from '../../adapters/freepbx/user-store.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import type { Role, UserStore } from '../../adapters/user-store.ts'
import { mayManage } from '../../server/http/admin/may-manage.ts'
import { findOne, fixtureUsers, testUserStoreContract } from '../adapters/user-store-contract.ts'
import { type Mariadb, startMariadb } from './mariadb.ts'
import { peerSuites, peerTest } from './peers.ts'
import {
  fillFreepbx,
  fixturePassword,
  fixtureSql,
  makeMariadbDatabase,
  mariadbConnection,
} from './user-databases.ts'

const needs = { needs: ['mariadb'] } as const
type Served = Pick<FreepbxUserStoreOptions, 'loginTo' | 'ampusers'>

const ucp: Served = { loginTo: 'ucp', ampusers: false }
const admin: Served = { loginTo: 'admin', ampusers: false }
const everyone: Served = { loginTo: 'any', ampusers: true }

const open = (mariadb: Mariadb, served: Served = ucp) =>
  createFreepbxUserStore({
    name: 'pbx',
    connection: mariadbConnection(mariadb, 'asterisk'),
    ...served,
    queue: createHashingQueue(),
  })

for (const [name, served] of Object.entries({ freepbx: ucp, 'freepbx with ampusers': everyone })) {
  peerSuites(`user store contract: ${name}`, needs, () => {
    let starting: Promise<Mariadb> | null = null
    async function start(): Promise<Mariadb> {
      const mariadb = await startMariadb()
      await makeMariadbDatabase(mariadb, 'asterisk', await fixtureSql('freepbx.mysql'))
      await fillFreepbx(mariadb, 'asterisk', fixtureUsers)
      await mariadb.sql('asterisk', 'DELETE FROM ampusers')
      return mariadb
    }
    testUserStoreContract(
      name,
      async () => {
        starting ??= start()
        return open(await starting, served)
      },
      {
        displayName: true,
        email: true,
        groups: true,
        language: true,
        disabled: true,
        roles: ['user', 'admin'],
      },
      async () => (await starting)?.stop(),
    )
  })
}

interface Pbx {
  /** Runs SQL in its database. */
  sql(text: string): Promise<string>
  use<T>(served: Served, look: (store: UserStore) => Promise<T>): Promise<T>
}

/** FreePBX's own tables, with the fixture's users. */
async function withPbx(prove: (pbx: Pbx) => Promise<void>): Promise<void> {
  const mariadb = await startMariadb()
  try {
    await makeMariadbDatabase(mariadb, 'asterisk', await fixtureSql('freepbx.mysql'))
    await prove({
      sql: (text) => mariadb.sql('asterisk', text),
      async use(served, look) {
        const store = await open(mariadb, served)
        try {
          return await look(store)
        } finally {
          await store.close()
        }
      },
    })
  } finally {
    await mariadb.stop()
  }
}

const namesOf = async (store: UserStore) =>
  (await store.list({ search: '', role: null, cursor: null, limit: 100 })).users.map(({ name }) => name)

peerTest('FreePBX: every hash of the fixture is verified, whichever version made it', needs, () =>
  withPbx(({ use }) =>
    use(ucp, async (store) => {
      assert.equal(await namesOf(store), ['alice', 'bob-legacy', 'carol-portable'])
      for (const name of await namesOf(store)) {
        const user = await findOne(store, name)
        assert.is(await store.verifyPassword(user, fixturePassword, Infinity), 'ok', name)
        assert.is(await store.verifyPassword(user, `${fixturePassword} `, Infinity), 'wrong', name)
      }
    }),
  ),
)

peerTest('FreePBX: each login lets in whom FreePBX lets in, and pbx_admin makes an admin', needs, () =>
  withPbx(async ({ sql, use }) => {
    const enabledAt = (served: Served) =>
      use(served, async (store) => {
        const users = await Promise.all((await namesOf(store)).map((name) => findOne(store, name)))
        return users.filter(({ enabled }) => enabled).map(({ name, role }) => `${name} ${role}`)
      })
    assert.equal(await enabledAt(admin), ['alice admin'])
    assert.equal(await enabledAt(ucp), ['alice admin', 'bob-legacy user', 'carol-portable user'])

    // The user's own row wins; then the first group by priority that says anything.
    await sql(`INSERT INTO userman_users_settings VALUES (2, 'ucp|Global', 'allowLogin', '0', NULL);
      INSERT INTO userman_groups (id, groupname, priority, users) VALUES (7, 'first', 1, '{"0":3}'), (8, 'silent', 0, '[3]');
      INSERT INTO userman_groups_settings VALUES (7, 'global', 'pbx_login', '1', NULL), (7, 'global', 'pbx_admin', '1', NULL)`)
    assert.equal(await enabledAt(admin), ['alice admin', 'carol-portable admin'])
    assert.equal(await enabledAt(ucp), ['alice admin', 'carol-portable admin'])
    await use(ucp, async (store) => {
      assert.equal((await findOne(store, 'carol-portable')).groups, ['silent', 'first', 'All Users'])
      const admins = await store.list({ search: '', role: 'admin', cursor: null, limit: 10 })
      assert.equal(
        admins.users.map(({ name }) => name),
        ['alice', 'carol-portable'],
      )
    })
  }),
)

peerTest('FreePBX: only the first active directory that has the name is asked', needs, () =>
  withPbx(async ({ sql, use }) => {
    const whoIsAlice = () =>
      use(ucp, async (store) => [await findOne(store, 'alice'), await store.get('4')] as const)
    const [first, inactive] = await whoIsAlice()
    assert.is(first.id, '1')
    assert.is(inactive, null)

    await sql('UPDATE userman_directories SET active = 1 WHERE id = 2')
    assert.is((await whoIsAlice())[0].id, '1')
    await sql('UPDATE userman_directories SET `order` = 0 WHERE id = 2')
    const [twin] = await whoIsAlice()
    assert.is(twin.id, '4')
    await use(ucp, async (store) => {
      assert.equal(await namesOf(store), ['alice', 'bob-legacy', 'carol-portable'])
      assert.is(await store.verifyPassword(twin, fixturePassword, Infinity), 'unsupported-hash')
      assert.is(await store.get('1'), null)
    })
  }),
)

peerTest('FreePBX: the password of a user whom another directory verifies is never right here', needs, () =>
  withPbx(async ({ sql, use }) => {
    await sql(`UPDATE userman_directories SET driver = 'Msad2' WHERE id = 1`)
    await use(ucp, async (store) => {
      const alice = await findOne(store, 'alice')
      assert.is(await store.verifyPassword(alice, fixturePassword, Infinity), 'unsupported-hash')
    })
  }),
)

peerTest('FreePBX: an examination counts users and hashes, and warns of ampusers', needs, () =>
  withPbx(async ({ sql, use }) => {
    await sql(`INSERT INTO userman_users (id, auth, username, password) VALUES (9, '1', 'zoe', '$7$abc')`)
    const examination = await use(ucp, (store) => store.examine?.() ?? Promise.reject())
    assert.is(examination.users, 4)
    assert.equal(
      examination.hashes.map(({ format, isSupported, users }) => `${format} ${isSupported} ${users}`).sort(),
      ['$7$... false 1', 'bcrypt true 1', 'hex-digest true 1', 'phpass true 1'],
    )
    assert.is(examination.warnings.length, 1)
    assert.match(examination.warnings[0] ?? '', /ampusers.*loginTo: any.*: admin$/)

    await sql('DELETE FROM ampusers')
    assert.equal((await use(ucp, (store) => store.examine?.() ?? Promise.reject())).warnings, [])
  }),
)

peerTest("FreePBX: names compare by the column's collation, and a space at the end counts", needs, () =>
  withPbx(async ({ sql, use }) => {
    await use(ucp, async (store) => {
      assert.is((await findOne(store, 'ALICE')).name, 'alice')
      assert.is(await store.find('alice '), null)
      assert.is(await store.find('alice\u00a0'), null)
    })
    await sql('ALTER TABLE userman_users MODIFY username varchar(150) COLLATE utf8mb4_bin')
    await use(ucp, async (store) => {
      assert.is(await store.find('ALICE'), null)
      assert.is((await findOne(store, 'alice')).name, 'alice')
    })
  }),
)

peerTest('FreePBX: any lets in users of the control panel and of the administration', needs, () =>
  withPbx(async ({ sql, use }) => {
    await sql(`INSERT INTO userman_users_settings VALUES (2, 'ucp|Global', 'allowLogin', '0', NULL),
      (3, 'ucp|Global', 'allowLogin', '0', NULL), (3, 'global', 'pbx_login', '1', NULL)`)
    await use({ loginTo: 'any', ampusers: false }, async (store) => {
      const enabled = await Promise.all(
        (await namesOf(store)).map(async (name) => [name, (await findOne(store, name)).enabled]),
      )
      assert.equal(Object.fromEntries(enabled), { alice: true, 'bob-legacy': false, 'carol-portable': true })
      assert.is(await store.find('admin'), null)
      assert.is(await store.get('ampusers/admin'), null)
    })
  }),
)

const lowerRoles = { adminControl: 'lower-roles' } as const
const sections = `INSERT INTO ampusers (username, password_sha1, sections) VALUES
  ('night', SHA1('night shift'), 'cdr;ringlock'), ('reports', SHA1('reports'), 'cdr'), ('odd', '{MD5}x', 'x*;*y')`

peerTest('FreePBX: administrators of ampusers are users, all sections make a superadmin', needs, () =>
  withPbx(async ({ sql, use }) => {
    await sql(sections)
    await use(everyone, async (store) => {
      const found = await findOne(store, 'Admin')
      assert.equal(found, {
        id: 'ampusers/admin',
        name: 'admin',
        displayName: null,
        email: null,
        groups: ['ampusers'],
        role: 'superadmin',
        enabled: true,
        language: null,
      })
      assert.equal(await store.get('ampusers/admin'), found)
      for (const id of ['ampusers/ADMIN', 'ampusers/admin ', 'admin', 'ampusers/', 'ampusers/alice'])
        assert.is(await store.get(id), null, id)
      assert.is(await store.find('admin '), null)
      assert.is(await store.verifyPassword(found, fixturePassword, Infinity), 'ok')
      assert.is(await store.verifyPassword(found, `${fixturePassword}x`, Infinity), 'wrong')
      assert.is(await store.verifyPassword(found, '', Infinity), 'wrong')
      assert.is((await findOne(store, 'night')).role, 'admin')
      assert.is((await findOne(store, 'reports')).role, 'user')
      const manages = async (caller: string, target: string) => {
        const [by, user] = [await findOne(store, caller), await findOne(store, target)]
        return mayManage(
          { userKey: `pbx:${by.id}`, role: by.role, user: by },
          { userKey: `pbx:${user.id}`, user },
          lowerRoles,
        )
      }
      for (const lower of ['alice', 'night', 'reports', 'carol-portable']) {
        assert.ok(await manages('admin', lower), lower)
        assert.not(await manages(lower, 'admin'), lower)
        assert.not(await manages('reports', lower), lower)
      }
      assert.not(await manages('admin', 'admin'))
      assert.not(await manages('night', 'alice'))
      assert.ok(await manages('night', 'reports'))
      const odd = await findOne(store, 'odd')
      assert.is(odd.role, 'user')
      assert.is(await store.verifyPassword(odd, 'x', Infinity), 'unsupported-hash')
    })
    // Whom UCP does not know is no user of a store that serves UCP.
    await use(ucp, async (store) => assert.is(await store.find('night'), null))
  }),
)

peerTest(
  'FreePBX: administrators of ampusers are listed behind the others, page by page and by role',
  needs,
  () =>
    withPbx(async ({ sql, use }) => {
      await sql(sections)
      await use(everyone, async (store) => {
        const idsOf = async (limit: number, role: Role | null, search = '') => {
          const ids: string[] = []
          let cursor: string | null = null
          do {
            const page = await store.list({ search, role, cursor, limit })
            assert.ok(page.users.length <= limit)
            ids.push(...page.users.map(({ id }) => id))
            cursor = page.nextCursor
          } while (cursor !== null)
          return ids
        }
        const administrators = ['admin', 'night', 'odd', 'reports'].map((name) => `ampusers/${name}`)
        for (const limit of [1, 2, 3, 4, 100]) {
          assert.equal(await idsOf(limit, null), ['1', '2', '3', ...administrators], String(limit))
        }
        assert.equal(await idsOf(1, 'superadmin'), ['ampusers/admin'])
        assert.equal(await idsOf(1, 'admin'), ['1', 'ampusers/night'])
        assert.equal(await idsOf(1, 'user'), ['2', '3', 'ampusers/odd', 'ampusers/reports'])
        assert.equal(await idsOf(2, null, 'IGH'), ['ampusers/night'])
        for (const id of await idsOf(100, null)) {
          const user = await store.get(id)
          assert.ok((await idsOf(100, user?.role ?? null)).includes(id))
        }
      })
    }),
)

peerTest('FreePBX: a name that both have is the user whom FreePBX lets in first', needs, () =>
  withPbx(async ({ sql, use }) => {
    await sql(`INSERT INTO ampusers (username, password_sha1, sections) VALUES
      ('alice', SHA1('her other one'), '*'), ('bob-legacy', SHA1('as admin'), '*')`)
    await use(everyone, async (store) => {
      assert.is((await findOne(store, 'alice')).id, '1')
      assert.is((await findOne(store, 'ampusers/alice')).id, 'ampusers/alice')
      assert.is(await store.find('ampusers/nobody'), null)
      const { warnings } = (await store.examine?.()) ?? { warnings: [] }
      assert.is(warnings.length, 1)
      assert.match(warnings[0] ?? '', /ampusers\/NAME.*: alice, bob-legacy$/)
    })
    // Here bob-legacy of User Manager may not log in to the administration.
    await use({ loginTo: 'admin', ampusers: true }, async (store) => {
      assert.is((await findOne(store, 'bob-legacy')).id, 'ampusers/bob-legacy')
      assert.is((await findOne(store, 'alice')).id, '1')
      const bob = await store.get('2')
      assert.is(bob?.enabled, false)
      assert.is(await store.verifyPassword(bob, 'as admin', Infinity), 'wrong')
    })
  }),
)

test.run()
