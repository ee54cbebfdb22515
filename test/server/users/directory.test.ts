import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type User, type UserStore, UserStoreError } from '../../../adapters/user-store.ts'
import { createAmbiguityNotices } from '../../../server/users/candidates.ts'
import { createUserDirectory, type DirectoryPage } from '../../../server/users/directory.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'
import { faultOf } from '../../fault-of.ts'

type Knows = 'found' | 'unknown' | 'ambiguous' | 'down'

interface FakeStore extends UserStore {
  readonly logins: string[]
  readonly nobodies: number[]
}

function fakeStore(
  name: string,
  knows: Knows | ((login: string) => Knows),
  users: readonly User[] = [],
): FakeStore {
  const logins: string[] = []
  const nobodies: number[] = []
  return {
    name,
    logins,
    nobodies,
    async find(login) {
      logins.push(login)
      const known = typeof knows === 'string' ? knows : knows(login)
      if (known === 'down') throw new UserStoreError(`${name} is down`)
      if (known === 'found') return userCalled(login)
      return known === 'unknown' ? null : 'ambiguous'
    },
    get: async (id) => userCalled(id.replace(/^id of /, '')),
    verifyPassword(user) {
      if (user === null) nobodies.push(1)
      return 'wrong'
    },
    async list({ cursor, limit }) {
      if (knows === 'down') throw new UserStoreError(`${name} is down`)
      const start = Number(cursor ?? 0)
      const end = start + limit
      return { users: users.slice(start, end), nextCursor: end < users.length ? String(end) : null }
    },
    close: async () => {},
  }
}

function userCalled(name: string): User {
  return {
    id: `id of ${name}`,
    name,
    ...ordinary,
  }
}

type Stores = [FakeStore, ...FakeStore[]]

const answers = fc.constantFrom<Knows>('found', 'unknown', 'ambiguous', 'down')

test('the first store that does not say "unknown" has the last word, whatever stands behind it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 5 }), async (all) => {
      const stores = all.map((knows, i) => fakeStore(`store${i}`, knows)) as Stores
      const first = all.findIndex((knows) => knows !== 'unknown')
      const expected = first < 0 ? 'unknown' : all[first]
      const said = await faultOf(() => createUserDirectory(stores).find('alice'))
      if (expected === 'found') {
        assert.is(said.store, stores[first])
        assert.is(said.userKey, `store${first}:id of alice`)
      } else if (expected === 'down') {
        assert.instance(said, UserStoreError)
      } else {
        assert.is(said, expected === 'ambiguous' ? 'ambiguous' : null)
      }
      const asked = stores.map(({ logins }) => logins.length)
      assert.equal(
        asked,
        all.map((_, i) => (first < 0 || i <= first ? 1 : 0)),
      )
    }),
  )
})

test('a name behind a realm is asked of the stores of that realm alone', async () => {
  const near = fakeStore('near', 'down')
  const far = fakeStore('far', 'found')
  const directory = createUserDirectory([near, far], new Map([['far', ['Corp.Example']]]))
  const said = await directory.find('alice@corp.EXAMPLE')
  assert.ok(said !== null && said !== 'ambiguous')
  assert.is(said.userKey, 'far:id of alice')
  assert.equal(near.logins, [])
  await directory.find('a@b@corp.example')
  await directory.find('@corp.example')
  assert.equal(far.logins, [
    ...['alice', 'alice@corp.EXAMPLE'],
    ...['a@b', 'a@b@corp.example'],
    ...['', '@corp.example'],
  ])
})

/** A store that knows these logins, the others not, and cannot be asked about those that are down. */
const storeWith = (name: string, known: readonly string[], others: Readonly<Record<string, Knows>> = {}) =>
  fakeStore(name, (login) => others[login] ?? (known.includes(login) ? 'found' : 'unknown'))

test('with a realm, the name before it goes first, then the whole login, as user principal name or mail (I7)', async () => {
  const realms = new Map([
    ['near', ['example.org']],
    ['far', ['example.org']],
  ])
  const foundBy = async (near: FakeStore, far: FakeStore, login: string) => {
    const find = async () => createUserDirectory([near, far], realms).find(login)
    const said = await find().catch((error) => error)
    return said === null || typeof said === 'string' || said instanceof Error ? said : said.userKey
  }
  const nothing = () => storeWith('near', [])
  const whole = 'tom@example.org'
  assert.is(await foundBy(storeWith('near', [whole]), storeWith('far', []), whole), `near:id of ${whole}`)
  assert.is(await foundBy(nothing(), storeWith('far', [whole]), whole), `far:id of ${whole}`)
  // A user's mail address takes no other user's name away, in whichever store.
  assert.is(await foundBy(storeWith('near', [whole, 'tom']), storeWith('far', []), whole), 'near:id of tom')
  assert.is(await foundBy(storeWith('near', [whole]), storeWith('far', ['tom']), whole), 'far:id of tom')
  assert.is(await foundBy(nothing(), storeWith('far', [], { [whole]: 'ambiguous' }), whole), 'ambiguous')
  assert.is(await foundBy(nothing(), storeWith('far', ['tom'], { [whole]: 'down' }), whole), 'far:id of tom')
  assert.instance(await foundBy(nothing(), storeWith('far', [], { [whole]: 'down' }), whole), UserStoreError)
  assert.instance(await foundBy(nothing(), storeWith('far', [whole], { tom: 'down' }), whole), UserStoreError)
  assert.is(await foundBy(nothing(), storeWith('far', []), whole), null)
})

test('a realm has several spellings, in front of a backslash too, and no other prefix is cut off (I8)', async () => {
  const near = storeWith('near', ['tom', 'OTHER\\tom'])
  const far = storeWith('far', ['tom', 'a\\b', 'tom@mail.example'])
  const directory = createUserDirectory([near, far], new Map([['far', ['corp.example', 'CORP', 'corp']]]))
  const foundBy = async (login: string) => {
    const said = await directory.find(login)
    return said === null || said === 'ambiguous' ? said : said.userKey
  }
  for (const login of ['CORP\\tom', 'corp\\tom', 'Corp.Example\\tom', 'tom@corp.example', 'tom@CORP']) {
    assert.is(await foundBy(login), 'far:id of tom', login)
  }
  assert.is(await foundBy('CORP\\a\\b'), 'far:id of a\\b')
  assert.is(await foundBy('CORP\\tom@mail.example'), 'far:id of tom@mail.example')
  assert.is(await foundBy('OTHER\\tom'), 'near:id of OTHER\\tom')
  for (const login of ['ELSE\\tom', '\\tom', 'CORP\\', 'CORP\\CORP\\tom', 'CORP/tom', 'tom@corp.example.']) {
    assert.is(await foundBy(login), null, login)
  }
  // A store whose realm is spelled twice is asked once.
  far.logins.length = 0
  await foundBy('CORP\\nobody')
  assert.equal(far.logins, ['nobody'])
})

test('who makes a login ambiguous is listed by user key', async () => {
  const users = ['Dave', 'dave', 'davenport', 'erin'].map(userCalled)
  const mailed = [...users, { ...userCalled('frank'), email: 'DAVE' }]
  const near = storeWith('near', ['erin'])
  const far = fakeStore('far', (login) => (login === 'dave' ? 'ambiguous' : 'unknown'), mailed)
  const directory = createUserDirectory([near, far], new Map([['far', ['corp']]]))
  for (const login of ['dave', 'dave@corp', 'CORP\\dave']) {
    assert.equal(
      (await directory.candidates(login)).map(({ userKey }) => userKey),
      ['far:id of Dave', 'far:id of dave', 'far:id of frank'],
      login,
    )
  }
  assert.equal(await directory.candidates('erin'), [])
  assert.equal(await createUserDirectory([fakeStore('down', 'down')]).candidates('dave'), [])
})

test('an operator is told once an hour why a login is ambiguous', async () => {
  const store = fakeStore('far', 'ambiguous', ['Dave', 'dave'].map(userCalled))
  const told: string[] = []
  let now = 0
  const tell = createAmbiguityNotices(createUserDirectory([store]), {
    clock: () => now,
    onNotice: (text) => told.push(text),
  })
  for (const login of ['dave', 'DAVE', 'erin']) await tell(login)
  now = 3_600_000
  await tell('dave')
  const dave =
    'a login is refused, because more than one user goes by the name dave: Dave (far:id of Dave), dave (far:id of dave)'
  assert.equal(told, [dave, 'a login is refused, because more than one user goes by the name erin', dave])
})

test('an @ without a realm behind it is part of the login', async () => {
  const near = fakeStore('near', 'unknown')
  const far = fakeStore('far', 'found')
  const directory = createUserDirectory([near, far], new Map([['far', ['corp.example']]]))
  const logins = [
    'alice@example.test',
    'alice@corp.example.test',
    'alice@',
    'corp.example',
    'alice@corp.example@x',
  ]
  for (const login of logins) await directory.find(login)
  assert.equal(near.logins, logins)
  assert.equal(far.logins, logins)
})

test('by a name alone a user is found where no other store has one of that name', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 5 }), async (all) => {
      const stores = all.map((knows, i) => fakeStore(`store${i}`, knows)) as Stores
      const said = await createUserDirectory(stores)
        .findOnly('alice')
        .catch((error) => error)
      const known = all.flatMap((knows, i) => (knows === 'unknown' ? [] : [{ knows, i }]))
      const [only] = known
      if (all.includes('down')) assert.instance(said, UserStoreError)
      else if (only === undefined) assert.is(said, null)
      else if (known.length > 1 || only.knows === 'ambiguous') assert.is(said, 'ambiguous')
      else assert.is(said.userKey, `store${only.i}:id of alice`)
    }),
  )
})

test('of a realm, its stores know the name before it, and every other store the whole login', async () => {
  const stores: Stores = [
    fakeStore('near', 'unknown'),
    fakeStore('far', 'found'),
    fakeStore('farther', 'unknown'),
  ]
  const [near, far, farther] = stores
  const directory = createUserDirectory(stores, new Map([['far', ['corp']]]))
  const found = await directory.findOnly('alice@CORP')
  assert.is(found !== null && found !== 'ambiguous' && found.userKey, 'far:id of alice')
  assert.equal(
    [near?.logins, far?.logins, farther?.logins],
    [['alice@CORP'], ['alice', 'alice@CORP'], ['alice@CORP']],
  )
})

test('a key is of one user alone, however generously a store compares ids', async () => {
  const generous = { ...fakeStore('store', 'unknown'), get: async () => userCalled('alice') }
  const directory = createUserDirectory([generous])
  assert.is((await directory.get('store:id of alice'))?.user.name, 'alice')
  for (const key of ['store:ID of alice', 'store:id of alice ', 'store:', 'store', 'other:id of alice', '']) {
    assert.is(await directory.get(key), null, key)
  }
})

test('stores that share a realm are asked in order, and none behind one that is down', async () => {
  const stores: Stores = [fakeStore('a', 'unknown'), fakeStore('b', 'down'), fakeStore('c', 'found')]
  const realms = new Map(stores.map(({ name }) => [name, ['corp']]))
  const said = await faultOf(() => createUserDirectory(stores, realms).find('alice@corp'))
  assert.instance(said, UserStoreError)
  assert.equal(
    stores.map(({ logins }) => logins),
    [['alice', 'alice@corp'], ['alice', 'alice@corp'], []],
  )
})

test('an unknown user costs the time of one store of those that were asked, always the same, in whatever spelling', async () => {
  const stores: Stores = [
    fakeStore('near', 'unknown'),
    fakeStore('far', 'unknown'),
    fakeStore('corp', 'unknown'),
  ]
  const directory = createUserDirectory(stores, new Map([['corp', ['corp']]]))
  const asked = () => stores.map(({ nobodies }) => nobodies.length)
  assert.is(await directory.verifyPassword(null, 'x', Infinity, 'alice@corp'), 'wrong')
  assert.equal(asked(), [0, 0, 1])

  for (const login of ['Zo\u00eb', 'ZO\u00cb', 'zoe\u0308'])
    await directory.verifyPassword(null, 'x', Infinity, login)
  assert.equal(asked().toSorted(), [...(asked()[2] === 4 ? [0, 0, 4] : [0, 1, 3])])

  for (let i = 0; i < 300; i++) await directory.verifyPassword(null, 'x', Infinity, `nobody ${i}`)
  assert.ok(
    asked().every((times) => times > 30),
    `each store now and then: ${asked()}`,
  )
})

test('the draw of an unknown name is the same for each spelling and under the same key, and spread evenly', async () => {
  const draws: number[] = []
  const store: FakeStore = {
    ...fakeStore('local', 'unknown'),
    verifyPassword(_user, _password, _deadline, draw) {
      draws.push(draw?.() ?? Number.NaN)
      return 'wrong'
    },
  }
  const drawn = async (login: string, key: Uint8Array) => {
    await createUserDirectory([store], new Map(), key).verifyPassword(null, 'x', Infinity, login)
    return draws.at(-1) ?? Number.NaN
  }
  const key = Buffer.alloc(32, 1)
  const first = await drawn('Zo\u00eb', key)
  for (const login of ['ZO\u00cb', 'zoe\u0308']) assert.is(await drawn(login, key), first)
  assert.is.not(await drawn('Zo\u00eb', Buffer.alloc(32, 2)), first)
  assert.is.not(await drawn('Zoe', key), first)
  draws.length = 0
  for (let i = 0; i < 4000; i++) await drawn(`unknown ${i}`, key)
  for (const quarter of [0, 1, 2, 3]) {
    const share = draws.filter((draw) => Math.floor(draw * 4) === quarter).length
    assert.ok(share > 850 && share < 1150, `${share} of 4,000 in quarter ${quarter}`)
  }
})

test('pages hold the users of all stores once, in their order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 6 }),
      async (sizes, limit) => {
        const stores = sizes.map((size, i) => storeOf(`s${i}`, size)) as Stores
        const pages = await readPages(stores, limit)
        assert.ok(pages.every(({ users }) => users.length <= limit))
        assert.ok(pages.slice(0, -1).every(({ users }) => users.length === limit))
        assert.equal(
          pages.flatMap(({ users }) => users.map(({ userKey }) => userKey)),
          sizes.flatMap((size, i) => keysOf(`s${i}`, size)),
        )
        assert.ok(pages.every(({ missing }) => missing.length === 0))
      },
    ),
  )
})

test('a store that is down is named, and the others are shown', async () => {
  const stores: Stores = [storeOf('a', 2), fakeStore('b', 'down'), storeOf('c', 2)]
  const pages = await readPages(stores, 3)
  assert.equal(
    pages.flatMap(({ users }) => users.map(({ userKey }) => userKey)),
    [...keysOf('a', 2), ...keysOf('c', 2)],
  )
  assert.equal(
    pages.flatMap(({ missing }) => missing),
    ['b'],
  )
})

test('a cursor of a store that is gone leads nowhere', async () => {
  const page = await createUserDirectory([storeOf('a', 2)]).list({
    search: '',
    role: null,
    cursor: 'gone:1',
    limit: 5,
  })
  assert.equal(page, { users: [], nextCursor: null, missing: [] })
})

test('health names the stores that could not be asked the last time', () => {
  const near = fakeStore('near', 'found')
  const far = { ...fakeStore('far', 'down'), outage: () => 'nobody is there' }
  assert.equal(createUserDirectory([near, far]).health(), [
    { name: 'near', outage: null },
    { name: 'far', outage: 'nobody is there' },
  ])
})

function storeOf(name: string, size: number): FakeStore {
  return fakeStore(
    name,
    'unknown',
    Array.from({ length: size }, (_, i) => userCalled(String(i))),
  )
}

function keysOf(name: string, size: number): string[] {
  return Array.from({ length: size }, (_, i) => `${name}:id of ${i}`)
}

async function readPages(stores: Stores, limit: number): Promise<DirectoryPage[]> {
  const directory = createUserDirectory(stores)
  const pages: DirectoryPage[] = []
  let cursor: string | null = null
  do {
    const page: DirectoryPage = await directory.list({ search: '', role: null, cursor, limit })
    pages.push(page)
    cursor = page.nextCursor
  } while (cursor !== null)
  return pages
}

test('an unknown login is of a tenant where every store that is asked for it has that one alone', () => {
  const storeOf = (name: string, knowsTenants = false) => ({
    ...fakeStore(name, 'unknown'),
    ...(knowsTenants && { knowsTenants: true as const }),
  })
  const tenantFor = (
    stores: Parameters<typeof createUserDirectory>[0],
    login: string,
    tenants: readonly (readonly [string, string])[],
    realms: readonly (readonly [string, readonly string[]])[] = [],
  ) => createUserDirectory(stores, new Map(realms), undefined, new Map(tenants)).tenantFor(login)
  const [a, b] = [storeOf('a'), storeOf('b')]
  assert.is(tenantFor([a], 'mallory', [['a', 'acme']]), 'acme')
  assert.is(tenantFor([a], 'mallory', []), undefined)
  const both = [
    ['a', 'acme'],
    ['b', 'acme'],
  ] as const
  assert.is(tenantFor([a, b], 'mallory', both), 'acme')
  assert.is(tenantFor([a, b], 'mallory', [['a', 'acme']]), undefined, 'the other store has none')
  const two = [
    ['a', 'acme'],
    ['b', 'bell'],
  ] as const
  const realms = [
    ['a', ['acme.example']],
    ['b', ['bell.example', 'BELL']],
  ] as const
  assert.is(tenantFor([a, b], 'mallory', two, realms), undefined)
  assert.is(tenantFor([a, b], 'mallory@acme.example', two, realms), 'acme')
  assert.is(tenantFor([a, b], 'bell\\mallory', two, realms), 'bell')
  assert.is(
    tenantFor([a, b], 'mallory@unknown.example', two, realms),
    undefined,
    'what is no realm names none',
  )
  // Its users say theirs; whether a domain exists, only it knows.
  assert.is(tenantFor([storeOf('a', true)], 'mallory@acme', [['a', 'acme']]), undefined)
})

test('a store has the tenant that is configured, and lists are asked of one tenant, of none, or of all', async () => {
  const listed = (name: string): FakeStore => ({
    ...fakeStore(name, 'found'),
    list: async () => ({ users: [userCalled(`of ${name}`)], nextCursor: null }),
  })
  const tenants = new Map([['b', 'customer']])
  const directory = createUserDirectory([listed('a'), listed('b')], undefined, undefined, tenants)
  const names = async (tenant: string | null | undefined) => {
    const page = await directory.list({ search: '', role: null, cursor: null, limit: 10, tenant })
    return page.users.map(({ user }) => [user.name, user.tenant])
  }
  assert.equal(await names(undefined), [
    ['of a', undefined],
    ['of b', 'customer'],
  ])
  assert.equal(await names(null), [['of a', undefined]])
  assert.equal(await names('customer'), [['of b', 'customer']])
  assert.equal(await names('another'), [])
  assert.is((await directory.get('b:id of alice'))?.user.tenant, 'customer')
  assert.is((await directory.get('a:id of alice'))?.user.tenant, undefined)
})

test.run()
