import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type User, UserStoreError } from '../../../adapters/user-store.ts'
import { ambiguityWarnings, type ListedUser } from '../../../server/users/ambiguous-names.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'

const listed = (name: string, id: string, tenant: string | null = null): ListedUser => ({
  userKey: `pbx:${id}`,
  name,
  tenant,
})

/** Compares names as the store of a test does, and notes what it is asked. */
function storeOf(users: readonly ListedUser[], spelled: (name: string) => string, knowsTenants = false) {
  const asked: string[] = []
  return {
    asked,
    ...(knowsTenants && { knowsTenants: true as const }),
    async find(login: string): Promise<User | 'ambiguous' | null> {
      asked.push(login)
      const found = users.filter(({ name, tenant }) =>
        [name, `${name}@${tenant}`].some((each) => spelled(each) === spelled(login)),
      )
      const [user] = found
      if (found.length > 1) return 'ambiguous'
      return user === undefined ? null : { ...ordinary, id: user.userKey, name: user.name }
    },
  }
}

const lower = (name: string) => name.toLowerCase()
const exactly = (name: string) => name

test('a name that several rows have is told with the keys of its users, and no other', async () => {
  const users = [listed('Dave', '1'), listed('erin', '2'), listed('dave', '3'), listed('dave', '4')]
  const store = storeOf(users, lower)
  assert.equal(await ambiguityWarnings(store, users), [
    'Dave is refused, because more than one user goes by it: Dave (pbx:1), dave (pbx:3), dave (pbx:4)',
  ])
  assert.equal(store.asked, ['Dave'])
})

test('the store decides whether names are the same', async () => {
  const cased = [listed('Dave', '1'), listed('dave', '2')]
  assert.equal(await ambiguityWarnings(storeOf(cased, exactly), cased), [])
  const twice = [...cased, listed('dave', '3')]
  assert.match((await ambiguityWarnings(storeOf(twice, exactly), twice))[0] ?? '', /^dave is refused/)
  // A directory of directories: the first one that has the name wins.
  const first = { find: async () => ({ ...ordinary, id: '1', name: 'dave' }) }
  assert.equal(await ambiguityWarnings(first, twice), [])
})

test('namesakes of two tenants are told apart by name@tenant, those of one are not', async () => {
  const users = [listed('dave', '1', 'a.example'), listed('dave', '2', 'b.example')]
  assert.equal(await ambiguityWarnings(storeOf(users, lower, true), users), [])
  const three = [...users, listed('DAVE', '3', 'b.example')]
  assert.equal(await ambiguityWarnings(storeOf(three, lower, true), three), [
    'dave@b.example is refused, because more than one user goes by it: dave@b.example (pbx:2), DAVE@b.example (pbx:3)',
  ])
  // A tenant of the configuration says nothing to the store.
  const fixed = [listed('dave', '1', 'acme'), listed('dave', '2', 'acme')]
  const store = storeOf(fixed, lower)
  assert.match((await ambiguityWarnings(store, fixed))[0] ?? '', /^dave is refused.*: dave@acme \(pbx:1\)/)
  assert.equal(store.asked, ['dave'])
})

test('many are counted, and a store that cannot be asked about one tells of the others', async () => {
  const names = Array.from({ length: 300 }, (_, i) => `user${i}`)
  const users = names.flatMap((name) => [listed(name, `${name}a`), listed(name, `${name}b`)])
  const store = storeOf(users, exactly)
  const warnings = await ambiguityWarnings(store, users)
  assert.is(warnings.length, 11)
  assert.is(warnings.at(-1), '290 further names may be refused for the same reason')
  assert.is(store.asked.length, 200)

  const crowd = Array.from({ length: 15 }, (_, i) => listed('crowd', String(i)))
  assert.match((await ambiguityWarnings(storeOf(crowd, exactly), crowd))[0] ?? '', /\(pbx:9\) and 5 more$/)
  const few = users.slice(0, 4)
  const broken = {
    async find(login: string) {
      if (login === 'user0') throw new UserStoreError('a bad entry')
      return 'ambiguous' as const
    },
  }
  assert.match((await ambiguityWarnings(broken, few)).join('\n'), /^user1 is refused, .*$/)
})

test.run()
