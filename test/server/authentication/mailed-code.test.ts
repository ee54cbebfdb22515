import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginAttempt, LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { hashEmailCode } from '../../../server/login/email-code.ts'
import {
  append,
  createLoginWorld,
  emailCodeHashKey,
  inOneWord,
  type LoginWorld,
  password,
} from './login-world.ts'

const test = suite<{ world: LoginWorld }>('mailed codes and challenges over HTTP')
test.before.each(async (context) => {
  context.world = await createLoginWorld()
  await context.world.enrol()
})
test.after.each(({ world }) => world.end())

const http = { door: 'http', askedBy: 'portal', rule: { ...append, secondFactor: 'challenge' } } as const
type Challenged = Extract<LoginOutcome, { outcome: 'challenge' }>

async function begin(world: LoginWorld): Promise<Challenged> {
  const outcome = await world.attempt(password, http)
  if (outcome.outcome !== 'challenge') throw new Error(inOneWord(outcome))
  return outcome
}

/** As the mail does it: the challenge stays, with the hash of the code that was mailed for it. */
async function mail(world: LoginWorld, { challengeState, userKey }: Challenged, code: string): Promise<void> {
  const challenge = await world.state.takeChallenge(challengeState, { userKey, askedBy: 'portal' }, world.now)
  if (challenge === null) throw new Error('no challenge')
  const emailCodeHash = hashEmailCode(code, challengeState, emailCodeHashKey)
  await world.state.putChallenge({ ...challenge, emailCodeHash }, world.now)
}

const answer = (
  world: LoginWorld,
  challengeState: string,
  typed: string,
  change: Partial<LoginAttempt> = {},
) => world.attempt(typed, { ...http, challengeState, ...change })

test('a mailed code is accepted once, for its login', async ({ world }) => {
  const challenge = await begin(world)
  await mail(world, challenge, '12345678')
  const outcome = await answer(world, challenge.challengeState, '1234 5678', { codeFactor: 'email-code' })
  assert.equal(outcome.outcome === 'accept' && outcome.factors, ['password', 'email-code'])
  const again = await answer(world, challenge.challengeState, '12345678', { codeFactor: 'email-code' })
  assert.is(inOneWord(again), 'challenge-unknown')
})

test('not for another login of the same user, nor where none was mailed', async ({ world }) => {
  const [mailed, other] = [await begin(world), await begin(world)]
  await mail(world, mailed, '12345678')
  const outcome = await answer(world, other.challengeState, '12345678', { codeFactor: 'email-code' })
  assert.is(inOneWord(outcome), 'challenge:code-wrong')
})

test('of a thousand answers with the mailed code at once, one is accepted', async ({ world }) => {
  const challenge = await begin(world)
  await mail(world, challenge, '12345678')
  const answers = Array.from({ length: 1000 }, () =>
    answer(world, challenge.challengeState, '12345678', { codeFactor: 'email-code' }),
  )
  const accepted = (await Promise.all(answers)).filter(({ outcome }) => outcome === 'accept')
  assert.is(accepted.length, 1)
})

test('a wrong code leaves the challenge and the mailed code, and five of them end both', async ({
  world,
}) => {
  const challenge = await begin(world)
  await mail(world, challenge, '12345678')
  for (let left = 4; left > 0; left--) {
    const outcome = await answer(world, challenge.challengeState, '87654321', { codeFactor: 'email-code' })
    assert.is(inOneWord(outcome), 'challenge:code-wrong')
    assert.is(outcome.outcome === 'challenge' && outcome.challengeState, challenge.challengeState)
    assert.is(outcome.outcome === 'challenge' && outcome.codesLeft, left)
    world.now += 10_000
  }
  const fifth = await answer(world, challenge.challengeState, '87654321', { codeFactor: 'email-code' })
  assert.is(inOneWord(fifth), 'code-wrong')
  world.now += 10_000
  const right = await answer(world, challenge.challengeState, '12345678', { codeFactor: 'email-code' })
  assert.is(inOneWord(right), 'challenge-unknown')
})

test('what a code is said to be is all that it may be', async ({ world }) => {
  const { challengeState } = await begin(world)
  for (const codeFactor of ['recovery-code', 'email-code'] as const) {
    const outcome = await answer(world, challengeState, world.code(), { codeFactor })
    assert.is(inOneWord(outcome), 'challenge:code-wrong', codeFactor)
  }
  const outcome = await answer(world, challengeState, world.code(), { codeFactor: 'totp' })
  assert.is(outcome.outcome, 'accept')
})

test('the code that one channel accepted is refused on the other', async ({ world }) => {
  const { challengeState } = await begin(world)
  assert.is((await answer(world, challengeState, world.code())).outcome, 'accept')
  assert.is(inOneWord(await world.attempt(password + world.code())), 'code-used')
  world.now += 30_000
  const next = await begin(world)
  assert.is((await world.attempt(password + world.code())).outcome, 'accept')
  assert.is(inOneWord(await answer(world, next.challengeState, world.code())), 'challenge:code-used')
})

test('a challenge is answered at the portal that asked, and nowhere else', async ({ world }) => {
  const { challengeState } = await begin(world)
  const elsewhere = await answer(world, challengeState, world.code(), { askedBy: 'another-portal' })
  assert.is(inOneWord(elsewhere), 'challenge-unknown')
})

test('who is asked for a code is told what it may be', async ({ world }) => {
  assert.equal((await begin(world)).factors, ['totp', 'recovery-code'])
  world.find = async () => ({
    id: '1',
    name: 'alice',
    displayName: null,
    email: 'alice@example.test',
    groups: [],
    role: 'user',
    enabled: true,
    language: null,
  })
  assert.equal((await begin(world)).factors, ['totp', 'recovery-code', 'email-code'])
  world.policy = { ...world.policy, emailCode: false }
  assert.equal((await begin(world)).factors, ['totp', 'recovery-code'])
})

test.run()
