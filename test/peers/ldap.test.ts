import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ldapSchemas } from '../../adapters/ldap/schema.ts'
import { type User, type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import { createUserDirectory } from '../../server/users/directory.ts'
import { faultOf } from '../fault-of.ts'
import { dnOf, group, groupDn, person, withLdapStore } from './ldap-people.ts'
import { peerTest } from './peers.ts'
import { limitedAccount, otherAddress, people, withSlapd } from './slapd.ts'

const needs = { needs: ['slapd'] } as const
const everybody = { search: '', role: null, cursor: null, limit: 100 } as const

async function userCalled(store: UserStore, login: string): Promise<User> {
  const user = await store.find(login)
  if (user === null || user === 'ambiguous') throw new Error(`${login} is ${user ?? 'nobody'}`)
  return user
}

peerTest('slapd: groups in groups are walked to the end, and round no circle', needs, () =>
  withSlapd([person('alice'), person('bob'), person('carol')], async (slapd) => {
    await slapd.add(
      [
        group('sales', [dnOf('alice')]),
        group('office', [groupDn('sales')]),
        group('everyone', [groupDn('office'), dnOf('bob')]),
        group('circle, one', [groupDn('everyone'), groupDn('circle\\, two')]),
        group('circle, two', [groupDn('circle\\, one')]),
      ].map((entry) => ({ ...entry, dn: entry.dn.replace('circle,', 'circle\\,') })),
    )
    const roles = { admin: [groupDn('Everyone')], superadmin: [groupDn('sales')] }

    await withLdapStore(slapd, { groups: { membership: 'nested', roles } }, async (store) => {
      const alice = await userCalled(store, 'alice')
      assert.equal([...alice.groups].sort(), ['circle, one', 'circle, two', 'everyone', 'office', 'sales'])
      assert.is(alice.role, 'superadmin')
      const bob = await userCalled(store, 'bob')
      assert.equal([...bob.groups].sort(), ['circle, one', 'circle, two', 'everyone'])
      assert.is(bob.role, 'admin')
      assert.equal((await userCalled(store, 'carol')).groups, [])
      assert.equal(await namesByRole(store), { user: ['carol'], admin: ['bob'], superadmin: ['alice'] })
    })
    await withLdapStore(slapd, { groups: { membership: 'direct', roles } }, async (store) => {
      assert.equal((await userCalled(store, 'alice')).groups, ['sales'])
      assert.equal(await namesByRole(store), { user: ['carol'], admin: ['bob'], superadmin: ['alice'] })
    })
    await withLdapStore(slapd, { groups: { membership: 'nested' } }, async (store) => {
      assert.equal(await namesByRole(store), { user: ['alice', 'bob', 'carol'], admin: [], superadmin: [] })
    })
  }),
)

async function namesByRole(store: UserStore) {
  const names = async (role: User['role']) =>
    (await store.list({ ...everybody, role })).users.map(({ name }) => name).sort()
  return { user: await names('user'), admin: await names('admin'), superadmin: await names('superadmin') }
}

peerTest(
  'slapd: a group outside the base for groups has no name here, and gives no role by its name',
  needs,
  () =>
    withSlapd([person('alice')], async (slapd) => {
      const elsewhere = `cn=admins,${people}`
      await slapd.add([{ ...group('admins', [dnOf('alice')]), dn: elsewhere }])
      const roles = { admin: [groupDn('admins')], superadmin: [] }
      for (const membership of ['direct', 'nested'] as const) {
        await withLdapStore(slapd, { groups: { membership, roles } }, async (store) => {
          const { groups, role } = await userCalled(store, 'alice')
          assert.equal({ groups, role }, { groups: [], role: 'user' })
        })
      }
    }),
)

const odd = [
  '*',
  'al*',
  '*)(uid=*',
  'alice)(|(uid=*',
  'alice))(&(uid=bob',
  '\\61lice',
  "alice' OR '1'='1",
  'alice\0',
  'al\u00adice',
  'ali\u200bce',
  '\u202ealice',
  ' alice',
  'alice ',
  'alice\n',
  dnOf('alice'),
  '(',
  '\\',
  '\ud800',
  'a'.repeat(10_000),
]

peerTest('slapd: logins and searches are taken literally', needs, () => {
  const weird = 'we*ird)(uid=x'
  return withSlapd([person('alice'), person('bob'), person(weird)], (slapd) =>
    withLdapStore(slapd, {}, async (store) => {
      for (const login of odd) {
        assert.is(await store.find(login), null, JSON.stringify(login.slice(0, 30)))
        assert.is(await store.get(login), null)
      }
      assert.is((await userCalled(store, 'ALICE')).name, 'alice')
      assert.is((await userCalled(store, weird)).name, weird)
      for (const [search, names] of [
        ['*', [weird]],
        [')(UID=', [weird]],
        ['*)(uid=*', []],
        ['\\2a', []],
        ['x'.repeat(10_000), []],
      ] as const) {
        const { users } = await store.list({ ...everybody, search })
        assert.equal(
          users.map(({ name }) => name),
          names,
          search.slice(0, 30),
        )
      }
    }),
  )
})

peerTest('slapd: an empty password reaches no server', needs, () =>
  withSlapd([person('alice')], (slapd) =>
    withLdapStore(slapd, {}, async (store) => {
      const alice = await userCalled(store, 'alice')
      await slapd.signal('SIGSTOP')
      assert.is(await store.verifyPassword(alice, '', Infinity), 'wrong')
      assert.is(await store.verifyPassword({ ...alice }, '', Infinity), 'wrong')
      assert.is(await store.verifyPassword(null, '', Infinity), 'wrong')
    }),
  ),
)

peerTest('slapd: without the service account, or with a wrong one, nothing is known', needs, () =>
  withSlapd([person('alice')], async (slapd) => {
    const wrong = { dn: dnOf('alice'), password: 'guessed' }
    await withLdapStore(slapd, { serviceAccount: wrong }, async (store) => {
      const error = await failure(store.find('alice'))
      assert.match(error.message, /uid=alice,ou=people,dc=example,dc=test is refused/)
      assert.not.match(error.message, 'guessed')
    })
    await withLdapStore(slapd, { serviceAccount: null }, async (store) => {
      assert.ok((await faultOf(() => store.find('alice'))) instanceof UserStoreError)
    })
  }),
)

for (const security of ['starttls', 'tls'] as const) {
  peerTest(`slapd: ${security} with the right authority, and no other name or authority`, needs, () =>
    withSlapd([person('alice')], async (slapd) => {
      const server = { port: security === 'tls' ? slapd.tlsPort : slapd.port, security }
      for (const host of ['127.0.0.1', 'localhost']) {
        await withLdapStore(slapd, { server: { ...server, host, caFile: slapd.caFile } }, async (store) => {
          const alice = await userCalled(store, 'alice')
          assert.is(await store.verifyPassword(alice, 'password of alice', Infinity), 'ok')
          assert.is(await store.verifyPassword(alice, 'wrong', Infinity), 'wrong')
        })
      }
      for (const [trust, says] of [
        [{ caFile: slapd.otherCaFile }, /certificate/],
        [{ caFile: null }, /certificate/],
        [{ caFile: slapd.caFile, host: otherAddress }, /does not match certificate's altnames/],
      ] as const) {
        await withLdapStore(slapd, { server: { ...server, ...trust } }, async (store) => {
          assert.match((await failure(store.find('alice'))).message, says)
        })
      }
    }),
  )
}

peerTest('slapd: with its own attributes of Active Directory', needs, () =>
  withSlapd(
    [
      person('alice', {
        sAMAccountName: 'ALiddell',
        userPrincipalName: 'alice@corp.example.test',
        objectGUID: Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
        userAccountControl: '512',
        objectCategory: 'person',
      }),
      person('bob', {
        sAMAccountName: 'bob',
        // Nothing but ASCII: text, if one did not know.
        objectGUID: Buffer.from('0123456789abcdef'),
        userAccountControl: '514',
        objectCategory: 'person',
      }),
      person('a computer', {
        sAMAccountName: 'PC$',
        objectGUID: Buffer.alloc(16, 1),
        objectCategory: 'computer',
      }),
    ],
    (slapd) =>
      withLdapStore(slapd, { schema: ldapSchemas['active-directory'] }, async (store) => {
        const alice = await userCalled(store, 'aliddell')
        assert.is(alice.name, 'ALiddell')
        assert.is(alice.id, '33221100-5544-7766-8899-aabbccddeeff')
        assert.is(alice.enabled, true)
        // With its domain as realm, the name before it is another one than the principal name's (I7, I8).
        const realms = new Map([[store.name, ['corp.example.test', 'CORP']]])
        const directory = createUserDirectory([store], realms)
        for (const login of ['alice@corp.example.test', 'aliddell@corp.example.test', 'CORP\\ALiddell']) {
          const found = await directory.find(login)
          assert.is(found !== null && found !== 'ambiguous' && found.user.id, alice.id, login)
        }
        assert.is(await directory.find('CORP\\alice'), null)
        assert.equal(await store.find('Alice@Corp.example.test'), alice)
        assert.equal(await store.get(alice.id), alice)
        assert.is(await store.verifyPassword({ ...alice }, 'password of alice', Infinity), 'ok')
        const bob = await userCalled(store, 'bob')
        assert.is(bob.enabled, false)
        assert.is(bob.id, '33323130-3534-3736-3839-616263646566')
        assert.equal(await store.get(bob.id), bob)
        const { users } = await store.list(everybody)
        assert.equal(users.map(({ name }) => name).sort(), ['ALiddell', 'bob'])
      }),
  ),
)

peerTest('slapd: pages hold 100,000 users once, and go on over a lost connection', needs, () => {
  const uids = Array.from({ length: 100_000 }, (_, i) => `user${i}`)
  const entries = uids.map((uid) => person(uid))
  return withSlapd(entries, (slapd) =>
    withLdapStore(slapd, {}, async (store) => {
      const names: string[] = []
      let cursor: string | null = null
      do {
        const page = await store.list({ ...everybody, cursor, limit: 1000 })
        names.push(...page.users.map(({ name }) => name))
        cursor = page.nextCursor
        if (names.length === 50_000) await slapd.restart()
      } while (cursor !== null)
      assert.is(names.join(), uids.join())

      const found = await store.list({ ...everybody, search: 'USER9999' })
      assert.is(found.users.length, 11)
      assert.is(found.nextCursor, null)
      assert.is((await store.examine?.())?.users, 100_000)
    }),
  )
})

peerTest('slapd: a size limit is said to be one, instead of hiding users', needs, () => {
  const entries = Array.from({ length: 600 }, (_, i) => person(`user${i}`))
  return withSlapd(entries, (slapd) =>
    withLdapStore(slapd, { serviceAccount: limitedAccount }, async (store) => {
      const first = await store.list({ ...everybody, limit: 250 })
      assert.is(first.users.length, 250)
      for (const question of [{ limit: 1000 }, { limit: 250, cursor: first.nextCursor }]) {
        const error = await failure(store.list({ ...everybody, ...question }))
        assert.match(error.message, /a size limit keeps entries from the service account/)
      }
      const found = await store.list({ ...everybody, search: 'user599' })
      assert.is(found.users.length, 1)
    }),
  )
})

async function failure(failing: unknown): Promise<UserStoreError> {
  const error = await faultOf(() => failing)
  if (!(error instanceof UserStoreError)) throw new Error('expected a UserStoreError')
  return error
}

test.run()
