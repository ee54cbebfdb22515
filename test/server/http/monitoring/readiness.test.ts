import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type PasswordVerdict, type UserStore, UserStoreError } from '../../../../adapters/user-store.ts'
import { createReadiness } from '../../../../server/http/monitoring/readiness.ts'
import type { Hold } from '../../../../server/state/contract/state-store.ts'
import { createUserDirectory, type DirectoryStore } from '../../../../server/users/directory.ts'

const store = (name: string, change: Partial<DirectoryStore>): DirectoryStore => ({
  name,
  find: async () => null,
  get: async () => null,
  verifyPassword: () => 'wrong',
  list: async () => ({ users: [], nextCursor: null }),
  close: async () => {},
  ...change,
})

/** One that answers, with or without a hold. */
const stateWith = (hold: Hold | null) =>
  ({
    readProof: async () => null,
    floor: () => 0,
    standing: () => ({ hold, clock: 'unknown' }),
  }) as never

/** What readiness says of a store. */
async function look(each: DirectoryStore, check = `user store ${each.name}`, hold: Hold | null = null) {
  const readiness = createReadiness({
    state: stateWith(hold),
    users: createUserDirectory([each]),
    hashing: { concurrency: 1, running: 0, waiting: 0 },
    clock: Date.now,
  })
  return (await readiness())[check]
}

test('a server that knows its users by UUID is asked, and is not ready when it is down', async () => {
  const isUuid = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  const get: UserStore['get'] = async (id) => {
    if (isUuid(id)) throw new UserStoreError('it is down')
    return null
  }
  assert.is(await look(store('directory', { get })), 'failing')
  assert.is(await look(store('directory', {})), 'ok')
})

for (const [verdict, expected] of [
  ['unavailable', 'failing'],
  ['wrong', 'ok'],
] as const) {
  test(`a store that only verifies passwords and left one unanswered is ${expected} when the next is ${verdict}`, async () => {
    const asked: unknown[] = []
    const verifyPassword = async (user: unknown): Promise<PasswordVerdict> => {
      asked.push(user)
      return verdict
    }
    const upstream = { verifyPassword, outage: () => 'no server answers' }
    assert.is(await look(store('upstream', upstream)), expected)
    assert.equal(asked, [null])
  })
}

for (const [level, expected] of [
  ['ok', 'ok'],
  ['low', 'ok'],
  ['nearly-full', 'failing'],
  ['full', 'failing'],
] as const) {
  test(`a disk that is ${level} is ${expected}`, async () => {
    const readiness = createReadiness({
      state: stateWith(null),
      users: createUserDirectory([store('local', {})]),
      hashing: { concurrency: 1, running: 0, waiting: 0 },
      clock: Date.now,
      room: { status: async () => ({ level, freeBytes: 1 }) } as never,
    })
    assert.is((await readiness()).disk, expected)
  })
}

test('a store that answered the last time is asked for no password', async () => {
  const verifyPassword = () => Promise.reject(new Error('it was asked'))
  assert.is(await look(store('upstream', { verifyPassword, outage: () => null })), 'ok')
})

test('while codes are held it says so, and stays ready', async () => {
  const now = Date.now()
  const hold = { cause: 'restored', noticedAt: now, until: now + 60_000 } as const
  assert.is(await look(store('local', {}), 'codes', hold), 'held')
  assert.is(await look(store('local', {}), 'codes', { ...hold, until: now - 1 }), 'ok')
})

test.run()
