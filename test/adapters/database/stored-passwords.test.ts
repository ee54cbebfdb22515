import { hash as bcryptHash } from '@node-rs/bcrypt'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { passwordsOf } from '../../../adapters/database/stored-passwords.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { type User, UserStoreError } from '../../../adapters/user-store.ts'
import { ordinary } from '../ordinary-user.ts'

const alice: User = {
  id: '1',
  name: 'alice',
  ...ordinary,
}

const cheapHash = (password: string) => bcryptHash(password, 4)

/** Counts the slow hashes that are computed, and tells whose row was read. */
async function storeWith(stored: string | null, sample: () => Promise<readonly string[]>) {
  const queue = createHashingQueue()
  const asked: string[] = []
  let computed = 0
  const counting: typeof queue = {
    ...queue,
    run(hash, deadline) {
      computed++
      return queue.run(hash, deadline)
    },
  }
  const verifyPassword = passwordsOf({
    queue: counting,
    async fetchHash(id) {
      asked.push(id)
      return id === alice.id ? stored : null
    },
    sampleHashes: async () => new Map((await sample()).map((hash, i) => [`sampled ${i}`, hash])),
  })
  return { verifyPassword, asked, computed: () => computed }
}

for (const [who, user, stored, verdict] of [
  ['nobody', null, null, 'wrong'],
  ['a user who is gone by now', alice, null, 'wrong'],
  ['a user whose hash is in no known format', alice, '{Msad2}', 'unsupported-hash'],
  ['a user with a wrong password', alice, await cheapHash('right'), 'wrong'],
] as const) {
  test(`of ${who} one hash is computed, as costly as most`, async () => {
    const common = await cheapHash('something')
    const { verifyPassword, computed } = await storeWith(stored, async () => [common, common, '{Msad2}'])
    assert.is(await verifyPassword(user, 'guess', Infinity), verdict)
    assert.is(computed(), 1)
  })
}

test('for an unknown user, the row of a user is read whose hash is as costly as most', async () => {
  const costly = await bcryptHash('right', 5)
  const { verifyPassword, asked } = await storeWith(null, async () => ['{Msad2}', costly, costly])
  assert.is(await verifyPassword(null, 'guess', Infinity), 'wrong')
  assert.equal(asked, ['sampled 1'])
})

test('in a table of mixed hashes the draw says whose row is read and what is computed, also for an unknown format', async () => {
  const [cheap, costly] = [await cheapHash('x'), await bcryptHash('x', 5)]
  const { verifyPassword, asked } = await storeWith('{Msad2}', async () => [cheap, costly])
  for (const [draw, decoy] of [
    [0, 'sampled 0'],
    [0.49, 'sampled 0'],
    [0.5, 'sampled 1'],
    [0.99, 'sampled 1'],
  ] as const) {
    assert.is(await verifyPassword(null, 'x', Infinity, () => draw), 'wrong')
    assert.is(asked.at(-1), decoy)
    assert.is(await verifyPassword(alice, 'x', Infinity, () => draw), 'unsupported-hash')
  }
})

test('the password of the user whose row is read lets no one in', async () => {
  const common = await cheapHash('right')
  const sampleHashes = async () => new Map([[alice.id, common]])
  const verifyPassword = passwordsOf({
    queue: createHashingQueue(),
    fetchHash: async (id) => (id === alice.id ? common : null),
    sampleHashes,
  })
  assert.is(await verifyPassword(null, 'right', Infinity), 'wrong')
  assert.is(await verifyPassword(alice, 'right', Infinity), 'ok')
})

test('where there are no users one hash is computed all the same', async () => {
  const { verifyPassword, asked, computed } = await storeWith(null, async () => [])
  assert.is(await verifyPassword(null, 'guess', Infinity), 'wrong')
  assert.equal([asked, computed()], [[''], 1])
})

test('what could not be computed in time says nothing', async () => {
  const common = await cheapHash('something')
  const { verifyPassword } = await storeWith('{Msad2}', async () => [common])
  for (const user of [null, alice]) assert.is(await verifyPassword(user, 'guess', 0), 'unavailable')
})

test('a database that does not answer says nothing', async () => {
  const { verifyPassword } = await storeWith(null, () => Promise.reject(new UserStoreError('gone')))
  assert.is(await verifyPassword(alice, 'guess', Infinity), 'unavailable')
  assert.is(await verifyPassword(null, 'guess', Infinity), 'unavailable')
})

test.run()
