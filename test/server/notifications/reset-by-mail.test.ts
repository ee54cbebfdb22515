import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { User } from '../../../adapters/user-store.ts'
import { lastMail, type MailedWorld, minute, password, tokenIn, withWorld } from './mailed-world.ts'

const optional = { secondFactor: 'optional' } as const
const from = '192.0.2.1:4711'

async function mailedToken(world: MailedWorld): Promise<string> {
  await world.enrol()
  await world.resets.request(await world.challenge(), 'portal', from)
  return tokenIn(lastMail(world, 'reset-link').link)
}

const enrolled = async (world: MailedWorld) =>
  ((await world.state.readEnrolment('local:1'))?.authenticators.length ?? 0) > 0

function change(world: MailedWorld, changes: Partial<User>): void {
  world.users = world.users.map((user) => (user.id === '1' ? { ...user, ...changes } : user))
}

test('the link has 256 random bits, leads to publicUrl, and its hash alone is stored', () =>
  withWorld(async (world) => {
    const token = await mailedToken(world)
    const { link, minutes } = lastMail(world, 'reset-link')
    assert.is(link, `https://pbx.test/reset?token=${token}`)
    assert.is(Buffer.from(token, 'base64url').length, 32)
    assert.is(minutes, 10)
    assert.is(world.mails[0]?.expiresAt, world.now + 10 * minute)
    const hash = createHash('sha256').update(token).digest('base64url')
    assert.is((await world.state.readLink('reset', hash, world.now))?.userKey, 'local:1')
    assert.is(await world.state.readLink('reset', token, world.now), null)
    assert.not.match(JSON.stringify(world.audited), token)
  }))

test('reading consumes nothing; consuming resets, once, and the user is told', () =>
  withWorld(async (world) => {
    const token = await mailedToken(world)
    for (let i = 0; i < 3; i++) assert.is((await world.resets.read(token))?.userKey, 'local:1')
    assert.ok(await enrolled(world))
    const results = await Promise.all(Array.from({ length: 50 }, () => world.resets.consume(token, from)))
    assert.equal(
      results.filter((result) => result !== null).map((found) => found.userKey),
      ['local:1'],
    )
    assert.not.ok(await enrolled(world))
    await world.idle()
    assert.equal(lastMail(world, 'notice'), { kind: 'notice', notice: 'reset', by: 'user' })
    assert.is(world.mails.length, 2)
    assert.is(await world.resets.read(token), null)
    assert.equal(
      world.audited.map(({ event }) => event).filter((event) => event !== 'login'),
      ['reset-link.mailed', 'reset-link.used', 'enrolment.reset'],
    )
  }, optional))

test('a user who must have a second factor is mailed how to set up the next, though invited today', () =>
  withWorld(
    async (world) => {
      assert.is((await world.login('alice')).outcome, 'reject')
      await world.idle()
      assert.is(lastMail(world, 'enrolment-link').graceEnds, world.now)
      const token = await mailedToken(world)
      assert.is((await world.resets.consume(token, from))?.userKey, 'local:1')
      await world.idle()
      const link = world.mails.flatMap(({ message }) =>
        message.kind === 'enrolment-link' ? message.link : [],
      )
      assert.is(link.length, 1)
      const opening = { token: tokenIn(link[0] ?? ''), askedBy: 'pages', from, source: null }
      assert.is((await world.enrolmentMail.open({ ...opening, password })).result, 'opened')
    },
    { gracePeriod: 0 },
  ))

test('no one resets who could not get in afterwards', () =>
  withWorld(
    async (world) => {
      await world.enrol()
      await world.resets.request(await world.challenge(), 'portal', from)
      assert.equal(world.mails, [])
      world.policy = { ...world.policy, gracePeriod: minute }
      await world.resets.request(await world.challenge(), 'portal', from)
      const token = tokenIn(lastMail(world, 'reset-link').link)
      world.policy = { ...world.policy, gracePeriod: 0 }
      assert.is(await world.resets.consume(token, from), null)
      assert.ok(await enrolled(world))
    },
    { gracePeriod: 0, enrolmentMail: 'off' },
  ))

test('late, altered and replaced links change nothing', () =>
  withWorld(async (world) => {
    const token = await mailedToken(world)
    const altered = token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))
    for (const wrong of [altered, token.slice(1), `${token}=`, '', 'x'.repeat(5000)]) {
      assert.is(await world.resets.consume(wrong, from), null)
    }
    world.now += minute
    await world.resets.request(await world.challenge(), 'portal', from)
    const newer = tokenIn(lastMail(world, 'reset-link').link)
    assert.is(await world.resets.consume(token, from), null)
    world.now += 10 * minute
    assert.is(await world.resets.read(newer), null)
    assert.is(await world.resets.consume(newer, from), null)
    assert.ok(await enrolled(world))
  }))

test('a user who is disabled, gone or may not reset any more meanwhile keeps the second factor', async () => {
  const meanwhile: ((world: MailedWorld) => void)[] = [
    (world) => change(world, { enabled: false }),
    (world) => change(world, { id: '9' }),
    (world) => change(world, { role: 'superadmin' }),
  ]
  for (const happens of meanwhile) {
    await withWorld(
      async (world) => {
        const token = await mailedToken(world)
        happens(world)
        assert.is(await world.resets.consume(token, from), null)
        assert.ok(await enrolled(world))
      },
      { selfReset: ['user', 'admin'] },
    )
  }
})

test('a user store that is down costs no one the link', () =>
  withWorld(async (world) => {
    const token = await mailedToken(world)
    world.storeIsDown = true
    let rejected = false
    await world.resets.consume(token, from).catch(() => {
      rejected = true
    })
    assert.ok(rejected)
    world.storeIsDown = false
    assert.is((await world.resets.consume(token, from))?.userKey, 'local:1')
  }))

test('nothing is mailed without the challenge of a login, an address, or a role that may reset; asking loses no login', () =>
  withWorld(
    async (world) => {
      await world.enrol()
      await world.enrol('local:2')
      await world.enrol('local:3')
      await world.resets.request(await world.challenge('bob'), 'portal', from)
      await world.resets.request(await world.challenge('carol'), 'portal', from)
      const challenge = await world.challenge()
      await world.resets.request({ ...challenge, userKey: 'local:9' }, 'portal', from)
      await world.resets.request(challenge, 'another portal', from)
      await world.resets.request({ ...challenge, challengeState: 'made-up' }, 'portal', from)
      assert.equal(world.mails, [])
      for (let i = 0; i < 5; i++) await world.resets.request(challenge, 'portal', from)
      assert.is(world.mails.length, 1)
      const { challengeState } = challenge
      assert.is((await world.login('alice', { challengeState, typed: world.code() })).outcome, 'accept')
    },
    { selfReset: ['user'] },
  ))

test('without a page to lead to, no link is mailed', () =>
  withWorld(
    async (world) => {
      await world.enrol()
      await world.resets.request(await world.challenge(), 'portal', from)
      assert.equal(world.mails, [])
    },
    {},
    null,
  ))

test.run()
