import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import {
  createFileUserStore,
  type FileUserStore,
  type PreparedImport,
} from '../../../adapters/file/user-store.ts'
import { DamagedFileError } from '../../../adapters/lowdb/json-database.ts'
import { createHashingQueue, type HashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { folderSuite } from '../folder-suite.ts'
import { findOne, fixtureUsers, testUserStoreContract } from '../user-store-contract.ts'

const test = folderSuite('file user store')

const pathIn = (folder: string) => join(folder, 'users.json')
const readFile = (folder: string) => JSON.parse(readFileSync(pathIn(folder), 'utf8'))
const openStore = (folder: string, queue: HashingQueue = createHashingQueue()) =>
  createFileUserStore({ name: 'local', path: pathIn(folder), queue, createIfMissing: true })

const sshaOfSecret = '{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3'
const bcryptOfUU = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
const unknownHash = '$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D'

async function importInto(store: FileUserStore, rows: readonly unknown[]): Promise<void> {
  const prepared = await prepare(store, rows)
  assert.is(await prepared.commit(), 'done')
}

async function prepare(store: FileUserStore, rows: readonly unknown[]) {
  const prepared: PreparedImport = await store.prepareImport(rows)
  if (prepared.outcome === 'refused') throw new Error(JSON.stringify(prepared.faults))
  return prepared
}

/** A queue that counts what is computed. */
function countingQueue(): { queue: HashingQueue; computed: () => number } {
  const queue = createHashingQueue()
  let computed = 0
  const run: HashingQueue['run'] = (hash, deadline) =>
    queue.run(() => {
      computed++
      return hash()
    }, deadline)
  return { queue: { ...queue, run }, computed: () => computed }
}

test('a user who was added logs in, also after the next start', async ({ folder }) => {
  const store = await openStore(folder)
  const added = await store.add({ name: 'alice', groups: ['sales'], role: 'admin' }, 'opensesame')
  assert.is(added.outcome, 'added')
  await store.close()

  const again = await openStore(folder)
  const alice = await findOne(again, 'alice')
  assert.equal(added.outcome === 'added' && added.user, alice)
  assert.match(alice.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.is(await again.verifyPassword(alice, 'opensesame', Infinity), 'ok')
  assert.is(await again.verifyPassword(alice, 'opensesama', Infinity), 'wrong')
  assert.is(again.count(), 1)
})

test('the file holds kind, version and argon2id hashes, and only its owner can read it', async ({
  folder,
}) => {
  const store = await openStore(folder)
  await store.add({ name: 'alice' }, 'opensesame')
  const { kind, version, users } = readFile(folder)
  assert.equal([kind, version, users.length], ['ringlock-users', 1, 1])
  assert.ok(users[0].passwordHash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'))
  assert.not.match(readFileSync(pathIn(folder), 'utf8'), 'opensesame')
  assert.is(statSync(pathIn(folder)).mode & 0o777, 0o600)
})

test('a user who was removed is unknown', async ({ folder }) => {
  const store = await openStore(folder)
  await importInto(store, [
    { name: 'alice', email: 'a@example.test', passwordHash: sshaOfSecret },
    { name: 'bob', passwordHash: sshaOfSecret },
  ])
  const alice = await findOne(store, 'alice')
  assert.equal(await store.remove('ALICE'), alice)
  assert.is(await store.find('alice'), null)
  assert.is(await store.verifyPassword(alice, 'secret', Infinity), 'wrong')
  assert.is(await store.remove('alice'), null)
  assert.is(await store.remove('nobody'), null)
  assert.equal(
    readFile(folder).users.map(({ name }: { name: string }) => name),
    ['bob'],
  )
})

test('a user is not removed by mail address', async ({ folder }) => {
  const store = await openStore(folder)
  await importInto(store, [{ name: 'alice', email: 'a@example.test', passwordHash: sshaOfSecret }])
  assert.is(await store.remove('a@example.test'), null)
  assert.is(store.count(), 1)
})

test('names compare by their NFC form in small letters', async ({ folder }) => {
  const store = await openStore(folder)
  await importInto(store, [{ name: 'Zoë', email: 'Zoe@Example.test', passwordHash: sshaOfSecret }])
  for (const login of ['Zoë', 'ZOË', 'zoë', 'Zoe\u0308', 'zoe@example.TEST']) {
    assert.is((await findOne(store, login)).name, 'Zoë', login)
  }
  assert.is(await store.find('zoe'), null)
  const again = await store.add({ name: 'zoe\u0308' }, 'opensesame')
  assert.equal(again, { outcome: 'refused', faults: [{ row: 1, message: 'name: is taken' }] })
})

test('a name goes before a mail address', async ({ folder }) => {
  const store = await openStore(folder)
  await importInto(store, [
    { name: 'alice', email: 'x@y', passwordHash: sshaOfSecret },
    { name: 'X@Y', passwordHash: sshaOfSecret },
    { name: 'bob', email: 'x@y', passwordHash: sshaOfSecret },
  ])
  assert.is((await findOne(store, 'x@y')).name, 'X@Y')
})

test('ids are known before the users are written', async ({ folder }) => {
  const store = await openStore(folder)
  const rows = [
    { name: 'alice', password: 'opensesame' },
    { name: 'bob', passwordHash: bcryptOfUU, role: 'admin', groups: ['g'], email: 'b@example.test' },
  ]
  const prepared = await prepare(store, rows)
  assert.equal(
    prepared.users.map(({ name }) => name),
    ['alice', 'bob'],
  )
  assert.is(store.count(), 0)
  assert.equal(readFile(folder).users, [])

  assert.is(await prepared.commit(), 'done')
  assert.equal(await store.find('alice'), prepared.users[0])
  assert.equal(await store.find('bob'), prepared.users[1])
  assert.is(await store.verifyPassword(await findOne(store, 'alice'), 'opensesame', Infinity), 'ok')
  assert.is(await store.verifyPassword(await findOne(store, 'bob'), 'U*U', Infinity), 'ok')
})

test('an import whose name was taken meanwhile writes nothing', async ({ folder }) => {
  const store = await openStore(folder)
  const rows = [
    { name: 'alice', passwordHash: sshaOfSecret },
    { name: 'bob', passwordHash: sshaOfSecret },
  ]
  const late = await prepare(store, rows)
  await store.add({ name: 'Bob' }, 'opensesame')
  assert.is(await late.commit(), 'name-taken')
  assert.is(store.count(), 1)
})

test('an import says every fault of every row and takes none of them', async ({ folder }) => {
  const store = await openStore(folder)
  await store.add({ name: 'taken' }, 'opensesame')
  const passwordHash = sshaOfSecret
  const outcome = await store.prepareImport([
    { name: 'good', passwordHash },
    { name: '', passwordHash },
    { name: 'TAKEN', passwordHash },
    { name: 'Good', passwordHash },
    { name: 'role', role: 'root', passwordHash },
    { name: 'hash', passwordHash: unknownHash },
    { name: 'none' },
    { name: 'both', password: 'hunter2', passwordHash },
    { name: 'empty', password: '' },
    { name: 'key', pasword: 'hunter2', passwordHash },
    { name: 'line\nbreak', passwordHash },
    { name: 'é'.repeat(127), passwordHash },
    'no row',
    { name: 'two', role: 1, groups: 'sales', passwordHash },
  ])
  assert.is(outcome.outcome, 'refused')
  const faults = outcome.outcome === 'refused' ? outcome.faults : []
  assert.equal(
    faults.map(({ row, message }) => `${row} ${message.split(':')[0]}`),
    [
      '2 name',
      '3 name',
      '4 name',
      '5 role',
      '6 passwordHash',
      '7 must have either a password or a passwordHash',
      '8 must have either a password or a passwordHash',
      '9 password',
      '10 Unrecognized key',
      '11 name',
      '12 name',
      '13 Invalid input',
      '14 groups',
      '14 role',
    ],
  )
  assert.is(faults[2]?.message, 'name: is also in row 1')
  assert.not.match(JSON.stringify(faults), 'hunter2')
  assert.not.match(JSON.stringify(faults), unknownHash)
  assert.is(store.count(), 1)
})

test('a name has up to 253 bytes', async ({ folder }) => {
  const store = await openStore(folder)
  await importInto(store, [{ name: `${'é'.repeat(126)}x`, passwordHash: sshaOfSecret }])
  assert.is(store.count(), 1)
})

test('a password that could never be right is never set', async ({ folder }) => {
  const store = await openStore(folder)
  for (const password of ['', 'x'.repeat(1025), 'x\ud800']) {
    assert.is((await store.add({ name: 'alice' }, password)).outcome, 'refused')
  }
  assert.equal(readFile(folder).users, [])
})

test('a hash in a format that is not supported says nothing about the password', async ({ folder }) => {
  const row = { id: '1', displayName: null, email: null, groups: [], role: 'user', enabled: true }
  const users = [{ ...row, name: 'alice', passwordHash: unknownHash }]
  writeFileSync(pathIn(folder), JSON.stringify({ kind: 'ringlock-users', version: 1, users }))
  const store = await openStore(folder)
  assert.is(await store.verifyPassword(await findOne(store, 'alice'), 'x', Infinity), 'unsupported-hash')
  assert.is(await store.verifyPassword(null, 'x', Infinity), 'wrong')
})

test('unknown, removed and disabled users cost the same hash as a wrong password', async ({ folder }) => {
  const { queue, computed } = countingQueue()
  const store = await openStore(folder, queue)
  await importInto(store, [
    { name: 'alice', passwordHash: bcryptOfUU },
    { name: 'dave', passwordHash: bcryptOfUU, enabled: false },
    { name: 'ldap', passwordHash: sshaOfSecret },
  ])
  const alice = await findOne(store, 'alice')
  const askers = [alice, await findOne(store, 'dave'), null, { ...alice, id: 'removed' }]
  for (const [place, user] of askers.entries()) {
    assert.is(await store.verifyPassword(user, 'no', Infinity), 'wrong')
    assert.is(computed(), place + 1)
    assert.is(await store.verifyPassword(user, 'no', 0), 'unavailable')
  }
})

test('an unknown user does not have the password of the user whose hash stands in', async ({ folder }) => {
  const store = await openStore(folder)
  await importInto(store, [{ name: 'alice', passwordHash: sshaOfSecret }])
  assert.is(await store.verifyPassword(null, 'secret', Infinity), 'wrong')
  assert.is(await store.verifyPassword(await findOne(store, 'alice'), 'secret', Infinity), 'ok')
})

test('an empty store computes the hash that its users will have', async ({ folder }) => {
  const { queue, computed } = countingQueue()
  const store = await openStore(folder, queue)
  assert.is(await store.verifyPassword(null, 'no', Infinity), 'wrong')
  assert.is(computed(), 1)
})

test('the next page continues behind the last one, whichever users are added or removed meanwhile', async ({
  folder,
}) => {
  const store = await openStore(folder)
  await importInto(
    store,
    ['b', 'd', 'f', 'h'].map((name) => ({ name, passwordHash: sshaOfSecret })),
  )
  const first = await store.list({ search: '', role: null, cursor: null, limit: 2 })
  await importInto(
    store,
    ['a', 'c', 'e'].map((name) => ({ name, passwordHash: sshaOfSecret })),
  )
  await store.remove('d')
  const second = await store.list({ search: '', role: null, cursor: first.nextCursor, limit: 2 })
  const third = await store.list({ search: '', role: null, cursor: second.nextCursor, limit: 2 })
  assert.equal(
    [first, second, third].map(({ users }) => users.map(({ name }) => name)),
    [['b', 'd'], ['e', 'f'], ['h']],
  )
  assert.is(third.nextCursor, null)
})

test('two who add the same name at once: one does', async ({ folder }) => {
  const store = await openStore(folder)
  const outcomes = await Promise.all([
    store.add({ name: 'alice' }, 'one'),
    store.add({ name: 'ALICE' }, 'two'),
  ])
  assert.equal(outcomes.map(({ outcome }) => outcome).sort(), ['added', 'refused'])
  assert.is(store.count(), 1)
})

test('without createIfMissing a file must be there', async ({ folder }) => {
  const options = { name: 'local', path: pathIn(folder), queue: createHashingQueue() }
  const error = await createFileUserStore({ ...options, createIfMissing: false }).catch((error) => error)
  assert.instance(error, DamagedFileError)
  assert.equal(readdirSync(folder), [])
  const made = await createFileUserStore({ ...options, createIfMissing: true })
  await made.close()
  assert.is((await createFileUserStore({ ...options, createIfMissing: false })).count(), 0)
})

const alice = {
  id: '1',
  name: 'alice',
  displayName: null,
  email: null,
  groups: [],
  role: 'user',
  enabled: true,
  passwordHash: sshaOfSecret,
}
const wrongFiles: readonly (readonly [string, unknown, string])[] = [
  ['another kind', { kind: 'ringlock-enrolments', version: 1, users: [] }, 'no file of kind ringlock-users'],
  ['another version', { kind: 'ringlock-users', version: 2, users: [] }, 'reads version 1'],
  ['no users', { kind: 'ringlock-users', version: 1 }, 'users'],
  [
    'a broken user',
    { kind: 'ringlock-users', version: 1, users: [{ ...alice, role: 'root' }] },
    'users.0.role',
  ],
  [
    'one name twice',
    { kind: 'ringlock-users', version: 1, users: [alice, { ...alice, id: '2', name: 'Alice' }] },
    'two users have the name "alice"',
  ],
  [
    'one id twice',
    { kind: 'ringlock-users', version: 1, users: [alice, { ...alice, name: 'bob' }] },
    'two users have the id "1"',
  ],
]
for (const [what, contents, reason] of wrongFiles) {
  test(`refuses a file with ${what}`, async ({ folder }) => {
    writeFileSync(pathIn(folder), JSON.stringify(contents))
    const error = await openStore(folder).catch((error) => error)
    assert.instance(error, DamagedFileError)
    assert.match(error.message, reason)
    assert.not.match(error.message, sshaOfSecret)
    assert.equal(readFile(folder), contents)
  })
}

test.run()

testUserStoreContract('file', async (folder) => {
  const store = await openStore(folder)
  await importInto(store, fixtureUsers)
  return store
})
