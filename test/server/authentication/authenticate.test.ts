import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UserStoreError } from '../../../adapters/user-store.ts'
import { rejectMessage } from '../../../server/authentication/user-messages.ts'
import { StateStoreError } from '../../../server/state/contract/state-store.ts'
import { append, createLoginWorld, inOneWord, type LoginWorld, password } from './login-world.ts'

const test = suite<{ world: LoginWorld }>('authenticate')
test.before.each(async (context) => {
  context.world = await createLoginWorld()
})
test.after.each(({ world }) => world.end())

const minute = 60_000
const hour = 60 * minute
const challenge = { rule: { ...append, secondFactor: 'challenge' } } as const
const comma = { rule: { ...append, separator: ',' } } as const

const word = async (outcome: ReturnType<LoginWorld['attempt']>) => inOneWord(await outcome)

async function failTimes(world: LoginWorld, times: number, change = {}) {
  for (let i = 0; i < times; i++) {
    const outcome = await world.attempt(`wrong ${i} ${world.now}`, change)
    if (outcome.outcome === 'reject' && outcome.reason === 'throttled') {
      world.now += outcome.retryAfter
      i--
    }
  }
}

test('password and code are accepted once; the next time-step is accepted again', async ({ world }) => {
  await world.enrol()
  const outcome = await world.attempt(password + world.code())
  assert.is(outcome.outcome, 'accept')
  assert.equal(outcome.outcome === 'accept' && outcome.factors, ['password', 'totp'])
  assert.is(await word(world.attempt(password + world.code())), 'code-used')
  await world.restart()
  assert.is(await word(world.attempt(password + world.code())), 'code-used', 'after a restart')
  world.now += 30_000
  assert.is(await word(world.attempt(password + world.code(-1))), 'code-used', 'as the step before')
  assert.is(await word(world.attempt(password + world.code())), 'accept')
})

test('of a thousand logins with the same code at once, one is accepted', async ({ world }) => {
  await world.enrol()
  const typed = password + world.code()
  const outcomes = await Promise.all(Array.from({ length: 1000 }, () => word(world.attempt(typed))))
  assert.is(outcomes.filter((outcome) => outcome === 'accept').length, 1)
})

test('guesses sent at once are judged one by one: the throttle is not outrun', async ({ world }) => {
  await world.enrol()
  const guesses = Array.from({ length: 16 }, (_, i) =>
    word(world.attempt(password + String(i).padStart(6, '0'))),
  )
  const outcomes = await Promise.all(guesses)
  assert.is(outcomes.filter((outcome) => outcome === 'code-wrong').length, 4)
  assert.is(outcomes.filter((outcome) => outcome === 'throttled').length, 12)
})

test('a wrong password burns no code and looks at none', async ({ world }) => {
  await world.enrol()
  assert.is(await word(world.attempt(`wrong${world.code()}`)), 'password-wrong')
  assert.is((await world.state.readFailures('local:1')).code?.count, undefined)
  assert.is(await word(world.attempt(password + world.code())), 'accept')
})

test('password failures and code failures are apart, and a success clears only its own', async ({
  world,
}) => {
  await world.enrol()
  await failTimes(world, 2)
  assert.is((await world.state.readFailures('local:1')).password?.count, 2)
  const wrongCode = world.code() === '000000' ? '000001' : '000000'
  assert.is(await word(world.attempt(password + wrongCode)), 'code-wrong')
  assert.is((await world.state.readFailures('local:1')).password, null)
  assert.is((await world.state.readFailures('local:1')).code?.count, 1)
  assert.is(await word(world.attempt('wrong again')), 'password-wrong')
  assert.is((await world.state.readFailures('local:1')).code?.count, 1)
  assert.is(await word(world.attempt(password + world.code())), 'accept')
  assert.is((await world.state.readFailures('local:1')).code, null)
})

test('unknown, ambiguous and disabled users are verified and charged like a wrong password', async ({
  world,
}) => {
  assert.is(await word(world.attempt(password, { login: 'nobody' })), 'unknown-user')
  assert.is(await word(world.attempt(password, { login: 'carol' })), 'disabled-user')
  assert.is(world.verifications, 2)
  await failTimes(world, 3, { login: 'nobody' })
  assert.is(await word(world.attempt(password, { login: 'nobody' })), 'throttled')
  // The right password of a disabled user must not clear the run, or it would show that it is right.
  await failTimes(world, 3, { login: 'carol' })
  assert.is(await word(world.attempt(password, { login: 'carol' })), 'throttled')
  world.find = async () => 'ambiguous'
  assert.is(await word(world.attempt(password, { login: 'twin' })), 'ambiguous-user')
})

test('the delay grows, survives a restart, and ends by time and by success', async ({ world }) => {
  await failTimes(world, 4)
  const first = await world.attempt(password)
  assert.equal(first, { outcome: 'reject', reason: 'throttled', retryAfter: 1000 })
  await world.restart()
  assert.equal(await world.attempt(password), first)
  world.now += 999
  assert.is(await word(world.attempt(password)), 'throttled')
  world.now += 1
  assert.is(await word(world.attempt('wrong')), 'password-wrong')
  assert.equal(await world.attempt(password), { outcome: 'reject', reason: 'throttled', retryAfter: 2000 })
  world.now += 2000
  assert.is(await word(world.attempt(password)), 'accept')
  assert.is((await world.state.readFailures('local:1')).password, null)
})

test('a throttled login is not verified', async ({ world }) => {
  await failTimes(world, 4)
  const before = world.verifications
  await world.attempt(password)
  assert.is(world.verifications, before)
})

test('a hundred failures in a row lock, and the lock ends by time', async ({ world }) => {
  await failTimes(world, 100)
  const locked = await world.attempt(password)
  assert.equal(locked, { outcome: 'reject', reason: 'throttled', retryAfter: 24 * hour })
  world.now += 24 * hour
  assert.is(await word(world.attempt(password)), 'accept')
})

test('unsigned requests delay their own kind at their own client, for known and unknown names alike, and never lock', async ({
  world,
}) => {
  for (const login of ['alice', 'nobody']) {
    await failTimes(world, 150, { authentic: false, login })
    assert.equal(await world.attempt(password, { authentic: false, login }), {
      outcome: 'reject',
      reason: 'throttled',
      retryAfter: 5 * minute,
    })
  }
  assert.is((await world.state.readFailures('local:1')).password, null)
  const other = { authentic: false, askedBy: 'other-pbx' }
  assert.is(await word(world.attempt(password)), 'accept', 'a signed request is not held back')
  assert.is(await word(world.attempt(password, other)), 'accept', "nor another client's")
  assert.is(await word(world.attempt('wrong', { login: 'nobody' })), 'unknown-user')
  world.now += 5 * minute
  assert.is(await word(world.attempt(password, { authentic: false })), 'accept')
})

test('ten unsigned failures cost nothing, and signed ones hold unsigned requests back too', async ({
  world,
}) => {
  await failTimes(world, 10, { authentic: false })
  assert.is(await word(world.attempt(password, { authentic: false })), 'accept')
  await failTimes(world, 4, { askedBy: 'other-pbx', source: '198.51.100.7' })
  world.now -= 1
  const elsewhere = { authentic: false, askedBy: 'third-pbx' }
  assert.is(await word(world.attempt(password, elsewhere)), 'throttled')
})

test('an identical wrong password counts once, a different one each time', async ({ world }) => {
  for (let i = 0; i < 10; i++) assert.is(await word(world.attempt('typo')), 'password-wrong')
  assert.is((await world.state.readFailures('local:1')).password?.count, 1)
  assert.is(await word(world.attempt('another typo')), 'password-wrong')
  assert.is((await world.state.readFailures('local:1')).password?.count, 2)
  world.now += hour
  for (const typed of ['another typo', 'typo']) {
    assert.is(await word(world.attempt(typed)), 'password-wrong')
    assert.is((await world.state.readFailures('local:1')).password?.count, 2)
  }
  await world.restart()
  assert.is(await word(world.attempt('typo')), 'password-wrong')
  assert.is((await world.state.readFailures('local:1')).password?.count, 2)
  assert.is(await word(world.attempt(password)), 'accept')
  assert.is(await word(world.attempt('typo')), 'password-wrong')
  assert.is((await world.state.readFailures('local:1')).password, null, 'nor after a success')
  const elsewhere = { askedBy: 'other-pbx' }
  assert.is(await word(world.attempt('typo', elsewhere)), 'password-wrong')
  assert.is(await word(world.attempt('a third typo', elsewhere)), 'password-wrong')
  assert.is((await world.state.readFailures('local:1')).password?.count, 1)
})

test('a source that fails on many accounts waits; another source, and one that may be forged, does not', async ({
  world,
}) => {
  for (let i = 0; i < 21; i++) await world.attempt('wrong', { login: `name${i}`, source: '198.51.100.7' })
  assert.is(await word(world.attempt(password, { source: '198.51.100.7' })), 'throttled')
  assert.is(await word(world.attempt(password, { source: '198.51.100.8' })), 'accept')
  for (let i = 0; i < 30; i++) {
    await world.attempt('wrong', { login: `name${i}`, source: '198.51.100.9', authentic: false })
  }
  assert.is(await word(world.attempt(password, { source: '198.51.100.9' })), 'accept')
})

test('a challenge asks for the code after the right password, and is answered once', async ({ world }) => {
  await world.enrol()
  const asked = await world.attempt(password, challenge)
  assert.is(asked.outcome, 'challenge')
  const challengeState = asked.outcome === 'challenge' ? asked.challengeState : ''
  assert.is(Buffer.from(challengeState, 'base64url').length, 24)
  const answer = { ...challenge, challengeState }
  assert.is(await word(world.attempt(world.code(), answer)), 'accept')
  world.now += 30_000
  assert.is(await word(world.attempt(world.code(), answer)), 'challenge-unknown')
})

test("one user who asks for challenges without end ends no one else's, only the own", async ({ world }) => {
  await world.enrol()
  await world.enrol('local:2')
  const ask = async (login: string) => {
    const asked = await world.attempt(password, { ...challenge, login })
    return { ...challenge, login, challengeState: asked.outcome === 'challenge' ? asked.challengeState : '' }
  }
  const alices = await ask('alice')
  const first = await ask('bob')
  let last = first
  for (let i = 0; i < 700; i++)
    last = (await Promise.all(Array.from({ length: 15 }, () => ask('bob')))).at(-1) ?? last
  assert.is(await word(world.attempt(world.code(), alices)), 'accept')
  assert.is(await word(world.attempt(world.code(), first)), 'challenge-unknown')
  // They share a TOTP secret, whose steps count once.
  assert.is(await word(world.attempt(world.code(1), last)), 'accept')
})

test('a challenge belongs to its NAS and user, ends after five minutes, and was once ours', async ({
  world,
}) => {
  await world.enrol()
  const ask = async () => {
    const asked = await world.attempt(password, challenge)
    return { ...challenge, challengeState: asked.outcome === 'challenge' ? asked.challengeState : '' }
  }
  const answer = await ask()
  assert.is(await word(world.attempt(world.code(), { ...answer, askedBy: 'other-pbx' })), 'challenge-unknown')
  assert.is(await word(world.attempt(world.code(), { ...answer, login: 'bob' })), 'challenge-unknown')
  assert.is(
    await word(world.attempt(world.code(), { ...answer, challengeState: 'made-up' })),
    'challenge-unknown',
  )
  assert.is(await word(world.attempt(world.code(), answer)), 'accept', 'the strangers did not use it up')
  const late = await ask()
  world.now += 5 * minute
  assert.is(await word(world.attempt(world.code(), late)), 'challenge-unknown')
})

test('a login has five codes, each with a State of its own', async ({ world }) => {
  await world.enrol()
  let asked = await world.attempt(password, challenge)
  const states = new Set<string>()
  for (let i = 0; i < 4; i++) {
    const challengeState = asked.outcome === 'challenge' ? asked.challengeState : ''
    states.add(challengeState)
    asked = await world.attempt('12345', { ...challenge, challengeState })
    assert.is(inOneWord(asked), 'challenge:code-wrong')
    world.now += 10_000
  }
  assert.is(states.size, 4)
  const challengeState = asked.outcome === 'challenge' ? asked.challengeState : ''
  assert.is(await word(world.attempt('12345', { ...challenge, challengeState })), 'code-wrong')
  assert.is((await world.state.readFailures('local:1')).code?.count, 5)
})

test('a used code in a challenge says so and asks again', async ({ world }) => {
  await world.enrol()
  assert.is(await word(world.attempt(password + world.code())), 'accept')
  const asked = await world.attempt(password, challenge)
  const challengeState = asked.outcome === 'challenge' ? asked.challengeState : ''
  const again = await world.attempt(world.code(), { ...challenge, challengeState })
  assert.is(inOneWord(again), 'challenge:code-used')
  assert.is((await world.state.readFailures('local:1')).code, null, 'a repeat is no guess')
})

test('auto takes the code after the separator, and asks where there is none', async ({ world }) => {
  await world.enrol()
  const auto = { rule: { ...append, secondFactor: 'auto', separator: ',' } } as const
  assert.is(await word(world.attempt(`${password},${world.code()}`, auto)), 'accept')
  assert.is(await word(world.attempt(password, auto)), 'challenge')
})

test('code-only never lets anyone in without a code', async ({ world }) => {
  const codeOnly = { rule: { ...append, secondFactor: 'code-only' } } as const
  assert.is(await word(world.attempt('', codeOnly)), 'not-enrolled')
  await world.enrol()
  assert.is(await word(world.attempt('', codeOnly)), 'code-missing')
  assert.is(await word(world.attempt('123', codeOnly)), 'code-wrong')
  assert.is(await word(world.attempt('', { ...codeOnly, login: 'bob' })), 'not-enrolled')
  const outcome = await world.attempt(world.code(), codeOnly)
  assert.equal(outcome.outcome === 'accept' && outcome.factors, ['totp'])
})

test('none asks for the password alone', async ({ world }) => {
  await world.enrol()
  const none = { rule: { ...append, secondFactor: 'none' } } as const
  assert.is(await word(world.attempt(password, none)), 'accept')
  assert.is(await word(world.attempt(password + world.code(), none)), 'password-wrong')
})

test('a recovery code works once, in append after the separator and in a challenge', async ({ world }) => {
  const { recoveryCodes } = await world.enrol()
  const [one = '', two = ''] = recoveryCodes
  const outcome = await world.attempt(`${password},${one.toLowerCase()}`, comma)
  assert.equal(outcome.outcome === 'accept' && outcome.factors, ['password', 'recovery-code'])
  assert.is(await word(world.attempt(`${password},${one}`, comma)), 'code-wrong')
  const asked = await world.attempt(password, challenge)
  const challengeState = asked.outcome === 'challenge' ? asked.challengeState : ''
  assert.is(await word(world.attempt(two, { ...challenge, challengeState })), 'accept')
  assert.is((await world.state.readEnrolment('local:1'))?.recoveryCodeHashes.length, 8)
})

test('of a thousand logins with the same recovery code at once, one is accepted', async ({ world }) => {
  const { recoveryCodes } = await world.enrol()
  const typed = `${password},${recoveryCodes[0]}`
  const outcomes = await Promise.all(Array.from({ length: 1000 }, () => word(world.attempt(typed, comma))))
  assert.is(outcomes.filter((outcome) => outcome === 'accept').length, 1)
})

test('who must enrol logs in by password until the grace period ends', async ({ world }) => {
  world.policy = { ...world.policy, groups: { admins: 'required' }, gracePeriod: hour }
  assert.is(await word(world.attempt(password)), 'accept')
  world.now += hour - 1
  assert.is(await word(world.attempt(password)), 'accept')
  world.now += 1
  assert.is(await word(world.attempt(password)), 'enrolment-required')
  assert.is(await word(world.attempt(password, { login: 'bob' })), 'accept', 'not required of bob')
  await world.restart()
  assert.is(await word(world.attempt(password)), 'enrolment-required')
  assert.is(await word(world.attempt(password, { rule: { ...append, secondFactor: 'none' } })), 'accept')
})

test('a requirement that was lifted starts its grace period anew', async ({ world }) => {
  const required = { ...world.policy, secondFactor: 'required', gracePeriod: hour } as const
  const optional = { ...world.policy, secondFactor: 'optional' } as const
  world.policy = required
  await world.attempt(password)
  world.now += hour
  world.policy = optional
  await world.attempt(password)
  world.policy = required
  assert.is(await word(world.attempt(password)), 'accept')
})

test('allow-lists are asked after the password', async ({ world }) => {
  const admins = { rule: { ...append, allow: { groups: ['admins'], roles: [] } } } as const
  assert.is(await word(world.attempt(password, admins)), 'accept')
  assert.is(await word(world.attempt(password, { ...admins, login: 'bob' })), 'not-allowed')
  assert.is(await word(world.attempt('wrong', { ...admins, login: 'bob' })), 'password-wrong')
  const superadmins = { rule: { ...append, allow: { groups: ['admins'], roles: ['superadmin'] } } } as const
  assert.is(await word(world.attempt(password, superadmins)), 'not-allowed')
})

test('a clock that was set back brings no code back', async ({ world }) => {
  await world.enrol()
  const unused = world.code()
  world.now += hour
  assert.is(await word(world.attempt(password + world.code())), 'accept')
  world.now -= hour
  assert.is(await word(world.attempt(password + unused)), 'code-used')
  await world.restart()
  assert.is(await word(world.attempt(password + unused)), 'code-used', 'after a restart')
  assert.is((await world.state.readFailures('local:1')).code, null, 'and nobody pays for it')
})

test('a user store that is down is neither yes nor no, and charges no one', async ({ world }) => {
  await world.enrol()
  world.verify = async () => 'unavailable'
  assert.is(await word(world.attempt(password + world.code())), 'unavailable:backend')
  world.verify = null
  world.find = async () => {
    throw new UserStoreError('gone')
  }
  assert.is(await word(world.attempt(password + world.code())), 'unavailable:backend')
  world.find = null
  assert.is((await world.state.readFailures('local:1')).password, null)
  assert.is(await word(world.attempt(password + world.code())), 'accept', 'and the code is not burnt')
})

test('a claim that does not reach the disk accepts no one', async ({ world }) => {
  await world.enrol()
  world.broken.claimTimeStep = async () => {
    throw new StateStoreError('no space left')
  }
  assert.is(await word(world.attempt(password + world.code())), 'unavailable:fault')
  assert.is(world.audited.length, 0)
  delete world.broken.claimTimeStep
  assert.is(await word(world.attempt(password + world.code())), 'accept')
})

test('an accept and its line leave after the claim is on the disk, not before', async ({ world }) => {
  await world.enrol()
  let write = () => {}
  world.broken.beginClaim = () => ({ written: new Promise<void>((resolve) => (write = resolve)) })
  const answered: string[] = []
  const login = word(world.attempt(password + world.code())).then((outcome) => answered.push(outcome))
  while (world.audited.length === 0) await new Promise(setImmediate)
  await new Promise(setImmediate)
  assert.equal(answered, [], 'also where the audit log did not wait')
  write()
  await login
  assert.equal(answered, ['accept'])
})

test('a claim that was begun and does not reach the disk accepts no one, and takes nothing from who has it now', async ({
  world,
}) => {
  await world.enrol()
  let fail = (_: Error) => {}
  world.broken.beginClaim = () => ({
    written: new Promise<void>((_, reject) => (fail = reject)),
  })
  const typed = password + world.code()
  const lost = word(world.attempt(typed))
  while (world.audited.length === 0) await new Promise(setImmediate)
  delete world.broken.beginClaim
  assert.is(await word(world.attempt(typed)), 'accept', 'the claim was undone, and this one is another')
  fail(new StateStoreError('no space left'))
  assert.is(await lost, 'unavailable:fault')
  assert.is(await word(world.attempt(typed)), 'code-used', 'what was undone is not given back')
})

test('a code that is held costs neither an attempt nor a try, and its user reads until when', async ({
  world,
}) => {
  await world.enrol()
  const heldUntil = world.now + 170_000
  world.broken.claimTimeStep = async () => ({ heldUntil })
  const held = await world.attempt(password + world.code())
  assert.equal(held, { outcome: 'reject', reason: 'codes-held', retryAfter: 170_000 })
  assert.match(rejectMessage(held as never, append), /Codes work again in 3 minutes\.$/)
  const asked = await world.attempt(password, challenge)
  let challengeState = asked.outcome === 'challenge' ? asked.challengeState : ''
  for (let i = 0; i < 7; i++) {
    const again = await world.attempt(world.code(), { ...challenge, challengeState })
    assert.is(inOneWord(again), 'challenge:codes-held')
    if (again.outcome !== 'challenge') return
    assert.equal([again.codesLeft, again.retryAfter], [5, 170_000])
    challengeState = again.challengeState
  }
  delete world.broken.claimTimeStep
  assert.equal(await world.state.readFailures('local:1'), { password: null, code: null })
  assert.is(await word(world.attempt(world.code(), { ...challenge, challengeState })), 'accept')
  assert.equal(
    world.audited.map(({ reason }) => reason).filter((reason) => reason === 'codes-held').length,
    8,
  )
})

test('a recovery code of before a restore is held, one of after it works, and a wrong one is wrong', async ({
  world,
}) => {
  const { recoveryCodes } = await world.enrol()
  const typed = `${password},${recoveryCodes[0]}`
  world.broken.restores = () => 1
  assert.is(await word(world.attempt(typed, comma)), 'recovery-code-held')
  assert.equal(await world.state.readFailures('local:1'), { password: null, code: null })
  assert.is(await word(world.attempt(`${password},AAAAA-AAAAA`, comma)), 'code-wrong')
  const anew = (await world.enrolments.makeRecoveryCodes('local:1', { door: 'cli' })) ?? []
  assert.is(await word(world.attempt(`${password},${anew[0]}`, comma)), 'accept')
  world.broken.restores = () => 2
  assert.is(
    await word(world.attempt(`${password},${anew[1]}`, comma)),
    'recovery-code-held',
    'the next restore',
  )
  assert.is(await world.enrolments.releaseRecoveryCodes(null, { door: 'cli' }), 1)
  assert.is(await word(world.attempt(`${password},${anew[1]}`, comma)), 'accept')
})

test('an accept that cannot be recorded is none', async ({ world }) => {
  world.auditFault = new Error('no space left')
  assert.is(await word(world.attempt(password)), 'unavailable:fault')
  assert.is(world.faults.length, 1)
})

test('a login that no one waits for any more burns no code', async ({ world }) => {
  await world.enrol()
  world.verify = async () => {
    world.now += 4001
    return 'ok'
  }
  const typed = password + world.code()
  assert.is(await word(world.attempt(typed)), 'unavailable:deadline')
  world.verify = null
  assert.is(await word(world.attempt(typed)), 'accept')
})

test('the audit log says who, from where, through which NAS and what came of it', async ({ world }) => {
  await world.enrol()
  await world.attempt(password + world.code(), { source: '198.51.100.7' })
  await world.attempt('wrong password', { login: 'nobody' })
  assert.equal(world.audited, [
    {
      event: 'login',
      outcome: 'accept',
      login: 'alice',
      userKey: 'local:1',
      door: 'radius',
      askedBy: 'office-pbx',
      from: '192.0.2.1:4711',
      source: '198.51.100.7',
      factors: ['password', 'totp'],
    },
    {
      event: 'login',
      outcome: 'reject',
      reason: 'unknown-user',
      login: 'nobody',
      door: 'radius',
      askedBy: 'office-pbx',
      from: '192.0.2.1:4711',
    },
  ])
})

test.run()
