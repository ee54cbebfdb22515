import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { User, UserStore } from '../../adapters/user-store.ts'
import { removeAll } from '../../server/enrolment/authenticators.ts'
import { createLastAdminGuard } from '../../server/enrolment/last-admin-guard.ts'
import type { StateStore } from '../../server/state/contract/state-store.ts'
import { createUserDirectory } from '../../server/users/directory.ts'
import { ordinary } from '../adapters/ordinary-user.ts'
import { enrol, start, times } from '../server/state/samples.ts'
import { peerTest } from './peers.ts'
import { openPostgres, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const
const admins: readonly User[] = ['ann', 'root'].map((name) => ({
  ...ordinary,
  id: name,
  name,
  role: 'superadmin',
}))

const store = {
  name: 'hr',
  get: async (id) => admins.find((user) => user.id === id) ?? null,
  list: async ({ role }) => ({ users: admins.filter((user) => user.role === role), nextCursor: null }),
} as Partial<UserStore> as UserStore

/** What a service does when an admin takes a user's second factor away, as in server/enrolment/change.ts. */
function taker(state: StateStore) {
  const guard = createLastAdminGuard({
    users: createUserDirectory([store]),
    state,
    clock: () => start,
    policy: () => ({ secondFactor: 'required', groups: {}, gracePeriod: 0 }),
  })
  return (user: User) => {
    const userKey = `hr:${user.id}`
    return guard(userKey, removeAll, async () => {
      await state.changeEnrolment(userKey, () => null)
      return 'done'
    })
  }
}

peerTest('two services never take the second factor of the last two admins at once', needs, () =>
  withPostgres(async (postgres) => {
    const states = await Promise.all(times(2, async () => (await openPostgres(postgres, start)).store))
    const [one, other] = states as [StateStore, StateStore]
    const [ann, root] = admins as [User, User]
    for (let round = 0; round < 50; round++) {
      for (const { id } of admins) await enrol(one, `hr:${id}`, id)
      const verdicts = await Promise.all([taker(one)(ann), taker(other)(root)])
      assert.is(verdicts.filter((verdict) => verdict === 'done').length, 1, `${round}: ${verdicts}`)
    }
    const left = (await one.readEnrolment('hr:ann')) === null ? root : ann
    assert.is(await taker(other)(left), 'last-admin')
    assert.is((await one.readEnrolment(`hr:${left.id}`))?.authenticators.length, 1)
    for (const state of states) await state.close()
  }),
)

test.run()
