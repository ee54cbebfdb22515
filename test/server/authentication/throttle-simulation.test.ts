import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginAttempt, LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { append, createLoginWorld, inOneWord, type LoginWorld, password } from './login-world.ts'

const minute = 60_000
const minutes = 30
const connections = 32

type Channel = Partial<LoginAttempt>
const browser = { rule: { ...append, secondFactor: 'challenge' }, door: 'http', askedBy: 'portal' } as const

/** How a user comes in, and how an attacker beside them does. `fresh`: a place from which no one logged in before. */
const listeners: Readonly<
  Record<
    string,
    { readonly user: Channel; readonly attacker: Channel; readonly fresh: (n: number) => Channel }
  >
> = {
  'RADIUS, signed': {
    user: { source: '4711' },
    attacker: { source: '666' },
    fresh: (n) => ({ source: `hotel ${n}` }),
  },
  'RADIUS, signed, no Calling-Station-Id from the attacker': {
    user: { source: '4711' },
    attacker: { source: null },
    fresh: (n) => ({ source: `hotel ${n}` }),
  },
  'RADIUS, unsigned': {
    user: { authentic: false, source: '4711' },
    attacker: { authentic: false, source: '666' },
    fresh: (n) => ({ authentic: false, source: `hotel ${n}` }),
  },
  HTTP: {
    user: { ...browser, source: '198.51.100.7' },
    attacker: { ...browser, source: '198.51.100.7', place: { browserCookie: null } },
    fresh: (n) => ({ ...browser, source: `203.0.113.${n}`, place: { browserCookie: null } }),
  },
}

const guesses: Readonly<Record<string, (n: number) => string>> = {
  'one wrong password': () => 'wrong',
  'many wrong passwords': (n) => `wrong ${n}`,
}

/** Password and code, in one or two steps. */
async function logIn(world: LoginWorld, channel: Channel): Promise<LoginOutcome> {
  if (channel.door !== 'http') return world.attempt(password + world.code(), channel)
  const asked = await world.attempt(password, channel)
  if (asked.outcome !== 'challenge') return asked
  return world.attempt(world.code(), { ...channel, challengeState: asked.challengeState })
}

/** The browser shows from now on what it got. */
async function becomeKnown(world: LoginWorld, channel: Channel): Promise<Channel> {
  const first = await logIn(
    world,
    channel.door === 'http' ? { ...channel, place: { browserCookie: null } } : channel,
  )
  if (first.outcome !== 'accept') throw new Error(inOneWord(first))
  world.now += minute
  return channel.door === 'http'
    ? { ...channel, place: { browserCookie: first.browserCookie?.value ?? null } }
    : channel
}

/** An attacker who sends without a pause, while the user logs in once a minute; the share of logins let in. */
async function simulate(
  world: LoginWorld,
  attack: (n: number) => Promise<LoginOutcome>,
  login: (n: number) => Promise<LoginOutcome>,
): Promise<number> {
  let accepted = 0
  let sent = 0
  for (let n = 0; n < minutes; n++) {
    const before = Array.from({ length: connections }, () => attack(sent++))
    const outcome = login(n)
    const behind = Array.from({ length: connections }, () => attack(sent++))
    if ((await outcome).outcome === 'accept') accepted++
    const attacks = await Promise.all([...before, ...behind])
    assert.not(attacks.some(({ outcome }) => outcome === 'accept' || outcome === 'challenge'))
    world.now += minute
  }
  return accepted / minutes
}

for (const [where, { user, attacker, fresh }] of Object.entries(listeners)) {
  for (const [what, guess] of Object.entries(guesses)) {
    test(`${where}, ${what} on ${connections} connections: a known place lets its user in every time`, async () => {
      const world = await createLoginWorld()
      try {
        await world.enrol()
        const known = await becomeKnown(world, user)
        const attack = (n: number) => world.attempt(guess(n), attacker)
        assert.is(await simulate(world, attack, () => logIn(world, known)), 1)
        const share = await simulate(world, attack, (n) => logIn(world, fresh(n)))
        console.log(`${where}, ${what}: from a new place ${(100 * share).toFixed(0)} % of logins are let in`)
        assert.is(inOneWord(await logIn(world, known)), 'accept')
        assert.equal(world.faults, [])
      } finally {
        await world.end()
      }
    })
  }
}

test('an attacker everywhere at once, who even has the password, delays no login from a known place', async () => {
  const world = await createLoginWorld()
  try {
    await world.enrol()
    const places: Channel[] = []
    for (const { user } of Object.values(listeners)) places.push(await becomeKnown(world, user))
    const attackers = Object.values(listeners).map(({ attacker }) => attacker)
    const attack = (n: number) => {
      const channel = attackers[n % attackers.length] as Channel
      if (n % 3 > 0 || channel.door === 'http') return world.attempt(`wrong ${n}`, channel)
      return world.attempt(`${password}${String(n).padStart(6, '0')}`, channel)
    }
    const login = (n: number) => logIn(world, places[n % places.length] as Channel)
    assert.is(await simulate(world, attack, login), 1)
    const [record] = await world.state.readUsers(['local:1'])
    for (const [run, { password: failed, code }] of record?.failures ?? []) {
      assert.ok((failed?.count ?? 0) <= 100 && (code?.count ?? 0) <= 100, run)
    }
  } finally {
    await world.end()
  }
})

test.run()
