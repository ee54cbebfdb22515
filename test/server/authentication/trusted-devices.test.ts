import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginAttempt } from '../../../server/authentication/login-attempt.ts'
import { append, createLoginWorld, inOneWord, type LoginWorld, password } from './login-world.ts'

const test = suite<{ world: LoginWorld }>('trusted devices')
test.before.each(async (context) => {
  context.world = await createLoginWorld()
})
test.after.each(({ world }) => world.end())

const day = 24 * 3_600_000
const http = { door: 'http', askedBy: 'portal', rule: { ...append, secondFactor: 'challenge' } } as const

async function logIn(world: LoginWorld, typed: string, change: Partial<LoginAttempt> = {}) {
  return world.attempt(typed, { ...http, ...change })
}

async function askedForCode(world: LoginWorld): Promise<string> {
  const outcome = await logIn(world, password)
  if (outcome.outcome !== 'challenge') throw new Error(inOneWord(outcome))
  return outcome.challengeState
}

/** Logs in with a code and has the device trusted; the cookie. */
async function trust(world: LoginWorld): Promise<string> {
  const challengeState = await askedForCode(world)
  const outcome = await logIn(world, world.code(), { challengeState, trustAs: 'Firefox on Debian' })
  if (outcome.outcome !== 'accept' || outcome.deviceCookie === null) throw new Error(inOneWord(outcome))
  assert.is(outcome.deviceCookie.expiresAt, world.now + 7 * day)
  return outcome.deviceCookie.value
}

async function show(world: LoginWorld, trustedDevice: string, change: Partial<LoginAttempt> = {}) {
  const outcome = await logIn(world, password, { trustedDevice, ...change })
  const cookie = outcome.outcome === 'accept' ? outcome.deviceCookie : null
  return {
    outcome: inOneWord(outcome),
    cookie: cookie?.value ?? null,
    factors: 'factors' in outcome && outcome.factors,
  }
}

test('a trusted device is asked for the password and for no code, and gets another secret', async ({
  world,
}) => {
  await world.enrol()
  const first = await trust(world)
  const again = await show(world, first)
  assert.is(again.outcome, 'accept')
  assert.equal(again.factors, ['password', 'trusted-device'])
  assert.is.not(again.cookie, first)
  assert.is(again.cookie?.split('.')[0], first.split('.')[0])
  await world.restart()
  assert.is((await show(world, again.cookie ?? '')).outcome, 'accept')
})

test('not without the password, and not for another user', async ({ world }) => {
  await world.enrol()
  await world.enrol('local:2')
  const cookie = await trust(world)
  assert.is(inOneWord(await logIn(world, 'wrong', { trustedDevice: cookie })), 'password-wrong')
  assert.is((await show(world, cookie, { login: 'bob' })).outcome, 'challenge')
  assert.is((await show(world, cookie)).outcome, 'accept', 'and it is still trusted')
})

test('a secret that was used before was copied: the device is asked for a code, and trusted no more', async ({
  world,
}) => {
  await world.enrol()
  const copied = await trust(world)
  const { cookie } = await show(world, copied)
  world.audited.length = 0
  assert.is((await show(world, copied)).outcome, 'challenge')
  assert.equal(
    world.audited.map(({ event, reason }) => [event, reason]),
    [
      ['device.revoked', 'secret-reused'],
      ['login', undefined],
    ],
  )
  assert.is((await show(world, cookie ?? '')).outcome, 'challenge', 'the owner too')
})

test('of a hundred logins with one secret at once, one is let in', async ({ world }) => {
  await world.enrol()
  const cookie = await trust(world)
  const shown = await Promise.all(Array.from({ length: 100 }, () => show(world, cookie)))
  assert.is(shown.filter(({ outcome }) => outcome === 'accept').length, 1)
})

test('an altered cookie stands in for nothing', async ({ world }) => {
  await world.enrol()
  const cookie = await trust(world)
  const [id, secret] = cookie.split('.')
  for (const altered of [
    '',
    '.',
    id ?? '',
    `.${secret}`,
    `${id}.`,
    `${cookie}.`,
    `x${cookie}`,
    secret ?? '',
  ]) {
    const again = await show(world, altered)
    assert.is(again.outcome, 'challenge', altered)
  }
})

test('a device is trusted for seven days, however often it is used', async ({ world }) => {
  await world.enrol()
  const cookie = await trust(world)
  world.now += 7 * day - 1
  const last = await show(world, cookie)
  assert.is(last.outcome, 'accept')
  world.now += 1
  assert.is((await show(world, last.cookie ?? '')).outcome, 'challenge')
})

test('a policy that trusts no device any more, or for less long, goes for devices of before too', async ({
  world,
}) => {
  await world.enrol()
  const cookie = await trust(world)
  world.now += 2 * day
  world.policy = { ...world.policy, trustedDevice: day }
  assert.is((await show(world, cookie)).outcome, 'challenge')
  world.policy = { ...world.policy, trustedDevice: null }
  assert.is((await show(world, cookie)).outcome, 'challenge')
  world.policy = { ...world.policy, trustedDevice: 7 * day }
  assert.is((await show(world, cookie)).outcome, 'accept')
})

test('no device is trusted where the policy trusts none, nor by the password alone', async ({ world }) => {
  const outcome = await logIn(world, password, { trustAs: 'Firefox' })
  assert.is(outcome.outcome === 'accept' && outcome.deviceCookie, null)
  await world.enrol()
  world.policy = { ...world.policy, trustedDevice: null }
  const challengeState = await askedForCode(world)
  const accepted = await logIn(world, world.code(), { challengeState, trustAs: 'Firefox' })
  assert.is(accepted.outcome === 'accept' && accepted.deviceCookie, null)
})

test('a reset leaves no trusted device behind', async ({ world }) => {
  await world.enrol()
  const cookie = await trust(world)
  await world.enrolments.reset('local:1', { door: 'cli' })
  await world.enrol()
  assert.is((await show(world, cookie)).outcome, 'challenge')
})

test('nor does an authenticator that goes or is switched off', async ({ world }) => {
  await world.enrol()
  const cookie = await trust(world)
  const change = (enabled: boolean) =>
    world.state.changeEnrolment('local:1', (current) => {
      if (current === null) throw new Error('not enrolled')
      const { authenticators } = current
      return {
        ...current,
        authenticators: authenticators.map((each, i) => (i === 0 ? { ...each, enabled } : each)),
      }
    })
  await world.state.changeEnrolment('local:1', (current) => {
    const [only] = current?.authenticators ?? []
    if (current === null || only === undefined) throw new Error('not enrolled')
    return { ...current, authenticators: [only, { ...only, id: 'another' }] }
  })
  await change(false)
  assert.is((await show(world, cookie)).outcome, 'challenge')
  await change(true)
  assert.is((await show(world, cookie)).outcome, 'accept')
})

test('RADIUS trusts no device', async ({ world }) => {
  await world.enrol()
  const cookie = await trust(world)
  assert.is(inOneWord(await world.attempt(password, { trustedDevice: cookie })), 'code-missing')
})

test.run()
