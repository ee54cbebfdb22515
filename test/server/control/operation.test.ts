import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type User, type UserStore, UserStoreError } from '../../../adapters/user-store.ts'
import { done, withUser } from '../../../server/control/operation.ts'
import { allStatus } from '../../../server/control/status.ts'
import type { Service } from '../../../server/service.ts'
import { createUserDirectory } from '../../../server/users/directory.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'

const users: readonly User[] = ['Dave', 'dave', 'erin'].map((name, i) => ({
  id: String(i),
  name,
  ...ordinary,
}))

/** Its look-ups take upper and lower case for the same, as FusionPBX's do. */
const pbx: UserStore = {
  name: 'pbx',
  async find(login) {
    const [user = null, another] = users.filter(({ name }) => name.toLowerCase() === login.toLowerCase())
    return another === undefined ? user : 'ambiguous'
  },
  get: async (id) => users.find((user) => user.id === id) ?? null,
  verifyPassword: () => 'wrong',
  list: async () => ({ users, nextCursor: null }),
  close: async () => {},
}

const answerTo = (name: string) =>
  withUser({ users: createUserDirectory([pbx]) } as unknown as Service, name, async ({ userKey }) =>
    done(userKey, userKey),
  )

test('a command takes a name or a user key', async () => {
  assert.is((await answerTo('ERIN')).line, 'pbx:2')
  assert.is((await answerTo('pbx:1')).line, 'pbx:1')
  for (const unknown of ['pbx:9', 'other:1', ':1', '']) {
    assert.is((await answerTo(unknown)).done, false, unknown)
  }
})

test('who is meant by an ambiguous name is listed (I9)', async () => {
  const answer = await answerTo('DAVE')
  assert.is(answer.done, false)
  assert.is(
    answer.line,
    'More than one user goes by the name DAVE: Dave (pbx:0), dave (pbx:1). Give a user key, as in brackets.',
  )
})

test('the status of all leaves out a store that cannot be asked, and names it (I9)', async () => {
  const down = async () => {
    throw new UserStoreError('connect ECONNREFUSED')
  }
  const dead: UserStore = { ...pbx, name: 'dead', list: down }
  const empty: UserStore = { ...pbx, name: 'empty', list: async () => ({ users: [], nextCursor: null }) }
  const service = {
    users: createUserDirectory([dead, empty]),
    state: { standing: () => ({ hold: null }), floor: () => 0, readUsers: async () => [] },
    sealing: { keyId: 'k1' },
    unknownClients: { list: () => [{ address: '192.0.2.9' }] },
  } as unknown as Service
  const answer = await allStatus(service, { now: 0 })
  assert.ok(answer.done)
  assert.equal(answer.data, {
    users: [],
    unavailableStores: [{ name: 'dead', why: 'connect ECONNREFUSED' }],
    unknownClients: ['192.0.2.9'],
  })
  const broken = createUserDirectory([{ ...dead, list: () => Promise.reject(new TypeError('a fault')) }])
  const fault = await allStatus({ ...service, users: broken }, { now: 0 }).catch((error) => error)
  assert.instance(fault, TypeError)
})

test.run()
