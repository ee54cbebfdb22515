import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Step } from '../../../server/enrolment/authenticators.ts'
import type { ChangeResult } from '../../../server/enrolment/enrolments.ts'
import { versionOf } from '../../../server/enrolment/version.ts'
import type { Enrolment } from '../../../server/state/contract/state-store.ts'
import { actor, alice, createEnrolmentWorld, type EnrolmentWorld, minute } from './enrolment-world.ts'

/** The store does not keep what is empty. */
function stored(enrolment: Enrolment | null): Enrolment | null {
  return versionOf(enrolment) === versionOf(null) ? null : enrolment
}

const any = { userKey: alice, ifVersion: null } as const

const test = suite<{ world: EnrolmentWorld }>('change')
test.before.each(async (context) => {
  context.world = await createEnrolmentWorld()
})
test.after.each(({ world }) => world.end())

test('a change is told once it is on the disk, with what it was made from and what it made', async ({
  world,
}) => {
  const { id } = await world.enrol()
  const before = await world.state.readEnrolment(alice)
  world.changed.length = 0
  await world.enrolments.switchOnOff({ ...any, id, enabled: false }, actor)
  const after = await world.state.readEnrolment(alice)
  assert.equal(world.changed, [{ event: 'enrolment.disabled', userKey: alice, actor, before, after }])
  assert.is(after?.authenticators[0]?.enabled, false)
})

test('what changes nothing, is refused or fails is not told', async ({ world }) => {
  const { id } = await world.enrol()
  world.changed.length = 0
  await world.enrolments.switchOnOff({ ...any, id, enabled: true }, actor)
  await world.enrolments.switchOnOff({ ...any, id: 'another', enabled: false }, actor)
  await world.enrolments.removeAll({ userKey: alice, ifVersion: 'an older one' }, actor)
  world.onOperation = (name) => {
    if (name === 'changeEnrolments') throw new Error('the disk is full')
  }
  await world.enrolments.removeAll(any, actor).then(
    () => assert.unreachable(),
    () => undefined,
  )
  assert.equal(world.changed, [])
})

test('of changes that race, each is told with its own states, and what another did first is told once', async ({
  world,
}) => {
  const { id } = await world.enrol()
  const { enrolments, state } = world
  const first = await state.readEnrolment(alice)
  world.changed.length = 0
  await Promise.all([
    enrolments.deleteRecoveryCodes(alice, actor),
    enrolments.deleteRecoveryCodes(alice, actor),
    enrolments.switchOnOff({ ...any, id, enabled: false }, actor),
    enrolments.switchOnOff({ ...any, id, enabled: false }, actor),
    enrolments.remove({ ...any, id }, actor),
    enrolments.removeAll(any, actor),
  ])
  const told = world.changed.map(({ event }) => event)
  assert.equal([...new Set(told)], told, 'each happened once')
  let current: Enrolment | null = first
  for (const { before, after } of world.changed) {
    assert.equal(before, current)
    assert.not.equal(after, before)
    current = stored(after)
  }
  assert.equal(current, await state.readEnrolment(alice))
  assert.equal(
    told,
    world.audited.filter(({ outcome }) => outcome === 'done').map(({ event }) => event),
  )
})

test('an offer that is confirmed while it is given up is told as the one or the other', async ({ world }) => {
  const { id, totpSecret } = await world.offer()
  world.changed.length = 0
  let confirmed = Promise.resolve<unknown>(null)
  const { readEnrolment } = world.state
  // The moment in which a decision from what was read before would be out of date.
  world.onOperation = (name) => {
    if (name !== 'changeEnrolments') return
    world.onOperation = () => {}
    confirmed = world.confirm(id, [world.code(totpSecret)])
  }
  await world.enrolments.remove({ ...any, id }, actor)
  await confirmed
  const told = world.changed.map(({ event, before, after }) => {
    const [had, has] = [before, after].map((each) => each?.authenticators.length ?? 0)
    return `${event} ${had} ${has}`
  })
  const isThere = ((await readEnrolment(alice))?.authenticators.length ?? 0) > 0
  const possible = [['enrolment.withdrawn 0 0'], ['enrolment.confirmed 0 1', 'enrolment.deleted 1 0']]
  assert.not(isThere)
  assert.ok(
    possible.some((each) => each.join() === told.join()),
    told.join(),
  )
})

test('the guard is asked with the very step that is taken, version and all', async ({ world }) => {
  await world.enrol()
  const current = await world.state.readEnrolment(alice)
  const asked: unknown[] = []
  world.guard = (userKey: string, step: Step<string>) => {
    const next = step(current)
    asked.push([userKey, typeof next === 'string' ? next : stored(next)])
    return null
  }
  await world.enrolments.removeAll({ userKey: alice, ifVersion: 'an older one' }, actor)
  await world.enrolments.removeAll({ userKey: alice, ifVersion: versionOf(current) }, actor)
  const after = await world.state.readEnrolment(alice)
  assert.equal(asked, [
    [alice, 'changed-meanwhile'],
    [alice, after],
  ])
  assert.is(after, null)
})

test('what the guard refuses changes nothing, is told to no one and costs no mailed link', async ({
  world,
}) => {
  const { enrolments, state } = world
  const { id } = await world.enrol()
  const link = { purpose: 'enrolment', hash: 'h', userKey: alice, expiresAt: world.now + minute } as const
  await state.putLink(link, world.now)
  const before = await state.readEnrolment(alice)
  world.changed.length = 0
  for (const reason of ['last-admin', 'unavailable'] as const) {
    world.guard = async () => reason
    const refused: ChangeResult = { result: 'refused', reason }
    assert.equal(await enrolments.removeAll(any, actor), refused)
    assert.equal(await enrolments.remove({ ...any, id }, actor), refused)
    assert.equal(await enrolments.switchOnOff({ ...any, id, enabled: false }, actor), refused)
    assert.equal(await enrolments.setRequirement({ ...any, requirement: 'required' }, actor), refused)
  }
  assert.equal(await state.readEnrolment(alice), before)
  assert.equal(world.changed, [])
  assert.equal(world.audited, [])
  assert.equal(await state.readLink('enrolment', 'h', world.now), link)
})

test('the ways back in are not guarded: a reset, another authenticator, one switched on', async ({
  world,
}) => {
  const { enrolments } = world
  const { id } = await world.enrol()
  await enrolments.switchOnOff({ ...any, id, enabled: false }, actor)
  world.guard = async () => 'last-admin' as const
  assert.equal(await enrolments.switchOnOff({ ...any, id, enabled: true }, actor), { result: 'changed' })
  assert.is(await enrolments.reset(alice, actor), true)
  await world.enrol()
})

test.run()
