import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginAttempt } from '../../../server/authentication/login-attempt.ts'
import { StateStoreError } from '../../../server/state/contract/state-store.ts'
import { append, createLoginWorld, inOneWord, type LoginWorld, password } from './login-world.ts'

const test = suite<{ world: LoginWorld }>('given back')
test.before.each(async (context) => {
  context.world = await createLoginWorld()
  await context.world.enrol()
})
test.after.each(({ world }) => world.end())

const noLine = new Error('the audit trail takes no line')
const challenge = { rule: { ...append, secondFactor: 'challenge' } } as const
const http = { ...challenge, door: 'http', askedBy: 'portal' } as const
const comma = { rule: { ...append, separator: ',' } } as const

const word = async (outcome: ReturnType<LoginWorld['attempt']>) => inOneWord(await outcome)

async function challenged(world: LoginWorld, change: Partial<LoginAttempt>): Promise<string> {
  const asked = await world.attempt(password, change)
  if (asked.outcome !== 'challenge') throw new Error(inOneWord(asked))
  return asked.challengeState
}

/** A login that fails for want of its line, then works, then is used up. */
async function spendsOnce(world: LoginWorld, ask: () => Promise<string>, used: string): Promise<void> {
  world.auditFault = noLine
  assert.is(await ask(), 'unavailable:fault')
  assert.is(await ask(), 'unavailable:fault')
  world.auditFault = null
  assert.is(await ask(), 'accept')
  assert.is(await ask(), used)
}

test('a code whose line cannot be written is good once more', async ({ world }) => {
  const typed = password + world.code()
  await spendsOnce(world, () => word(world.attempt(typed)), 'code-used')
  await world.restart()
  assert.is(await word(world.attempt(typed)), 'code-used', 'after a restart')
})

test('a recovery code whose line cannot be written is good once more', async ({ world }) => {
  await world.restart()
  const { recoveryCodes } = await world.enrolments
    .makeRecoveryCodes('local:1', { door: 'cli' })
    .then((codes) => ({ recoveryCodes: codes ?? [] }))
  const typed = `${password},${recoveryCodes[0]}`
  await spendsOnce(world, () => word(world.attempt(typed, comma)), 'code-wrong')
})

for (const [name, change] of [
  ['RADIUS', challenge],
  ['HTTP', http],
] as const) {
  test(`a challenge over ${name} whose answer cannot leave is open once more`, async ({ world }) => {
    const challengeState = await challenged(world, change)
    const code = world.code()
    await spendsOnce(
      world,
      () => word(world.attempt(code, { ...change, challengeState })),
      'challenge-unknown',
    )
  })
}

test('a wrong code for a challenge costs its try although its line cannot be written', async ({ world }) => {
  const challengeState = await challenged(world, http)
  const wrong = world.code() === '000000' ? '000001' : '000000'
  world.auditFault = noLine
  for (let i = 0; i < 3; i++) await world.attempt(wrong, { ...http, challengeState })
  assert.is((await world.state.readFailures('local:1')).code?.count, 3, 'nobody guesses for nothing')
  world.auditFault = null
  const outcome = await world.attempt(wrong, { ...http, challengeState })
  assert.is(outcome.outcome === 'challenge' && outcome.codesLeft, 1)
})

test('a trusted browser whose line cannot be written stays trusted', async ({ world }) => {
  const challengeState = await challenged(world, http)
  const first = await world.attempt(world.code(), { ...http, challengeState, trustAs: 'Firefox' })
  const trustedDevice = first.outcome === 'accept' ? (first.deviceCookie?.value ?? '') : ''
  assert.ok(trustedDevice)
  const show = () => word(world.attempt(password, { ...http, trustedDevice }))
  await spendsOnce(world, show, 'challenge')
})

for (const operation of ['clearFailures', 'putTrustedDevice'] as const) {
  test(`a code is good once more when ${operation} fails behind its claim`, async ({ world }) => {
    const wrong = world.code() === '000000' ? '000001' : '000000'
    const challengeState = await challenged(world, http)
    assert.is(await word(world.attempt(wrong, { ...http, challengeState })), 'challenge:code-wrong')
    const ask = () => word(world.attempt(world.code(), { ...http, challengeState, trustAs: 'Firefox' }))
    world.broken[operation] = async () => {
      throw new StateStoreError('no space left')
    }
    assert.is(await ask(), 'unavailable:fault')
    delete world.broken[operation]
    assert.is(await ask(), 'accept')
    assert.is(await word(world.attempt(password + world.code())), 'code-used')
  })
}

test('of a thousand logins with one code while lines fail now and then, one is accepted', async ({
  world,
}) => {
  const typed = password + world.code()
  const words: string[] = []
  for (let n = 0; n < 1000; n++) {
    world.auditFault = n % 3 === 0 ? noLine : null
    words.push(await word(world.attempt(typed)))
  }
  assert.is(words.filter((each) => each === 'accept').length, 1)
})

test('a challenge that came too late to be judged is open for the repeat', async ({ world }) => {
  const challengeState = await challenged(world, challenge)
  const code = world.code()
  const late = { ...challenge, challengeState, deadline: world.now - 1 }
  assert.is(await word(world.attempt(code, late)), 'unavailable:deadline')
  assert.is(await word(world.attempt(code, { ...challenge, challengeState })), 'accept')
})

test('a claim that cannot be written while a browser is being trusted refuses the login, and nothing more', async ({
  world,
}) => {
  const unseen: unknown[] = []
  const see = (fault: unknown) => unseen.push(fault)
  process.on('unhandledRejection', see)
  const challengeState = await challenged(world, http)
  const full = new StateStoreError('no space left')
  const later = () => new Promise((resolve) => setImmediate(resolve))
  world.broken.beginClaim = () => ({ written: later().then(() => Promise.reject(full)) })
  const { putTrustedDevice } = world.state
  world.broken.putTrustedDevice = async (...device) => {
    for (let turn = 0; turn < 3; turn++) await later()
    await putTrustedDevice(...device)
  }
  const ask = () => word(world.attempt(world.code(), { ...http, challengeState, trustAs: 'Firefox' }))
  assert.is(await ask(), 'unavailable:fault')
  assert.equal(world.faults, [full])
  delete world.broken.beginClaim
  delete world.broken.putTrustedDevice
  assert.is(await ask(), 'accept', 'code and challenge are good once more')
  await later()
  process.off('unhandledRejection', see)
  assert.equal(unseen, [])
})

test('a place that cannot be stored refuses no login, and no line that fails beside it goes unseen', async ({
  world,
}) => {
  const unseen: unknown[] = []
  const see = (fault: unknown) => unseen.push(fault)
  process.on('unhandledRejection', see)
  const broken = new StateStoreError('no space left')
  world.broken.putPlace = () => {
    throw broken
  }
  const typed = password + world.code()
  world.auditFault = noLine
  assert.is(await word(world.attempt(typed)), 'unavailable:fault')
  assert.equal(world.faults, [broken, noLine])
  world.auditFault = null
  assert.is(await word(world.attempt(typed)), 'accept')
  assert.is(await word(world.attempt(typed)), 'code-used')
  // Rejections without a handler are reported when the microtasks have run.
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', see)
  assert.equal(unseen, [])
})

test.run()
