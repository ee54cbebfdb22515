import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codeLengthsOf } from '../../../server/authentication/code-lengths.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import { append, createLoginWorld, inOneWord, type LoginWorld, password, totp } from './login-world.ts'

const test = suite<{ world: LoginWorld }>('codes of several lengths')
test.before.each(async (context) => {
  context.world = await createLoginWorld()
  await context.world.enrol()
  await bindDevice(context.world)
})
test.after.each(({ world }) => world.end())

const deviceSecret = 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U'
/** Ends in digits, so that its last two and a code of six digits may be one of eight. */
const endingInDigits = 'correct horse 77'

async function bindDevice(world: LoginWorld) {
  const device = { ...totp, kind: 'hardware', digits: 8, totpSecret: deviceSecret } as const
  const request = { ...device, userKey: 'local:1', account: 'alice', another: true }
  const { result } = await world.enrolments.bindAtOnce(request, { door: 'cli' })
  assert.is(result, 'bound')
  world.audited.length = 0
}

function deviceCode({ now }: LoginWorld, steps = 0): string {
  const bytes = parseTotpSecret(deviceSecret)
  if (bytes === null) throw new Error('not base32')
  return codeAt(totpKey(bytes, 'SHA1'), timeStepAt(now, 30) + steps, { digits: 8 })
}

/** From no known place, so that all failures are counted in one run. */
const word = async (world: LoginWorld, typed: string, change = {}) =>
  inOneWord(await world.attempt(typed, { place: null, ...change }))

async function failures({ state }: LoginWorld) {
  const { password, code } = await state.readFailures('local:1')
  return { password: password?.count ?? 0, code: code?.count ?? 0 }
}

/** Digits that are no code of either authenticator at the moment, nor is their end. */
function wrongDigits(world: LoginWorld): string {
  const right = [-1, 0, 1].flatMap((steps) => [world.code(steps), deviceCode(world, steps)])
  const isWrong = (code: string) => !right.includes(code) && !right.includes(code.slice(-6))
  return ['11111111', '22222222', '33333333', '44444444'].find(isWrong) ?? '55555555'
}

test('in one field, the codes of both are accepted, each once, and none counts as a failure', async ({
  world,
}) => {
  assert.is(await word(world, password + world.code()), 'accept')
  assert.is(await word(world, password + deviceCode(world)), 'accept')
  assert.is(await word(world, password + world.code()), 'code-used')
  assert.is(await word(world, password + deviceCode(world)), 'code-used')
  assert.is(await word(world, password + deviceCode(world).slice(2)), 'code-wrong', 'its end alone')
  assert.equal(await failures(world), { password: 0, code: 1 })
})

test('a password that ends in digits is told from the code, and a right login is verified once', async ({
  world,
}) => {
  world.verify = async (typed) => (typed === endingInDigits ? 'ok' : 'wrong')
  assert.is(await word(world, endingInDigits + world.code()), 'accept')
  assert.is(await word(world, endingInDigits + deviceCode(world)), 'accept')
  assert.is(world.verifications, 2)
  assert.equal(await failures(world), { password: 0, code: 0 })
})

test('a code of the past stays a used one where the field has two readings', async ({ world }) => {
  world.verify = async (typed) => (typed === endingInDigits ? 'ok' : 'wrong')
  const typed = endingInDigits + world.code()
  assert.is(await word(world, typed), 'accept')
  world.now += 3_600_000
  assert.is(await word(world, typed), 'code-used')
  assert.equal(await failures(world), { password: 0, code: 0 })
})

test('each refusal is one failure, of the factor that was wrong', async ({ world }) => {
  world.verify = async (typed) => (typed === endingInDigits ? 'ok' : 'wrong')
  assert.is(await word(world, `wrong${wrongDigits(world)}`), 'password-wrong')
  assert.equal(await failures(world), { password: 1, code: 0 })
  // With six digits, the longer reading has a wrong password: the code is what is wrong, and guesses of codes stay counted.
  const wrongCode = endingInDigits + wrongDigits(world).slice(-6)
  for (const count of [1, 2]) {
    assert.is(await word(world, wrongCode), 'code-wrong')
    assert.equal(await failures(world), { password: 0, code: count })
  }
})

test('every refusal verifies both readings, whatever was right in it', async ({ world }) => {
  world.verify = async (typed) => (typed === endingInDigits ? 'ok' : 'wrong')
  const refusals = [
    () => `wrong${wrongDigits(world)}`,
    () => endingInDigits + wrongDigits(world),
    () => endingInDigits + wrongDigits(world).slice(-6),
    () => `wrong${deviceCode(world)}`,
    () => `wrong 77${world.code()}`,
  ]
  for (const refusal of refusals) {
    const typed = refusal()
    world.verifications = 0
    assert.match(await word(world, typed), /^(password|code)-wrong$/)
    assert.is(world.verifications, 2, typed)
    // Long enough for the failures to be forgotten.
    world.now += 2 * 24 * 3_600_000
  }
})

test('a store that does not answer refuses no one, and nothing is counted', async ({ world }) => {
  world.verify = async () => 'unavailable'
  assert.is(await word(world, `wrong${wrongDigits(world)}`), 'unavailable:backend')
  assert.equal(await failures(world), { password: 0, code: 0 })
})

test('a challenge takes each, and says how long they are', async ({ world }) => {
  const asked = { rule: { ...append, secondFactor: 'challenge' } } as const
  for (const code of [world.code(), deviceCode(world)]) {
    const outcome = await world.attempt(password, asked)
    if (outcome.outcome !== 'challenge') return assert.unreachable(outcome.outcome)
    assert.equal([outcome.digits, outcome.codeLengths], [8, [6, 8]])
    const { challengeState } = outcome
    assert.is(await word(world, code, { ...asked, challengeState }), 'accept')
  }
})

test('lengths are in ascending order, each once, and those of enabled authenticators alone', async ({
  world,
}) => {
  assert.equal(codeLengthsOf([{ digits: 8 }, { digits: 6 }, { digits: 8 }]), [6, 8])
  assert.equal(codeLengthsOf([{ digits: 8 }, { digits: 8 }]), [8])
  assert.equal(codeLengthsOf([]), [6])
  await world.state.changeEnrolment('local:1', (current) => {
    if (current === null) return null
    const authenticators = current.authenticators.map((each) => ({ ...each, enabled: each.digits === 8 }))
    return { ...current, authenticators }
  })
  world.verify = async (typed) => (typed === endingInDigits ? 'ok' : 'wrong')
  assert.is(await word(world, endingInDigits + world.code()), 'password-wrong')
  assert.is(world.verifications, 1)
})

test.run()
