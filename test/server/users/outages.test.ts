import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UserEntryError, type UserStore, UserStoreError } from '../../../adapters/user-store.ts'
import { withOutages } from '../../../server/users/outages.ts'

function fakeStore() {
  const world = { up: true, now: 0, asked: 0, fault: new UserStoreError('nobody is there') as Error }
  const find = async () => {
    world.asked++
    if (!world.up) throw world.fault
    return null
  }
  /** As stores do with a name that their server could not even hold. */
  const findOrKnow = async (login: string) => (login.includes('\0') ? null : find())
  const store: UserStore = {
    name: 'far',
    find: findOrKnow,
    get: find,
    verifyPassword: async () => (world.up ? 'wrong' : 'unavailable'),
    list: async () => {
      throw new UserStoreError('more than I may show')
    },
    close: async () => {},
  }
  const notices: string[] = []
  const onNotice = (text: string) => notices.push(text)
  return { world, notices, guarded: withOutages(store, { uptime: () => world.now, onNotice }) }
}

const answer = (question: unknown) =>
  Promise.resolve(question).then(
    () => 'answered',
    (error: Error) => `${error.name}: ${error.message}`,
  )
const down = 'UserStoreError: nobody is there'
const spared = 'UserStoreError: nobody is there (a moment ago)'

test('a store that was down three times in a row is left alone for a while, then asked by one', async () => {
  const { world, guarded } = fakeStore()
  const find = () => answer(guarded.find('alice'))
  world.up = false
  for (let i = 0; i < 3; i++) assert.is(await find(), down)
  assert.is(await find(), spared)
  assert.is(await answer(guarded.get('1')), spared)
  assert.is(world.asked, 3)

  world.now = 250
  assert.equal(await Promise.all([find(), find(), find()]), [down, spared, spared])
  assert.is(world.asked, 4)
})

test("an entry that makes no sense is no one else's outage, and shows that the store answers", async () => {
  const { world, notices, guarded } = fakeStore()
  world.up = false
  world.fault = new UserEntryError('groups that are no JSON')
  for (let i = 0; i < 5; i++) {
    assert.is(await answer(guarded.find('odd')), 'UserEntryError: groups that are no JSON')
  }
  assert.is(world.asked, 5)
  assert.equal(notices, [])
  world.up = true
  assert.is(await answer(guarded.find('alice')), 'answered')
})

test('the pauses double up to five seconds, and end with the first answer', async () => {
  const { world, guarded } = fakeStore()
  world.up = false
  for (let i = 0; i < 3; i++) await answer(guarded.find('alice'))
  for (const pause of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
    world.now += pause - 1
    assert.is(await answer(guarded.find('alice')), spared, `${pause} - 1`)
    world.now += 1
    assert.is(await answer(guarded.find('alice')), down, `${pause}`)
  }
  assert.is(guarded.outage?.(), 'nobody is there')
  world.up = true
  world.now += 5000
  assert.is(await answer(guarded.find('alice')), 'answered')
  assert.is(guarded.outage?.(), null)
  world.up = false
  assert.is(await answer(guarded.find('alice')), down)
  assert.is(await answer(guarded.find('alice')), down)
})

test('an outage is told once, and its end', async () => {
  const { world, notices, guarded } = fakeStore()
  world.up = false
  for (let i = 0; i < 10; i++) await answer(guarded.find('alice'))
  assert.equal(notices.splice(0), ['user store far does not answer: nobody is there'])
  world.up = true
  world.now = 250
  for (let i = 0; i < 10; i++) await answer(guarded.find('alice'))
  assert.equal(notices, ['user store far answers again'])
})

test('one user whom the store stumbles over keeps no one else away', async () => {
  const { world, guarded } = fakeStore()
  for (let i = 0; i < 20; i++) {
    world.up = false
    assert.is(await answer(guarded.find('odd one')), down)
    assert.is(await answer(guarded.find('odd one')), down)
    world.up = true
    assert.is(await answer(guarded.find('alice')), 'answered')
  }
})

test('other faults, passwords and pages say nothing of the store', async () => {
  const { world, guarded } = fakeStore()
  world.up = false
  world.fault = new TypeError('ours')
  for (let i = 0; i < 5; i++) assert.is(await answer(guarded.find('alice')), 'TypeError: ours')
  for (let i = 0; i < 5; i++) {
    await answer(guarded.list({ search: '', role: null, cursor: null, limit: 1 }))
    await guarded.verifyPassword(null, 'x', Infinity)
  }
  assert.is(guarded.outage?.(), null)
  world.up = true
  assert.is(await answer(guarded.find('alice')), 'answered')
})

test('a name that its server is not asked about ends no outage', async () => {
  const { world, notices, guarded } = fakeStore()
  world.up = false
  assert.is(await answer(guarded.find('\0')), 'answered', 'before anybody knows')
  for (const login of ['alice', '\0', 'alice']) assert.is(await answer(guarded.find(login)), down, login)
  for (const login of ['alice', '\0']) assert.is(await answer(guarded.find(login)), spared, login)
  assert.equal(notices, ['user store far does not answer: nobody is there'])
  world.up = true
  world.now += 5000
  assert.is(await answer(guarded.find('\0')), 'answered', 'it ends when the server is there')
  assert.is(guarded.outage?.(), null)
})

test.run()
