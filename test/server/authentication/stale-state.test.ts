import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loginRule } from '../../../server/authentication/login-attempt.ts'
import { createLoginWorld, inOneWord, type LoginWorld, password } from './login-world.ts'

const test = suite<{ world: LoginWorld }>('a stale State')
test.before.each(async (context) => {
  context.world = await createLoginWorld()
})
test.after.each(({ world }) => world.end())

/** As other servers give them, as ours look, and none at all. */
const staleStates = ['made-up', '\xff\x00', 'A'.repeat(32), '']

test('is ignored where no challenge is asked for: password and code are judged as without it', async ({
  world,
}) => {
  await world.enrol()
  for (const challengeState of staleStates) {
    assert.is(inOneWord(await world.attempt(`${password}${world.code()}`, { challengeState })), 'accept')
    world.now += 30_000
    const codeOnly = { challengeState, rule: loginRule('code-only') }
    assert.is(inOneWord(await world.attempt(world.code(), codeOnly)), 'accept')
    world.now += 30_000
    const none = { challengeState, rule: loginRule('none') }
    assert.is(inOneWord(await world.attempt(password, none)), 'accept')
  }
})

test('not: it replaces no password and no code, and a wrong one is charged as ever', async ({ world }) => {
  await world.enrol()
  for (const challengeState of staleStates.slice(0, 2)) {
    const attempt = (typed: string, mode: 'append' | 'none' = 'append') =>
      world.attempt(typed, { challengeState, rule: loginRule(mode), source: '198.51.100.7' })
    assert.is(inOneWord(await attempt(world.code())), 'password-wrong')
    assert.is(inOneWord(await attempt(password)), 'code-missing')
    assert.is(inOneWord(await attempt(`${password}000000`)), 'code-wrong')
    assert.is(inOneWord(await attempt(world.code(), 'none')), 'password-wrong')
  }
  for (let i = 0; i < 5; i++) await world.attempt(`wrong ${i}`, { challengeState: 'made-up' })
  const right = await world.attempt(`${password}${world.code()}`, { challengeState: 'made-up' })
  assert.is(inOneWord(right), 'throttled')
})

test('not: where challenges are asked for, an unknown State stays an expired login', async ({ world }) => {
  await world.enrol()
  for (const challengeState of staleStates) {
    for (const rule of [loginRule('challenge'), loginRule('auto', ',')]) {
      const typed = [world.code(), password, `${password},${world.code()}`]
      for (const each of typed) {
        assert.is(inOneWord(await world.attempt(each, { challengeState, rule })), 'challenge-unknown')
      }
    }
  }
  assert.is(inOneWord(await world.attempt(`${password}${world.code()}`)), 'accept', 'none was charged')
})

test('not: a State of ours counts, once, when the mode was changed in the middle of the login', async ({
  world,
}) => {
  await world.enrol()
  const asked = await world.attempt(password, { rule: loginRule('challenge') })
  const challengeState = asked.outcome === 'challenge' ? asked.challengeState : ''
  const elsewhere = await world.attempt(world.code(), { challengeState, askedBy: 'other-pbx' })
  assert.is(inOneWord(elsewhere), 'password-wrong', 'it is no State of this client')
  assert.is(inOneWord(await world.attempt(world.code(), { challengeState })), 'accept')
  world.now += 30_000
  assert.is(inOneWord(await world.attempt(world.code(), { challengeState })), 'password-wrong')
})

test('not: while the state cannot be read, no one is let in or charged', async ({ world }) => {
  await world.enrol()
  world.broken.readChallenge = async () => {
    throw new Error('unreadable')
  }
  const typed = `${password}${world.code()}`
  const stale = await world.attempt(typed, { challengeState: 'made-up' })
  assert.is(inOneWord(stale), 'unavailable:fault')
  assert.is(inOneWord(await world.attempt(typed)), 'accept')
})

test.run()
