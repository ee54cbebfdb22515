import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTotpSecret } from '../../../server/login/totp.ts'
import {
  actor,
  alice,
  bob,
  createEnrolmentWorld,
  deviceInBase32,
  type EnrolmentWorld,
  usual,
} from './enrolment-world.ts'

const test = suite<{ world: EnrolmentWorld }>('binding')
test.before.each(async (context) => {
  context.world = await createEnrolmentWorld()
})
test.after.each(({ world }) => world.end())

const totpSecret = parseTotpSecret(deviceInBase32) ?? new Uint8Array()
const imported = [alice, bob].map((userKey) => ({ userKey, totpSecret, ...usual }))

test('who enrols while an import is under way keeps that authenticator alone', async ({ world }) => {
  const { id } = await world.enrol()
  assert.equal(await world.enrolments.importAll(imported, actor), [bob])
  const enrolment = await world.state.readEnrolment(alice)
  assert.equal(
    enrolment?.authenticators.map((authenticator) => authenticator.id),
    [id],
  )
  assert.is((await world.state.readEnrolment(bob))?.authenticators.length, 1)
  const [{ outcome, reason } = {}] = world.audited
  assert.equal([outcome, reason], ['done', '1 user'])
})

test('a fault behind the change keeps no secret from who enrols, and denies no import', async ({ world }) => {
  world.onOperation = (name) => {
    if (name === 'clearRequired') throw new Error('the disk is full')
  }
  const request = { userKey: alice, account: 'alice', kind: 'app', totpSecret: null, another: false } as const
  const bound = await world.enrolments.bindAtOnce({ ...request, ...usual }, actor)
  assert.is(bound.result === 'bound' && bound.recoveryCodes.length, 10)
  assert.equal(await world.enrolments.importAll(imported, actor), [bob])
  world.onOperation = () => {}
  assert.is((await world.state.readEnrolment(bob))?.authenticators.length, 1)
})

test('an imported user had a second factor from then on: a later reset begins a new grace period', async ({
  world,
}) => {
  await world.state.markRequired(alice, world.now)
  await world.enrolments.importAll(imported, actor)
  assert.is(await world.state.readRequiredSince(alice), null)
})

test.run()
