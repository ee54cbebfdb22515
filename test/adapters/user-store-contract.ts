import * as assert from 'uvu/assert'
import { type Role, roles, type User, type UserStore } from '../../adapters/user-store.ts'
import { folderSuite } from './folder-suite.ts'

export interface FixtureUser {
  readonly name: string
  readonly displayName: string | null
  readonly email: string | null
  readonly groups: readonly string[]
  readonly role: Role
  readonly enabled: boolean
  readonly language: string | null
  readonly password: string
}

const nobodySpecial = {
  displayName: null,
  email: null,
  groups: [],
  role: 'user',
  enabled: true,
  language: null,
} as const

/** The users that a store under test holds. */
export const fixtureUsers = [
  {
    name: 'alice',
    displayName: 'Alice Liddell',
    email: 'alice@example.test',
    groups: ['sales', 'admins'],
    role: 'admin',
    enabled: true,
    language: 'de',
    password: 'Tr0ub4dor&3 test',
  },
  { ...nobodySpecial, name: 'bob', email: 'shared@example.test', password: 'correct horse battery staple' },
  { ...nobodySpecial, name: 'carol', email: 'shared@example.test', password: '\'; DROP TABLE users; -- "\\' },
  { ...nobodySpecial, name: 'dave', enabled: false, password: 'disabled, but right' },
  {
    ...nobodySpecial,
    name: 'erin',
    displayName: 'Erin Ünsal',
    role: 'superadmin',
    password: 'pässwörd 🔐, 123456',
  },
  // 64 bytes: bcrypt tells no more than 72 apart.
  { ...nobodySpecial, name: 'frank', password: '0123456789abcdef'.repeat(4) },
] as const satisfies readonly FixtureUser[]

/** What a store has a place for. A fixture user is expected without what there is no place for. */
export interface Expressible {
  readonly displayName: boolean
  readonly email: boolean
  readonly groups: boolean
  readonly language: boolean
  /** Whether a user can be disabled. */
  readonly disabled: boolean
  /** Always `user`; a user with a role that the store lacks has the highest one below it. */
  readonly roles: readonly Role[]
  /** The group that makes a superadmin, where it is the name of one. */
  readonly superadmins?: string
  /** All users', where the store has tenants. */
  readonly tenant?: string
}

const everything: Expressible = {
  displayName: true,
  email: true,
  groups: true,
  language: true,
  disabled: true,
  roles,
}

/**
 * What every user store keeps to.
 *
 * @param create - opens a store that holds exactly {@link fixtureUsers}; the folder is its own and goes after the test
 */
export function testUserStoreContract(
  kind: string,
  create: (folder: string) => Promise<UserStore>,
  expressible: Expressible = everything,
  afterAll: () => Promise<void> = async () => {},
): void {
  const suite = folderSuite(`user store contract: ${kind}`)
  suite.after(afterAll)
  const expectedUsers = fixtureUsers.map((user) => asExpressed(user, expressible))

  function test(name: string, body: (store: UserStore) => Promise<void>): void {
    suite(name, async ({ folder }) => {
      const store = await create(folder)
      try {
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  for (const expected of expectedUsers) {
    test(`finds ${expected.name} with every field and nothing else`, async (store) => {
      const { id, ...fields } = await findOne(store, expected.name)
      assert.ok(id.length > 0)
      assert.equal({ ...fields, groups: [...fields.groups].sort() }, expected)
    })
  }

  test('an unknown name has no user', async (store) => {
    for (const login of [
      'mallory',
      '',
      'alic',
      'alice ',
      'alice\0',
      '*',
      '%',
      'a_ice',
      '@',
      '@example.test',
      'alice@',
      '__proto__',
      'constructor',
    ]) {
      assert.is(await store.find(login), null, JSON.stringify(login))
    }
  })

  test('finds a user by mail address, unless two have it', async (store) => {
    if (!expressible.email) {
      assert.is(await store.find('alice@example.test'), null)
      return
    }
    assert.is((await findOne(store, 'alice@example.test')).name, 'alice')
    assert.is(await store.find('shared@example.test'), 'ambiguous')
    assert.is(await store.find('nobody@example.test'), null)
  })

  test('a user keeps the id, and no other user has it', async (store) => {
    const found = await Promise.all(fixtureUsers.map(({ name }) => findOne(store, name)))
    const ids = found.map(({ id }) => id)
    assert.is(new Set(ids).size, fixtureUsers.length)
    const again = await Promise.all(fixtureUsers.map(({ name }) => findOne(store, name)))
    assert.equal(
      again.map(({ id }) => id),
      ids,
    )
    const { users } = await store.list({ search: '', role: null, cursor: null, limit: 100 })
    assert.equal(users.map(({ id }) => id).sort(), ids.sort())
  })

  test('gives a user back by id, and by nothing else', async (store) => {
    for (const { name } of fixtureUsers) {
      const user = await findOne(store, name)
      assert.equal(await store.get(user.id), user)
    }
    const { id } = await findOne(store, 'alice')
    for (const other of [
      'alice',
      '',
      '999999',
      `${id} `,
      `${id}\0`,
      '*',
      '%',
      "' OR 1=1",
      '__proto__',
      'x'.repeat(10_000),
    ]) {
      assert.is(await store.get(other), null, JSON.stringify(other.slice(0, 40)))
    }
  })

  for (const { name, password } of fixtureUsers) {
    test(`takes the password of ${name} and none that is like it`, async (store) => {
      const user = await findOne(store, name)
      assert.is(await store.verifyPassword(user, password, Infinity), 'ok')
      const others = [
        `${password} `,
        ` ${password}`,
        `${password}\0`,
        password.slice(0, -1),
        password.toUpperCase(),
        password.normalize('NFD'),
        password.replace("'", "''"),
      ].filter((other) => other !== password)
      for (const other of others) {
        assert.is(await store.verifyPassword(user, other, Infinity), 'wrong', JSON.stringify(other))
      }
    })
  }

  test("no one gets in with another user's password", async (store) => {
    const user = await findOne(store, 'alice')
    for (const { name, password } of fixtureUsers) {
      const verdict = await store.verifyPassword(user, password, Infinity)
      assert.is(verdict, name === 'alice' ? 'ok' : 'wrong', name)
    }
  })

  test('an empty password is wrong for every user', async (store) => {
    for (const { name } of fixtureUsers) {
      assert.is(await store.verifyPassword(await findOne(store, name), '', Infinity), 'wrong', name)
    }
    assert.is(await store.verifyPassword(null, '', Infinity), 'wrong')
  })

  test('every password is wrong for an unknown user', async (store) => {
    for (const { password } of fixtureUsers) {
      assert.is(await store.verifyPassword(null, password, Infinity), 'wrong')
    }
  })

  test('every password is wrong for a user the store does not have', async (store) => {
    const stranger = { ...(await findOne(store, 'alice')), id: '999999' }
    assert.is(await store.verifyPassword(stranger, fixtureUsers[0].password, Infinity), 'wrong')
  })

  test('pages hold every user once, in one order', async (store) => {
    const whole = await store.list({ search: '', role: null, cursor: null, limit: 100 })
    assert.is(whole.nextCursor, null)
    assert.is(whole.users.length, fixtureUsers.length)
    for (const limit of [1, 2, fixtureUsers.length, fixtureUsers.length + 1]) {
      const pages = await readPages(store, '', limit)
      assert.equal(pages.flat(), whole.users)
      assert.ok(pages.every((page) => page.length <= limit && page.length > 0))
    }
  })

  for (const role of roles) {
    test(`lists those who are ${role}, and no one else`, async (store) => {
      const { users } = await store.list({ search: '', role, cursor: null, limit: 100 })
      const expected = expectedUsers.filter((user) => user.role === role).map(({ name }) => name)
      assert.equal(users.map(({ name }) => name).sort(), expected)
    })
  }

  const searches: readonly (readonly [keyof Expressible | 'name', string, readonly string[]])[] = [
    ['name', 'alice', ['alice']],
    ['displayName', 'LIDDELL', ['alice']],
    ['email', 'Shared@', ['bob', 'carol']],
    ['displayName', 'ünsal', ['erin']],
    ['name', 'ali%', []],
    ['name', 'a_ice', []],
    ['name', '%', []],
    ['name', "'", []],
    ['name', '\\', []],
    ['name', '!', []],
    ['name', 'nothing like it', []],
  ]
  for (const [field, search, names] of searches) {
    test(`searches name, display name and mail address for ${search}`, async (store) => {
      const found = (await readPages(store, search, 1)).flat()
      const isKept = field === 'name' || expressible[field]
      assert.equal(found.map(({ name }) => name).sort(), isKept ? names : [])
    })
  }

  test('a search goes together with a role and with pages', async (store) => {
    const { users } = await store.list({ search: 'a', role: 'user', cursor: null, limit: 100 })
    const names = users.map(({ name }) => name).sort()
    assert.ok(names.includes('carol') && names.includes('dave') && !names.includes('alice'), names.join())
    const first = await store.list({ search: 'a', role: 'user', cursor: null, limit: 1 })
    const rest = await store.list({ search: 'a', role: 'user', cursor: first.nextCursor, limit: 100 })
    assert.equal([...first.users, ...rest.users], users)
  })

  for (const [what, login] of strangeLogins) {
    test(`a login of ${what} has no user`, async (store) => {
      assert.is(await store.find(login), null)
      assert.is(await store.verifyPassword(null, fixtureUsers[0].password, Infinity), 'wrong')
      const { users } = await store.list({ search: login, role: null, cursor: null, limit: 100 })
      assert.equal(users, [])
    })
  }

  suite.run()
}

/** Text that is code to some backend. No user has it as a name. */
const strangeLogins: readonly (readonly [string, string])[] = [
  ['single quotes', "alice' OR '1'='1"],
  ['double quotes', 'alice" OR ""="'],
  ['backslashes', "alice\\' OR 1=1 -- "],
  ['a comment', 'alice/*'],
  ['two statements', "alice'; DELETE FROM users; --"],
  ['a filter of LDAP', '*)(uid=*'],
  ['a placeholder', '$1 ? :login @login'],
  ['a NUL', 'alice\0admin'],
  ['a NUL at its end', 'alice\0'],
  ['10 kB', 'alice'.repeat(2000)],
  ['a right-to-left mark', '\u202ealice'],
  ['a zero-width space', 'ali\u200bce'],
  ['half a character', 'alice\ud800'],
  ['a line end', 'alice\n'],
]

function asExpressed({ password: _, ...user }: FixtureUser, expressible: Expressible): Omit<User, 'id'> {
  const { superadmins, tenant } = expressible
  const atMost = roles.slice(0, roles.indexOf(user.role) + 1)
  const groups = [...user.groups, ...(user.role === 'superadmin' && superadmins ? [superadmins] : [])]
  return {
    ...user,
    displayName: expressible.displayName ? user.displayName : null,
    email: expressible.email ? user.email : null,
    ...(tenant !== undefined && { tenant }),
    groups: expressible.groups ? groups.sort() : [],
    language: expressible.language ? user.language : null,
    role: atMost.findLast((role) => expressible.roles.includes(role)) ?? 'user',
    enabled: expressible.disabled ? user.enabled : true,
  }
}

export async function findOne(store: UserStore, login: string): Promise<User> {
  const user = await store.find(login)
  if (user === null || user === 'ambiguous') throw new Error(`${login} is ${user ?? 'unknown'}`)
  return user
}

async function readPages(store: UserStore, search: string, limit: number): Promise<(readonly User[])[]> {
  const pages: (readonly User[])[] = []
  let cursor: string | null = null
  do {
    const page = await store.list({ search, role: null, cursor, limit })
    if (page.users.length > 0) pages.push(page.users)
    cursor = page.nextCursor
  } while (cursor !== null)
  return pages
}
