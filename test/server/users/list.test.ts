import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type User, type UserStore, UserStoreError } from '../../../adapters/user-store.ts'
import type { StateStore, UserRecord } from '../../../server/state/contract/state-store.ts'
import { createUserDirectory } from '../../../server/users/directory.ts'
import { listUsers, type UserFilter, type UserListDeps } from '../../../server/users/list.ts'

const now = 1_700_000_000_000
const policy = { secondFactor: 'optional', groups: { admins: 'required' }, gracePeriod: 1 } as const

/** A store of u0000, u0001, ... whose cursor is the name before. */
function storeOf(name: string, count: number, isDown = false): UserStore {
  const users = Array.from({ length: count }, (_, i) => user(`${name}${String(i).padStart(5, '0')}`, i))
  return {
    name,
    find: async () => null,
    get: async () => null,
    verifyPassword: () => 'wrong',
    async list({ search, cursor, limit }) {
      if (isDown) throw new UserStoreError('down')
      const rest = users.filter((one) => one.name.includes(search) && (cursor === null || one.name > cursor))
      const page = rest.slice(0, limit)
      return { users: page, nextCursor: rest.length > limit ? (page.at(-1)?.name ?? null) : null }
    },
    close: async () => {},
  }
}

function user(name: string, i: number): User {
  const groups = i % 3 === 0 ? ['admins'] : []
  return {
    id: name,
    name,
    displayName: null,
    email: null,
    groups,
    role: 'user',
    enabled: true,
    language: null,
  }
}

/** Users whose number ends in 7 are locked. */
function recordOf(userKey: string): UserRecord {
  const code = userKey.endsWith('7') ? { count: 100, lastAt: now, forgetAt: now + 1 } : null
  return { enrolment: null, failures: new Map([[userKey, { password: null, code }]]), requiredSince: null }
}

function sourcesOf(...stores: [UserStore, ...UserStore[]]): UserListDeps & { readonly asked: () => number } {
  let asked = 0
  const state = {
    floor: () => 0,
    restores: () => 0,
    async readUsers(userKeys: readonly string[]) {
      asked += userKeys.length
      return userKeys.map(recordOf)
    },
  } as Partial<StateStore> as StateStore
  return {
    users: createUserDirectory(stores),
    state,
    policy: () => policy,
    asked: () => asked,
  }
}

async function pages(sources: UserListDeps, limit: number, status: UserFilter | null, search = '') {
  const all: string[][] = []
  let cursor: string | null = null
  do {
    const page = await listUsers({ search, status, cursor, limit }, sources, now)
    if (page === null) throw new Error('a cursor of ours was refused')
    all.push(page.users.map(({ user }) => user.name))
    cursor = page.nextCursor
  } while (cursor !== null)
  return all
}

const numbers = (count: number, is: (i: number) => boolean) =>
  Array.from({ length: count }, (_, i) => i).filter(is)
const named = (store: string, all: readonly number[]) =>
  all.map((i) => `${store}${String(i).padStart(5, '0')}`)

test('everyone is told once, whatever the size of the pages, across stores', async () => {
  const sources = sourcesOf(storeOf('a', 7), storeOf('b', 5))
  const everybody = [
    ...named(
      'a',
      numbers(7, () => true),
    ),
    ...named(
      'b',
      numbers(5, () => true),
    ),
  ]
  for (const limit of [1, 2, 5, 7, 12, 200]) {
    assert.equal((await pages(sources, limit, null)).flat(), everybody, `${limit}`)
  }
  assert.equal(
    (await pages(sources, 2, null, 'b0000')).flat(),
    named(
      'b',
      numbers(5, () => true),
    ),
  )
})

test('a filter tells its users alone, and full pages while there are more', async () => {
  const sources = sourcesOf(storeOf('a', 1200), storeOf('b', 30))
  const filters: readonly (readonly [UserFilter, (i: number) => boolean])[] = [
    ['required', (i) => i % 3 === 0],
    ['not-enrolled', (i) => i % 3 !== 0],
    ['locked', (i) => i % 10 === 7],
    ['enabled', () => false],
  ]
  for (const [status, is] of filters) {
    for (const limit of [1, 50, 200]) {
      const told = await pages(sources, limit, status)
      assert.equal(told.flat(), [...named('a', numbers(1200, is)), ...named('b', numbers(30, is))])
      assert.ok(
        told.slice(0, -1).every((page) => page.length === limit),
        `${status} ${limit}`,
      )
    }
  }
})

test('one request looks at ten thousand users at most, and the next one goes on', async () => {
  const sources = sourcesOf(storeOf('a', 10_500))
  const query = { search: '', status: 'enabled', limit: 50 } as const
  const first = await listUsers({ ...query, cursor: null }, sources, now)
  assert.is(sources.asked(), 10_000)
  assert.equal(first?.users, [])
  assert.is.not(first?.nextCursor, null)
  assert.is(
    (await listUsers({ ...query, cursor: first?.nextCursor ?? null }, sources, now))?.nextCursor,
    null,
  )
  assert.is(sources.asked(), 10_500)
})

test('a store that is down is named, and the others are told', async () => {
  const page = await listUsers(
    { search: '', status: 'required', cursor: null, limit: 2 },
    sourcesOf(storeOf('a', 3, true), storeOf('b', 3)),
    now,
  )
  assert.equal(page?.unavailableStores, ['a'])
  assert.equal(
    page?.users.map(({ user }) => user.name),
    ['b00000'],
  )
})

test('a cursor that is none of ours is refused', async () => {
  const sources = sourcesOf(storeOf('a', 3))
  for (const said of ['', 'x', '[]', '{"a":1}', '[null]', '["a",1]', '[null,null,null]']) {
    const query = { search: '', status: null, cursor: Buffer.from(said).toString('base64url'), limit: 1 }
    assert.is(await listUsers(query, sources, now), null, said)
  }
})

test.run()
