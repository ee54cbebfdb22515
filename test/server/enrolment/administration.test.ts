import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Actor } from '../../../server/enrolment/enrolments.ts'
import { versionOf } from '../../../server/enrolment/version.ts'
import type { TrustedDevice } from '../../../server/state/contract/state-store.ts'
import {
  actor,
  aDevice,
  alice,
  bob,
  createEnrolmentWorld,
  type EnrolmentWorld,
  minute,
} from './enrolment-world.ts'

const test = suite<{ world: EnrolmentWorld }>('administration')
test.before.each(async (context) => {
  context.world = await createEnrolmentWorld()
})
test.after.each(({ world }) => world.end())

const admin: Actor = { door: 'http', by: bob, askedBy: 'portal' }
const changed = { result: 'changed' }
const refused = (reason: string) => ({ result: 'refused', reason })
const whatever = { userKey: alice, ifVersion: null }
const enrolmentOf = (world: EnrolmentWorld) => world.state.readEnrolment(alice)
const events = (world: EnrolmentWorld) => world.audited.map(({ event }) => event)

function trust(world: EnrolmentWorld, id: string, authenticatorId: string) {
  const device: TrustedDevice = {
    id,
    userKey: alice,
    secretHash: id,
    authenticatorId,
    name: 'Firefox',
    trustedAt: world.now,
    lastUsedAt: world.now,
    expiresAt: world.now + 60 * minute,
  }
  return world.state.putTrustedDevice(device, world.now)
}

test('disabled keeps the setup; enabled needs no new one', async ({ world }) => {
  const { id } = await world.enrol()
  const { enrolments } = world
  const before = await enrolmentOf(world)
  assert.equal(await enrolments.switchOnOff({ ...whatever, id, enabled: false }, admin), changed)
  assert.is((await enrolmentOf(world))?.authenticators[0]?.enabled, false)
  assert.equal(await enrolments.switchOnOff({ ...whatever, id, enabled: false }, admin), changed)
  assert.equal(await enrolments.switchOnOff({ ...whatever, id: null, enabled: true }, admin), changed)
  assert.equal(await enrolmentOf(world), before)
  const line = { outcome: 'done', userKey: alice, ...admin }
  assert.equal(world.audited, [
    { event: 'enrolment.disabled', ...line },
    { event: 'enrolment.enabled', ...line },
  ])
})

test('what is not there is neither switched nor removed', async ({ world }) => {
  const { enrolments } = world
  const all = { ...whatever, id: null, enabled: false }
  assert.equal(await enrolments.switchOnOff(all, admin), refused('conflict'))
  assert.equal(await enrolments.switchOnOff({ ...all, id: 'x' }, admin), refused('not-found'))
  assert.equal(await enrolments.remove({ ...whatever, id: 'x' }, admin), refused('not-found'))
  assert.equal(await enrolments.removeAll(whatever, admin), refused('not-found'))
  assert.not(await enrolments.reset(alice, admin))
  assert.equal(world.audited, [])
})

test('two admins do not overwrite each other: the version that was seen must be the one that stands', async ({
  world,
}) => {
  const { id } = await world.enrol()
  const { enrolments } = world
  const seen = { userKey: alice, ifVersion: versionOf(await enrolmentOf(world)) }
  const results = await Promise.all([
    enrolments.switchOnOff({ ...seen, id, enabled: false }, admin),
    enrolments.remove({ ...seen, id }, admin),
    enrolments.removeAll(seen, admin),
    enrolments.setRequirement({ ...seen, requirement: 'off' }, admin),
    enrolments.assign({ ...seen, ...device, codes: [] }, admin),
  ])
  assert.equal(results.map(({ result }) => result).sort(), ['changed', ...Array(4).fill('refused')])
  for (const result of results) {
    if (result.result === 'refused') assert.is(result.reason, 'changed-meanwhile')
  }
  const fresh = { userKey: alice, ifVersion: versionOf(await enrolmentOf(world)) }
  await world.offer()
  assert.equal(
    await enrolments.switchOnOff({ ...fresh, id: null, enabled: true }, admin),
    changed,
    'an offer',
  )
})

const device = { algorithm: 'SHA1', digits: 6, period: 30, ...aDevice } as const

test('with the last authenticator go the recovery codes, and with each its trusted devices', async ({
  world,
}) => {
  const app = await world.enrol()
  const hardware = await world.enrol(aDevice)
  await trust(world, 'laptop', app.id)
  await trust(world, 'tablet', hardware.id)
  const { enrolments, state } = world
  const devices = async () => (await state.listTrustedDevices(alice, world.now)).map(({ id }) => id)

  assert.equal(await enrolments.remove({ ...whatever, id: app.id }, actor), changed)
  assert.equal(await devices(), ['tablet'])
  assert.is((await enrolmentOf(world))?.recoveryCodeHashes.length, 10)
  assert.equal(await enrolments.remove({ ...whatever, id: hardware.id }, actor), changed)
  assert.equal(await devices(), [])
  assert.is(await enrolmentOf(world), null)
  assert.equal(events(world), ['enrolment.deleted', 'enrolment.deleted'])
})

test('an offer that is given up is gone, and trusted devices stay', async ({ world }) => {
  const { id } = await world.enrol()
  await trust(world, 'laptop', id)
  const offered = await world.offer()
  world.audited.length = 0
  assert.equal(await world.enrolments.remove({ ...whatever, id: offered.id }, actor), changed)
  const gone = await world.confirm(offered.id, [world.code(offered.totpSecret)])
  assert.is(gone.result === 'refused' && gone.reason, 'expired')
  assert.is((await world.state.listTrustedDevices(alice, world.now)).length, 1)
  assert.is(events(world)[0], 'enrolment.withdrawn')
})

test('a reset deletes authenticators, offers, codes, trusted devices and links, and keeps what is required', async ({
  world,
}) => {
  const { id } = await world.enrol()
  const { enrolments, state } = world
  await trust(world, 'laptop', id)
  await enrolments.setRequirement({ ...whatever, requirement: 'required' }, admin)
  await world.offer(aDevice)
  for (const userKey of [alice, bob]) {
    const link = { purpose: 'reset', userKey, expiresAt: world.now + minute } as const
    await state.putLink({ ...link, hash: `hash-${userKey}` }, world.now)
  }
  world.audited.length = 0
  assert.ok(await enrolments.reset(alice, actor))
  assert.equal(await enrolmentOf(world), {
    authenticators: [],
    recoveryCodeHashes: [],
    pending: null,
    requirement: 'required',
  })
  assert.equal(await state.listTrustedDevices(alice, world.now), [])
  assert.is(await state.readLink('reset', `hash-${alice}`, world.now), null)
  assert.is.not(await state.readLink('reset', `hash-${bob}`, world.now), null, "another user's")
  assert.equal(events(world), ['enrolment.reset'])
  assert.not(await enrolments.reset(alice, actor), 'nothing is left')
})

test('a reset that is refused leaves the links alone', async ({ world }) => {
  await world.enrol()
  const link = { purpose: 'enrolment', userKey: alice, hash: 'hash', expiresAt: world.now + minute } as const
  await world.state.putLink(link, world.now)
  const stale = { userKey: alice, ifVersion: 'another' }
  assert.equal(await world.enrolments.removeAll(stale, admin), refused('changed-meanwhile'))
  assert.equal(await world.state.readLink('enrolment', 'hash', world.now), link)
})

test('cut off at any operation of a reset, the enrolment is whole or gone, and its devices count with it', async ({
  world,
}) => {
  const { id } = await world.enrol()
  await trust(world, 'laptop', id)
  for (let cutAt = 0; cutAt < 20; cutAt++) {
    let operations = 0
    world.onOperation = () => {
      if (operations++ === cutAt) throw new Error('cut off')
    }
    const ended = await world.enrolments.reset(alice, actor).catch(() => 'cut off' as const)
    world.onOperation = () => {}
    await world.reopen()
    const enrolment = await enrolmentOf(world)
    if (enrolment !== null) {
      assert.equal([enrolment.authenticators.length, enrolment.recoveryCodeHashes.length], [1, 10])
    }
    if (ended === 'cut off') continue
    assert.is(enrolment, null)
    return
  }
  assert.unreachable('never done')
})

test('what is required of one user is set, changed and taken back', async ({ world }) => {
  const { enrolments } = world
  const set = (requirement: 'required' | 'off' | null) =>
    enrolments.setRequirement({ ...whatever, requirement }, admin)
  assert.equal(await set('required'), changed)
  assert.is((await enrolmentOf(world))?.requirement, 'required')
  assert.equal(await set('required'), changed)
  assert.equal(await set(null), changed)
  assert.is(await enrolmentOf(world), null)
  assert.equal(
    world.audited.map(({ event, reason }) => `${event}: ${reason}`),
    ['enrolment.requirement-set: required', 'enrolment.requirement-set: as the policy says'],
  )
})

test('requirement and setup change in one step, whichever fault falls between', async ({ world }) => {
  const { id } = await world.enrol()
  const before = await enrolmentOf(world)
  const version = versionOf(before)
  const policy = { ...whatever, requirement: 'off', enabled: false } as const
  for (let fault = 1; fault < 10; fault++) {
    let operations = 0
    world.onOperation = () => {
      operations++
      if (operations === fault) throw new Error('the disk is full')
    }
    const ended = await world.enrolments
      .setRequirement({ ...policy, ifVersion: version }, admin)
      .catch(() => 'cut off')
    world.onOperation = () => {}
    if (ended === 'cut off') {
      assert.equal(await enrolmentOf(world), before)
      continue
    }
    assert.equal(ended, changed)
    const { requirement, authenticators } = (await enrolmentOf(world)) ?? {}
    assert.equal([requirement, authenticators?.[0]?.id, authenticators?.[0]?.enabled], ['off', id, false])
    assert.equal(events(world), ['enrolment.requirement-set', 'enrolment.disabled'])
    // The version that was seen guards both: neither is changed back from it.
    const back = { requirement: 'required', enabled: true, ifVersion: version } as const
    assert.equal(
      await world.enrolments.setRequirement({ ...whatever, ...back }, admin),
      refused('changed-meanwhile'),
    )
    assert.is((await enrolmentOf(world))?.requirement, 'off')
    return
  }
  assert.unreachable('never done')
})

test('a fault behind the change keeps no recovery codes from their user', async ({ world }) => {
  const { id, totpSecret } = await world.offer()
  world.onOperation = (name) => {
    if (name === 'clearFailures' || name === 'clearRequired') throw new Error('the disk is full')
  }
  const confirmed = await world.confirm(id, [world.code(totpSecret)])
  world.onOperation = () => {}
  assert.is(confirmed.result === 'confirmed' && confirmed.recoveryCodes.length, 10)
  assert.is((await enrolmentOf(world))?.authenticators.length, 1)
})

test('the time since which a second factor is required begins anew with a reset, whatever a fault left behind', async ({
  world,
}) => {
  const { state } = world
  await state.markRequired(alice, world.now)
  world.onOperation = (name) => {
    if (name === 'clearRequired') throw new Error('the disk is full')
  }
  await world.enrol()
  world.onOperation = () => {}
  assert.is(await state.readRequiredSince(alice), world.now, 'left behind')
  assert.is(await world.enrolments.reset(alice, admin), true)
  assert.is(await state.readRequiredSince(alice), null)
  await state.markRequired(alice, world.now)
  assert.is(await world.enrolments.reset(alice, admin), false, 'there is nothing to reset')
  assert.is(await state.readRequiredSince(alice), world.now)
})

test('a fault behind a deletion or a reset does not deny it', async ({ world }) => {
  const down = (name: string) => {
    if (name.includes('TrustedDevice')) throw new Error('the disk is full')
  }
  const { id } = await world.enrol()
  await trust(world, 'browser', id)
  world.onOperation = down
  assert.equal(await world.enrolments.remove({ ...whatever, id }, admin), changed)
  world.onOperation = () => {}
  assert.equal((await enrolmentOf(world))?.authenticators ?? [], [])
  await world.enrol()
  world.onOperation = down
  assert.is(await world.enrolments.reset(alice, admin), true)
  world.onOperation = () => {}
  assert.is(await enrolmentOf(world), null)
  assert.equal(events(world), ['enrolment.reset'])
})

test('without a setup to switch, the requirement stays as well', async ({ world }) => {
  const { enrolments } = world
  const both = { ...whatever, requirement: 'required', enabled: false } as const
  assert.equal(await enrolments.setRequirement(both, admin), refused('conflict'))
  assert.equal([await enrolmentOf(world), world.audited], [null, []])
  await world.enrol()
  assert.equal(await enrolments.setRequirement(both, admin), changed)
  assert.equal(events(world), ['enrolment.requirement-set', 'enrolment.disabled'])
})

test('new recovery codes kill the old ones; without an authenticator there are none', async ({ world }) => {
  const { enrolments } = world
  assert.is(await enrolments.makeRecoveryCodes(alice, actor), null)
  const { recoveryCodes } = await world.enrol()
  const before = (await enrolmentOf(world))?.recoveryCodeHashes ?? []
  const fresh = (await enrolments.makeRecoveryCodes(alice, actor)) ?? []
  const after = (await enrolmentOf(world))?.recoveryCodeHashes ?? []
  assert.is(new Set([...recoveryCodes, ...fresh]).size, 20)
  assert.is(new Set([...before, ...after]).size, 20)
  await enrolments.deleteRecoveryCodes(alice, actor)
  await enrolments.deleteRecoveryCodes(alice, actor)
  assert.equal((await enrolmentOf(world))?.recoveryCodeHashes, [])
  assert.equal(events(world), ['recovery-codes.made', 'recovery-codes.deleted'])
})

test.run()
