import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type PasswordVerdict, type UserStore, UserStoreError } from '../../../adapters/user-store.ts'
import { createReadiness } from '../../../server/http/readiness.ts'
import { createUserDirectory, type DirectoryStore } from '../../../server/users/directory.ts'

const store = (name: string, change: Partial<DirectoryStore>): DirectoryStore => ({
  name,
  find: async () => null,
  get: async () => null,
  verifyPassword: async () => 'wrong',
  list: async () => ({ users: [], nextCursor: null }),
  close: async () => {},
  ...change,
})

/** What readiness says of a store. */
async function look(each: DirectoryStore) {
  const readiness = createReadiness({
    state: { readProof: async () => null } as never,
    users: createUserDirectory([each]),
    hashing: { concurrency: 1, running: 0, waiting: 0 },
    clock: Date.now,
  })
  return (await readiness())[`user store ${each.name}`]
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
      state: { readProof: async () => null } as never,
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

test.run()
