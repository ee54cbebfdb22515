import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Role, type User, type UserStore, UserStoreError } from '../../../adapters/user-store.ts'
import {
  remove,
  removeAll,
  type Step,
  setRequirement,
  switchOnOff,
} from '../../../server/enrolment/authenticators.ts'
import { createLastAdminGuard } from '../../../server/enrolment/last-admin-guard.ts'
import type { SecondFactorPolicy } from '../../../server/login/policy.ts'
import { createUserDirectory, type KnownUser } from '../../../server/users/directory.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'
import { anApp, createEnrolmentWorld, type EnrolmentWorld } from './enrolment-world.ts'

const actor = { door: 'http' } as const
const day = 86_400_000

interface Context {
  world: EnrolmentWorld
  users: User[]
  policy: SecondFactorPolicy
  down: boolean
  add(name: string, role: Role, change?: Partial<User>): KnownUser
  /** Makes a change behind the guard: what the guard says, or `done`. */
  guarded(user: KnownUser, step: Step<string>): Promise<string>
}

const test = suite<Context>('last admin')
test.before.each(async (context) => {
  const world = await createEnrolmentWorld()
  context.world = world
  context.users = []
  context.policy = { secondFactor: 'required', groups: {}, gracePeriod: 0 }
  context.down = false
  const store = {
    name: 'local',
    get: async (id) => context.users.find((user) => user.id === id) ?? null,
    async list({ role, cursor }) {
      if (context.down) throw new UserStoreError('down')
      const all = context.users.filter((user) => role === null || user.role === role)
      const at = Number(cursor ?? 0)
      return { users: all.slice(at, at + 1), nextCursor: at + 1 < all.length ? String(at + 1) : null }
    },
  } as Partial<UserStore> as UserStore
  const guard = createLastAdminGuard({
    users: createUserDirectory([store]),
    state: world.state,
    clock: () => world.now,
    policy: () => context.policy,
  })
  context.add = (name, role, change = {}) => {
    const user: User = { ...nobody, id: name, name, role, ...change }
    context.users.push(user)
    return { userKey: `local:${name}`, user, store }
  }
  context.guarded = (user, step) =>
    guard(user.userKey, step, async () => {
      await world.state.changeEnrolment(user.userKey, (current) => {
        const next = step(current)
        return typeof next === 'string' ? current : next
      })
      return 'done'
    })
})
test.after.each(({ world }) => world.end())

const nobody: User = {
  id: '',
  name: '',
  ...ordinary,
}

const enrol = (world: EnrolmentWorld, { userKey }: KnownUser) =>
  world.enrolments.bindAtOnce({ ...anApp, userKey, another: false }, actor)

test('the only admin who is enrolled keeps the authenticator where one is required', async (context) => {
  const { world, add, guarded } = context
  const root = add('root', 'superadmin')
  add('ann', 'admin')
  add('uma', 'user')
  await enrol(world, root)
  for (const step of [removeAll, switchOnOff(null, false)] as Step<string>[]) {
    assert.is(await guarded(root, step), 'last-admin')
  }
  assert.is((await world.state.readEnrolment(root.userKey))?.authenticators[0]?.enabled, true)
  assert.is(await guarded(root, remove('x')), 'done', 'what is refused anyway harms nobody')
  assert.is(await guarded(root, setRequirement('off')), 'done')
})

test('with another admin who can get in, of whichever role, it goes', async ({ world, add, guarded }) => {
  const root = add('root', 'superadmin')
  const ann = add('ann', 'admin')
  await enrol(world, root)
  await enrol(world, ann)
  assert.is(await guarded(root, removeAll), 'done')
  assert.is(await guarded(ann, removeAll), 'last-admin', 'now the last one')
})

test('who can get in is looked for on every page', async ({ world, add, guarded }) => {
  const root = add('root', 'superadmin')
  await enrol(world, root)
  for (let i = 0; i < 150; i++) add(`admin-${i}`, 'admin')
  assert.is(await guarded(root, removeAll), 'last-admin')
  await enrol(world, add('ann', 'admin'))
  assert.is(await guarded(root, removeAll), 'done')
})

test('an admin whom the user store keeps out does not count', async ({ world, add, guarded }) => {
  const root = add('root', 'superadmin')
  const ann = add('ann', 'admin', { enabled: false })
  await enrol(world, root)
  await enrol(world, ann)
  assert.is(await guarded(root, removeAll), 'last-admin')
  assert.is(await guarded(ann, removeAll), 'done')
})

test('who needs no authenticator can get in without; the grace period is time to set one up', async (context) => {
  const { world, add, guarded } = context
  const root = add('root', 'superadmin')
  await enrol(world, root)
  context.policy = { secondFactor: 'optional', groups: {}, gracePeriod: 0 }
  assert.is(await guarded(root, setRequirement('required')), 'done')
  assert.is(await guarded(root, removeAll), 'last-admin', 'required of this one')
  context.policy = { secondFactor: 'optional', groups: {}, gracePeriod: day }
  assert.is(await guarded(root, removeAll), 'done')

  await world.state.markRequired(root.userKey, world.now - day)
  const ann = add('ann', 'admin')
  await enrol(world, ann)
  assert.is(await guarded(ann, setRequirement('required')), 'done')
  await world.state.markRequired(ann.userKey, world.now - day)
  assert.is(await guarded(ann, removeAll), 'last-admin', "both are over the grace period's end")
})

test('requiring it of an admin who is overdue is refused when there is no other', async (context) => {
  const root = context.add('root', 'superadmin')
  context.policy = { secondFactor: 'optional', groups: {}, gracePeriod: 0 }
  assert.is(await context.guarded(root, setRequirement('required')), 'last-admin')
  assert.is(await context.world.state.readEnrolment(root.userKey), null)
})

test('a store that cannot be asked is no answer, unless another admin is seen', async (context) => {
  const { world, add, guarded } = context
  const root = add('root', 'superadmin')
  await enrol(world, root)
  context.down = true
  assert.is(await guarded(root, removeAll), 'unavailable')
  assert.is((await world.state.readEnrolment(root.userKey))?.authenticators.length, 1)
})

test('where no one administers, and for those who do not, it does not stand in the way', async (context) => {
  const { world, add, guarded } = context
  const uma = add('uma', 'user')
  await enrol(world, uma)
  assert.is(await guarded(uma, removeAll), 'done')
  context.down = true
  assert.is(await guarded(uma, setRequirement('required')), 'done')
})

test('two admins who delete each other at once leave one', async ({ world, add, guarded }) => {
  const admins = [add('root', 'superadmin'), add('ann', 'admin'), add('bea', 'admin')]
  for (const admin of admins) await enrol(world, admin)
  const said = await Promise.all(admins.map((admin) => guarded(admin, removeAll)))
  assert.equal(said, ['done', 'done', 'last-admin'])
})

test.run()
