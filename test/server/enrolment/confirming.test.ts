import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  actor,
  aDevice,
  alice,
  bob,
  createEnrolmentWorld,
  type EnrolmentWorld,
  minute,
} from './enrolment-world.ts'

const test = suite<{ world: EnrolmentWorld }>('confirming')
test.before.each(async (context) => {
  context.world = await createEnrolmentWorld()
})
test.after.each(({ world }) => world.end())

const refused = (reason: string, clockOffset: number | null = null, retryAfter = 0) => ({
  result: 'refused',
  reason,
  clockOffset,
  retryAfter,
})
const bound = async (world: EnrolmentWorld, userKey = alice) =>
  (await world.state.readEnrolment(userKey))?.authenticators ?? []

test('a code confirms, and brings ten recovery codes', async ({ world }) => {
  const { id, totpSecret } = await world.offer()
  world.audited.length = 0
  await world.state.markRequired(alice, world.now)
  const result = await world.confirm(id, [world.code(totpSecret)])
  assert.is(result.result, 'confirmed')
  const codes = result.result === 'confirmed' ? result.recoveryCodes : []
  assert.is(new Set(codes).size, 10)
  const enrolment = await world.state.readEnrolment(alice)
  assert.equal(
    enrolment?.authenticators.map((each) => [each.id, each.enabled, each.stepOffset]),
    [[id, true, 0]],
  )
  assert.is(enrolment?.recoveryCodeHashes.length, 10)
  assert.is(enrolment?.pending, null)
  assert.is(await world.state.readRequiredSince(alice), null)
  assert.equal(world.audited, [{ event: 'enrolment.confirmed', outcome: 'done', userKey: alice, ...actor }])
})

test('with another authenticator the recovery codes stay what they were', async ({ world }) => {
  await world.enrol()
  const before = (await world.state.readEnrolment(alice))?.recoveryCodeHashes
  assert.equal((await world.enrol(aDevice)).recoveryCodes, [])
  assert.equal((await world.state.readEnrolment(alice))?.recoveryCodeHashes, before)
  assert.is((await bound(world)).length, 2)
})

test('a wrong code confirms nothing, and the offer stays open', async ({ world }) => {
  const { id, totpSecret } = await world.offer()
  const code = world.code(totpSecret)
  const wrong = `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`
  assert.equal(await world.confirm(id, [wrong]), refused('codes-wrong'))
  assert.equal(await bound(world), [])
  assert.is((await world.confirm(id, [code])).result, 'confirmed')
})

test('the device of RFC 6238 is confirmed with two codes in a row, and its offset is remembered', async ({
  world,
}) => {
  const { id, totpSecret } = await world.offer(aDevice)
  const two = (from: number) => [world.code(totpSecret, from), world.code(totpSecret, from + 1)]
  assert.equal(await world.confirm(id, [world.code(totpSecret)]), refused('codes-wrong'))
  assert.equal(await world.confirm(id, two(6).reverse()), refused('codes-wrong'))
  assert.is((await world.confirm(id, two(6))).result, 'confirmed')
  const [device] = await bound(world)
  assert.is(device?.stepOffset, 7)
  assert.is(device?.serial, 'C200-1')
  assert.is(device?.kind, 'hardware')
})

test('a device further off than ten steps is refused, with how far it is off', async ({ world }) => {
  const { id, totpSecret } = await world.offer(aDevice)
  const two = [world.code(totpSecret, 11), world.code(totpSecret, 12)]
  assert.equal(await world.confirm(id, two), refused('codes-wrong', 360))
  assert.equal(await bound(world), [])
})

test('an app whose clock is minutes off is told so', async ({ world }) => {
  const { id, totpSecret } = await world.offer()
  assert.equal(await world.confirm(id, [world.code(totpSecret, -8)]), refused('codes-wrong', -240))
  assert.is(world.audited.at(-1)?.reason, 'clock-off')
  assert.equal(world.notices, [])
})

test('three users whose apps are off alike make it the clock of the server', async ({ world }) => {
  for (const userKey of [alice, bob, 'local:3']) {
    const { id, totpSecret } = await world.offer({ userKey })
    await world.confirm(id, [world.code(totpSecret, 8)], userKey)
  }
  assert.is(world.notices.length, 1)
  assert.match(world.notices[0] ?? '', /server's clock .* about 240 s behind/)
})

test('an offer that ran out, was replaced or is someone else’s is no offer', async ({ world }) => {
  const first = await world.offer()
  const second = await world.offer()
  assert.equal(await world.confirm(first.id, [world.code(first.totpSecret)]), refused('expired'))
  assert.equal(await world.confirm(second.id, [world.code(second.totpSecret)], bob), refused('expired'))
  world.now += 15 * minute
  assert.equal(await world.confirm(second.id, [world.code(second.totpSecret)]), refused('expired'))
  assert.equal(await bound(world), [])
})

test('of a thousand confirmations with the same code, one succeeds', async ({ world }) => {
  const { id, totpSecret } = await world.offer()
  const code = world.code(totpSecret)
  const results = await Promise.all(Array.from({ length: 1000 }, () => world.confirm(id, [code])))
  const confirmed = results.filter(({ result }) => result === 'confirmed')
  assert.is(confirmed.length, 1)
  assert.is((await bound(world)).length, 1)
})

test('guesses are slowed down, and neither lock nor hold a login back', async ({ world }) => {
  const { id, totpSecret } = await world.offer()
  for (let i = 0; i < 4; i++) assert.equal(await world.confirm(id, ['abcdef']), refused('codes-wrong'))
  const right = [world.code(totpSecret)]
  assert.equal(await world.confirm(id, right), refused('throttled', null, 1000))
  const again = await world.offer()
  assert.is((await world.confirm(again.id, [world.code(again.totpSecret)])).result, 'refused', 'a new offer')
  assert.equal(await world.state.readFailures(alice), { password: null, code: null })
  world.now += 1000
  assert.is((await world.confirm(again.id, [world.code(again.totpSecret)])).result, 'confirmed')
})

test('a confirmation forgets the guesses before it', async ({ world }) => {
  const first = await world.offer()
  for (let i = 0; i < 3; i++) await world.confirm(first.id, ['abcdef'])
  assert.is((await world.confirm(first.id, [world.code(first.totpSecret)])).result, 'confirmed')
  const second = await world.offer()
  for (let i = 0; i < 3; i++) await world.confirm(second.id, ['abcdef'])
  assert.is((await world.confirm(second.id, [world.code(second.totpSecret)])).result, 'confirmed')
})

test('after any number of guesses the wait is minutes, and ends by itself', async ({ world }) => {
  const { id } = await world.offer({ lifetime: 1000 * minute })
  for (let i = 0; i < 30; i++) {
    const result = await world.confirm(id, ['000000'])
    if (result.result === 'refused' && result.reason === 'throttled') world.now += result.retryAfter
  }
  const { id: last, totpSecret } = await world.offer()
  world.now += 5 * minute
  assert.is((await world.confirm(last, [world.code(totpSecret)])).result, 'confirmed')
})

test("a device that became another user's meanwhile is not confirmed", async ({ world }) => {
  const mine = await world.offer(aDevice)
  const theirs = await world.offer({ ...aDevice, userKey: bob })
  const two = [world.code(mine.totpSecret, -1), world.code(mine.totpSecret)]
  const results = await Promise.all([world.confirm(mine.id, two), world.confirm(theirs.id, two, bob)])
  assert.equal(results.map(({ result }) => result).sort(), ['confirmed', 'refused'])
  assert.equal(
    results.find(({ result }) => result === 'refused'),
    refused('device-taken'),
  )
  assert.is((await bound(world, alice)).length + (await bound(world, bob)).length, 1)
})

test('cut off at any operation of the store, the old state stands or the new one', async ({ world }) => {
  for (let cutAt = 0; ; cutAt++) {
    await world.enrolments.reset(alice, actor)
    world.now += minute
    const { id, totpSecret } = await world.offer()
    let operations = 0
    world.onOperation = () => {
      if (operations++ === cutAt) throw new Error('cut off')
    }
    const ended = await world.confirm(id, [world.code(totpSecret)]).catch(() => 'cut off' as const)
    world.onOperation = () => {}
    await world.reopen()
    const enrolment = await world.state.readEnrolment(alice)
    const isNew = enrolment?.pending === null
    assert.is(enrolment?.authenticators.length, isNew ? 1 : 0)
    assert.is(enrolment?.recoveryCodeHashes.length, isNew ? 10 : 0)
    if (!isNew) {
      world.now += minute
      assert.is((await world.confirm(id, [world.code(totpSecret)])).result, 'confirmed', 'with the next code')
    }
    if (ended === 'cut off') continue
    assert.ok(cutAt >= 4)
    return
  }
})

test.run()
