import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { createLoginWorld, inOneWord, type LoginWorld, password } from '../authentication/login-world.ts'

const day = 24 * 3_600_000

const test = suite<{ world: LoginWorld }>('invitation to enrol')
test.before.each(async (context) => {
  context.world = await createLoginWorld({ policy: { secondFactor: 'required', gracePeriod: 7 * day } })
})
test.after.each(({ world }) => world.end())

const invitationIn = (outcome: LoginOutcome) => outcome.outcome === 'accept' && outcome.invitation

test('who must have a second factor and has none is invited, and told when the grace period ends', async ({
  world,
}) => {
  const begun = world.now
  assert.equal(invitationIn(await world.attempt(password)), { graceEnds: begun + 7 * day })
  world.now += day
  assert.equal(invitationIn(await world.attempt(password)), { graceEnds: begun + 7 * day })
  assert.equal(world.invited, ['local:1', 'local:1'])
  world.now += 6 * day
  assert.is(inOneWord(await world.attempt(password)), 'enrolment-required')
  assert.equal(world.invited, ['local:1', 'local:1', 'local:1'])
})

test('no one is invited by a wrong password, or with a second factor', async ({ world }) => {
  await world.attempt('wrong')
  await world.enrol()
  assert.is(invitationIn(await world.attempt(password + world.code())), null)
  assert.equal(world.invited, [])
})

test('where a second factor is optional a page may invite, and no mail is sent', async ({ world }) => {
  world.policy = { ...world.policy, secondFactor: 'optional' }
  assert.equal(invitationIn(await world.attempt(password)), { graceEnds: null })
  world.policy = { ...world.policy, secondFactor: 'off' }
  assert.is(invitationIn(await world.attempt(password)), null)
  assert.equal(world.invited, [])
})

test('what an admin asks of one user goes before the policy, both ways', async ({ world }) => {
  const ask = (requirement: 'off' | 'required') =>
    world.state.changeEnrolment('local:1', (current) => ({
      authenticators: [],
      recoveryCodeHashes: [],
      pending: null,
      ...current,
      requirement,
    }))
  world.policy = { ...world.policy, gracePeriod: 0 }
  assert.is(inOneWord(await world.attempt(password)), 'enrolment-required')
  await ask('off')
  assert.is(inOneWord(await world.attempt(password)), 'accept')
  world.policy = { ...world.policy, secondFactor: 'off' }
  await ask('required')
  assert.is(inOneWord(await world.attempt(password)), 'enrolment-required')
  assert.is(inOneWord(await world.attempt(password, { login: 'bob' })), 'accept', 'and nobody else')
})

test.run()
