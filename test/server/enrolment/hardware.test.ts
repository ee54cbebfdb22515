import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Actor, AssignRequest, ImportedDevice } from '../../../server/enrolment/enrolments.ts'
import { wins } from '../state/samples.ts'
import {
  aDevice,
  alice,
  bob,
  createEnrolmentWorld,
  deviceInBase32,
  type EnrolmentWorld,
} from './enrolment-world.ts'

const test = suite<{ world: EnrolmentWorld }>('hardware')
test.before.each(async (context) => {
  context.world = await createEnrolmentWorld()
})
test.after.each(({ world }) => world.end())

const admin: Actor = { door: 'http', by: 'local:9', askedBy: 'portal' }
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const device: AssignRequest = { userKey: alice, ifVersion: null, ...parameters, ...aDevice, codes: [] }
const refused = (reason: string, clockOffset: number | null = null) => ({
  result: 'refused',
  reason,
  clockOffset,
  retryAfter: 0,
})
const bound = async (world: EnrolmentWorld, userKey = alice) =>
  (await world.state.readEnrolment(userKey))?.authenticators ?? []

test("an admin's word is enough, and makes no recovery codes", async ({ world }) => {
  const result = await world.enrolments.assign(device, admin)
  const [authenticator] = await bound(world)
  assert.equal(result, { result: 'assigned', authenticatorId: authenticator?.id })
  assert.equal(
    [authenticator?.kind, authenticator?.serial, authenticator?.stepOffset],
    ['hardware', 'C200-1', 0],
  )
  assert.equal((await world.state.readEnrolment(alice))?.recoveryCodeHashes, [])
  assert.equal(world.audited, [{ event: 'enrolment.assigned', outcome: 'done', userKey: alice, ...admin }])
})

test('codes find its offset, and do not log in afterwards', async ({ world }) => {
  const codes = [world.code(deviceInBase32, 4), world.code(deviceInBase32, 5)]
  await world.enrolments.assign({ ...device, codes }, admin)
  assert.is((await bound(world))[0]?.stepOffset, 5)
  const claimKey = (await bound(world))[0]?.claimKey ?? ''
  // As the device counts, which is five steps ahead.
  const timeStep = Math.floor(world.now / 30_000) + 5
  const claim = (step: number) =>
    wins(world.state, { claimKey, timeStep: step, acceptableUntil: world.now + 60_000 }, world.now)
  assert.not(await claim(timeStep))
  assert.ok(await claim(timeStep + 1))
})

test('codes that do not fit refuse it, and say when a clock is off', async ({ world }) => {
  const { enrolments } = world
  assert.equal(await enrolments.assign({ ...device, codes: ['000000'] }, admin), refused('codes-wrong'))
  const far = [world.code(deviceInBase32, 15)]
  assert.equal(await enrolments.assign({ ...device, codes: far }, admin), refused('codes-wrong', 450))
  assert.equal(await bound(world), [])
  assert.equal(
    world.audited.map(({ outcome, reason }) => `${outcome} ${reason}`),
    ['refused codes-wrong', 'refused codes-wrong'],
  )
})

test('a device has one user, however often it is assigned at once', async ({ world }) => {
  const users = Array.from({ length: 20 }, (_, i) => `local:${i}`)
  const results = await Promise.all(
    users.map((userKey) => world.enrolments.assign({ ...device, userKey }, admin)),
  )
  assert.is(results.filter(({ result }) => result === 'assigned').length, 1)
  for (const result of results) if (result.result === 'refused') assert.equal(result, refused('device-taken'))
})

test('a key that cannot be read is refused', async ({ world }) => {
  const assign = (totpSecret: string) => world.enrolments.assign({ ...device, totpSecret }, admin)
  assert.equal(await assign('no key!'), refused('unreadable'))
  assert.equal(await assign('GEZDGNBV'), refused('too-short'))
})

const imported = (userKey: string, i: number): ImportedDevice => ({
  userKey,
  ...parameters,
  stepOffset: i,
  serial: `C200-${i}`,
  totpSecret: Buffer.alloc(20, i),
})

test('an import binds all, with their serials and offsets, two for one user too', async ({ world }) => {
  await world.state.markRequired(alice, world.now)
  const devices = [imported(alice, 1), imported(bob, 2), imported(alice, 3)]
  assert.is(await world.enrolments.importHardware(devices, admin), 'changed')
  const shown = (await bound(world)).map(({ serial, stepOffset }) => [serial, stepOffset])
  assert.equal(shown, [
    ['C200-1', 1],
    ['C200-3', 3],
  ])
  assert.is((await bound(world, bob)).length, 1)
  assert.is(await world.state.readRequiredSince(alice), null)
  assert.equal(
    world.audited.map(({ event, userKey }) => `${event} ${userKey}`),
    [`enrolment.hardware-imported ${alice}`, `enrolment.hardware-imported ${bob}`],
  )
})

test('an import takes nothing when one of its devices is taken, by another user or within it', async ({
  world,
}) => {
  await world.enrolments.importHardware([imported(bob, 1)], admin)
  const { importHardware } = world.enrolments
  assert.is(await importHardware([imported(alice, 2), imported(alice, 1)], admin), 'secret-taken')
  assert.is(await importHardware([imported(alice, 2), imported('local:3', 2)], admin), 'secret-taken')
  assert.equal(await bound(world), [])
  assert.equal(await bound(world, 'local:3'), [])
  assert.is(world.audited.at(-1)?.outcome, 'refused')
})

test('a file that is imported once more, with a new row, adds the new one alone', async ({ world }) => {
  await world.enrolments.importHardware([imported(alice, 1)], admin)
  const before = await bound(world)
  assert.is(await world.enrolments.importHardware([imported(alice, 1), imported(alice, 2)], admin), 'changed')
  const after = await bound(world)
  assert.equal(after.slice(0, 1), before)
  assert.is(after.length, 2)
})

test.run()
