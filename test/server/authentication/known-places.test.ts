import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginAttempt } from '../../../server/authentication/login-attempt.ts'
import { append, createLoginWorld, inOneWord, type LoginWorld, password } from './login-world.ts'

const test = suite<{ world: LoginWorld }>('known places')
test.before.each(async (context) => {
  context.world = await createLoginWorld()
})
test.after.each(({ world }) => world.end())

const day = 24 * 3_600_000
const http = {
  door: 'http',
  askedBy: 'portal',
  source: '203.0.113.9',
  rule: { ...append, secondFactor: 'challenge' },
  place: { browserCookie: null },
} as const
const phone = { source: '4711' }
const word = async (outcome: ReturnType<LoginWorld['attempt']>) => inOneWord(await outcome)

/** Guesses until they are held back; of one login or of several. */
async function attack(world: LoginWorld, change: Partial<LoginAttempt>, tag = ''): Promise<void> {
  for (let i = 0; i < 12; i++) await world.attempt(`guess ${tag} ${i}`, change)
}

async function browserOf(world: LoginWorld): Promise<string> {
  const outcome = await world.attempt(password, http)
  if (outcome.outcome !== 'accept' || outcome.browserCookie === null) throw new Error(inOneWord(outcome))
  assert.is(outcome.browserCookie.expiresAt, world.now + 30 * day)
  return outcome.browserCookie.value
}

test('guesses from elsewhere do not delay the user where the user got in before', async ({ world }) => {
  assert.is(await word(world.attempt(password, phone)), 'accept')
  const browserCookie = await browserOf(world)
  for (const elsewhere of [http, { source: '666' }, { askedBy: 'other-pbx', ...phone }, { source: null }]) {
    await attack(world, elsewhere, JSON.stringify(elsewhere))
  }
  assert.is(await word(world.attempt(password, { source: '4712' })), 'throttled', 'a new place waits')
  assert.is(await word(world.attempt(password, phone)), 'accept')
  const browser = { ...http, place: { browserCookie } }
  assert.is(await word(world.attempt(password, browser)), 'accept')
  await world.restart()
  assert.is(await word(world.attempt(password, phone)), 'accept')
  assert.is(await word(world.attempt(password, browser)), 'accept')
  assert.is(await word(world.attempt(password, http)), 'throttled', 'the same address without the cookie')
})

test('a known place has a throttle of its own, with the lock at a hundred', async ({ world }) => {
  await world.attempt(password, phone)
  let looked = 0
  for (let i = 0; i < 1000; i++) {
    const outcome = await world.attempt(`guess ${i}`, phone)
    if (outcome.outcome !== 'reject') throw new Error(inOneWord(outcome))
    if (outcome.reason !== 'throttled') looked++
    else if (outcome.retryAfter === day) break
    else world.now += outcome.retryAfter
  }
  assert.is(looked, 100)
  assert.is(await word(world.attempt(password, phone)), 'throttled')
  assert.is(
    await word(world.attempt(password, { source: '4712' })),
    'accept',
    'and holds no other place back',
  )
})

test('a cookie is known for its own user alone, and only one that was given out', async ({ world }) => {
  const browserCookie = await browserOf(world)
  await attack(world, { ...http, login: 'bob' })
  await attack(world, http)
  const made = [browserCookie.slice(1), 'AAAAAAAAAAAAAAAAAAAAAA', '']
  for (const cookie of made) {
    assert.is(await word(world.attempt(password, { ...http, place: { browserCookie: cookie } })), 'throttled')
  }
  const shown = { ...http, place: { browserCookie } }
  assert.is(await word(world.attempt(password, { ...shown, login: 'bob' })), 'throttled')
  assert.is(await word(world.attempt(password, shown)), 'accept')
})

test('a browser is noted once a day, keeps its cookie, and is forgotten after thirty', async ({ world }) => {
  const browserCookie = await browserOf(world)
  const shown = { ...http, place: { browserCookie } }
  const again = async () => {
    const outcome = await world.attempt(password, shown)
    return outcome.outcome === 'accept' ? (outcome.browserCookie?.value ?? null) : inOneWord(outcome)
  }
  assert.is(await again(), null)
  world.now += day
  assert.is(await again(), browserCookie)
  world.now += 30 * day - 1
  await attack(world, http)
  assert.is(await again(), browserCookie)
  world.now += 30 * day
  await attack(world, http)
  assert.is(await again(), 'throttled')
})

test('a reset forgets browsers and no phones; failures there end with an unlock', async ({ world }) => {
  await world.enrol()
  await world.attempt(password + world.code(), phone)
  world.now += 30_000
  const asked = await world.attempt(password, http)
  const challengeState = asked.outcome === 'challenge' ? asked.challengeState : ''
  const done = await world.attempt(world.code(), { ...http, challengeState })
  const browserCookie = done.outcome === 'accept' ? (done.browserCookie?.value ?? '') : ''
  const shown = { ...http, place: { browserCookie } }
  await attack(world, { source: '666' })
  assert.is(await word(world.attempt(password, shown)), 'challenge')
  await world.enrolments.reset('local:1', { door: 'cli' })
  assert.is(await word(world.attempt(password, shown)), 'throttled')
  assert.is(await word(world.attempt(password, phone)), 'accept')
  await attack(world, phone)
  assert.is(await word(world.attempt(password, phone)), 'throttled')
  for (const factor of ['password', 'code'] as const) await world.state.clearFailuresOf('local:1', factor)
  assert.is(await word(world.attempt(password, phone)), 'accept')
  assert.is(await word(world.attempt(password, { ...http, source: null })), 'accept')
})

test('wrong codes from elsewhere, by someone who has the password, do not delay a known place', async ({
  world,
}) => {
  await world.enrol()
  assert.is(await word(world.attempt(password + world.code(), phone)), 'accept')
  world.now += 30_000
  for (let i = 0; i < 5; i++) await world.attempt(`${password}00000${i}`, { source: '666' })
  assert.is(await word(world.attempt(password + world.code(), { source: '4712' })), 'throttled')
  assert.is(await word(world.attempt(password + world.code(), phone)), 'accept')
})

test("a full line of guesses leaves the user's own line free", async ({ world }) => {
  await world.attempt(password, phone)
  const guesses = Array.from({ length: 40 }, (_, i) => word(world.attempt(`guess ${i}`, { source: `${i}` })))
  const known = word(world.attempt(password, phone))
  const elsewhere = word(world.attempt(password, { source: '4712' }))
  assert.is(await known, 'accept')
  assert.is(await elsewhere, 'unavailable:busy')
  assert.ok((await Promise.all(guesses)).includes('unavailable:busy'))
})

test('one wrong password sent at once is verified once, takes one place, and charges its source', async ({
  world,
}) => {
  const source = '198.51.100.7'
  const wrong = Array.from({ length: 32 }, () => word(world.attempt('wrong', { source })))
  const right = Array.from({ length: 12 }, () => word(world.attempt(password)))
  assert.equal(await Promise.all(right), Array(12).fill('accept'))
  assert.equal(await Promise.all(wrong), Array(32).fill('password-wrong'))
  assert.ok(world.verifications <= 14, `${world.verifications}`)
  assert.is(await word(world.attempt('wrong', { source })), 'throttled', 'the source waits')
  assert.is((await world.state.readUsers(['local:1']))[0]?.failures.size, 0)
})

test('an accept is never shared: of equal logins with a code one gets in', async ({ world }) => {
  await world.enrol()
  const typed = password + world.code()
  const outcomes = await Promise.all(Array.from({ length: 16 }, () => word(world.attempt(typed))))
  assert.equal(outcomes.sort(), ['accept', ...Array(15).fill('code-used')])
})

test('name and mail address are not tied before the password is right', async ({ world }) => {
  world.find = async () => ({ ...world.userOf('alice'), email: 'alice@example.org' })
  await attack(world, { source: null })
  assert.is(await word(world.attempt(password)), 'throttled')
  assert.is(await word(world.attempt('wrong', { login: 'ALICE@example.org' })), 'password-wrong')
  await attack(world, { login: 'alice@example.org' })
  assert.is(await word(world.attempt(password, { login: 'alice@example.org' })), 'throttled')
  assert.is(await word(world.attempt(password, { login: 'alice@branch' })), 'accept')
  const [record] = await world.state.readUsers(['local:1'])
  assert.equal([...(record?.failures.keys() ?? [])].sort(), ['local:1', 'mail|local:1'])
})

test('known and unknown names are forgotten alike', async ({ world }) => {
  for (const login of ['alice', 'nobody']) {
    for (let i = 0; i < 5; i++) {
      await world.attempt(`guess ${i}`, { login })
      world.now += 1000
    }
    world.now += 25 * 3_600_000
    const words = []
    for (let i = 0; i < 6; i++) words.push(await word(world.attempt(`later ${i}`, { login })))
    const wrong = login === 'alice' ? 'password-wrong' : 'unknown-user'
    assert.equal(words, [wrong, wrong, wrong, wrong, 'throttled', 'throttled'], login)
  }
})

test('a code that was used is used for two days, whatever it is sent again for, and charges no one', async ({
  world,
}) => {
  await world.enrol()
  const first = world.code()
  await world.attempt(password + first)
  world.now += 30_000
  const unused = world.code()
  world.now += 60 * 60_000
  await world.attempt(password + world.code())
  for (const later of [0, day, 2 * day - 2 * 60 * 60_000]) {
    const before = world.now
    world.now += later
    for (let i = 0; i < 5; i++) assert.is(await word(world.attempt(password + first)), 'code-used')
    assert.is(await word(world.attempt(password + unused)), 'code-used', 'another one was used after it')
    world.now = before
  }
  await world.restart()
  assert.is(await word(world.attempt(password + first)), 'code-used')
  assert.is((await world.state.readUsers(['local:1']))[0]?.failures.size, 0)
  world.now += 3 * day
  assert.is(
    await word(world.attempt(password + first)),
    'code-wrong',
    'longer ago it is a code like any other',
  )
})

test('a packet that is sent again charges no one, also after a success and a restart', async ({ world }) => {
  const { recoveryCodes } = await world.enrol()
  const comma = { ...append, separator: ',' }
  const sent = (print: string, typed: string): [string, Partial<LoginAttempt>] => [
    typed,
    { rule: comma, packet: { print, replayed: false }, ...phone },
  ]
  const packets = [
    sent('wrong password', 'wrong,000000'),
    sent('wrong code', `${password},12345`),
    sent('recovery code', `${password},${recoveryCodes[0]}`),
  ]
  for (const [typed, change] of packets) await world.attempt(typed, change)
  assert.is(await word(world.attempt(...sent('success', `${password},${world.code()}`))), 'accept')
  const again = [...packets, sent('success', `${password},${world.code()}`)]
  world.now += day
  await world.restart()
  for (let i = 0; i < 10; i++) for (const [typed, change] of again) await world.attempt(typed, change)
  assert.is((await world.state.readUsers(['local:1']))[0]?.failures.size, 0)
  assert.is(await word(world.attempt(...sent('another packet', `${password},12345`))), 'code-wrong')
  assert.is((await world.state.readUsers(['local:1']))[0]?.failures.size, 1, 'a guess is one')
  const replayed = { rule: comma, packet: { print: 'answered', replayed: true }, ...phone }
  for (let i = 0; i < 5; i++) await world.attempt(`${password},5555${i}`, replayed)
  assert.is((await world.state.readFailures('at|local:1|radius|office-pbx|4711')).code?.count, 1)
})

test('a code in a packet that was answered before is never the right one, whatever time it is by now', async ({
  world,
}) => {
  const { recoveryCodes } = await world.enrol()
  const comma = { ...append, separator: ',' }
  const packet = (print: string, replayed: boolean) => ({
    rule: comma,
    packet: { print, replayed },
    ...phone,
  })
  const early = `${password},${world.code(10)}`
  assert.is(await word(world.attempt(early, packet('early', false))), 'code-wrong')
  world.now += 10 * 30_000
  assert.is(await word(world.attempt(early, packet('early', true))), 'code-used')
  const spare = `${password},${recoveryCodes[0]}`
  assert.is(await word(world.attempt(spare, packet('spare', true))), 'code-used')
  for (const typed of [early, spare]) {
    assert.is(await word(world.attempt(typed, packet(`new ${typed}`, false))), 'accept', 'a new packet may')
  }
})

test('a thousand guesses at once from one address are a few more than those that are free', async ({
  world,
}) => {
  assert.is(await word(world.attempt(password, phone)), 'accept')
  const before = world.verifications
  const guesses = Array.from({ length: 1000 }, (_, i) =>
    world.attempt('guess', { ...http, login: `nobody ${i}`, deadline: world.now + day }),
  )
  const words = (await Promise.all(guesses)).map(inOneWord)
  const verified = words.filter((each) => each === 'unknown-user').length
  assert.is(world.verifications - before, verified)
  assert.ok(verified >= 20 && verified <= 41, `${verified} were verified`)
  assert.is(words.filter((each) => each === 'throttled').length, 1000 - verified)
  const crowd = Array.from({ length: 30 }, (_, i) =>
    word(world.attempt(password, { ...http, source: 'an office', login: i % 2 === 0 ? 'alice' : 'bob' })),
  )
  assert.is((await Promise.all(crowd)).filter((each) => each === 'accept').length, 30)
})

test('who has the password and no code ends no login that was begun where the user is known', async ({
  world,
}) => {
  const browserCookie = await browserOf(world)
  await world.enrol()
  const begin = async (place: LoginAttempt['place']) => {
    const outcome = await world.attempt(password, { ...http, place })
    if (outcome.outcome !== 'challenge') throw new Error(inOneWord(outcome))
    return outcome.challengeState
  }
  const known = { browserCookie }
  const own = await begin(known)
  const elsewhere = await begin({ browserCookie: null })
  for (let i = 0; i < 40; i++) await begin({ browserCookie: null })
  const answer = (challengeState: string) =>
    word(world.attempt(world.code(), { ...http, challengeState, place: known }))
  assert.is(await answer(elsewhere), 'challenge-unknown')
  assert.is(await answer(own), 'accept')
})

test('unsigned passwords that hardly anyone types are judged, and delay nothing but their kind', async ({
  world,
}) => {
  world.verify = async () => 'wrong'
  const unsigned = { authentic: false, ...phone }
  const unlikely = (print: string) => ({
    ...unsigned,
    packet: { print, replayed: false, isUnlikely: true as const },
  })
  const words: string[] = []
  for (let i = 0; i < 30; i++) words.push(await word(world.attempt(`bell\u0007${i}`, unlikely(`${i}`))))
  assert.equal([...new Set(words.slice(0, 11))], ['password-wrong'])
  assert.equal([...new Set(words.slice(11))], ['throttled'], 'guesses are bounded')
  assert.is((await world.state.readFailures('@~office-pbx|4711')).password, null)
  world.verify = null
  assert.is(await word(world.attempt(password, unlikely('right'))), 'throttled')
  assert.is(await word(world.attempt(password, unsigned)), 'accept')
  world.now += 60 * 60_000
  assert.is(await word(world.attempt(password, unlikely('later'))), 'accept')
})

test.run()
