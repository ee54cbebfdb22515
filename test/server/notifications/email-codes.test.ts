import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lastMail, minute, withWorld } from './mailed-world.ts'

test('the mailed code answers its login, once', () =>
  withWorld(async (world) => {
    await world.enrol()
    const challenge = await world.challenge()
    await world.emailCodes.send(challenge, 'portal')
    const { code, minutes } = lastMail(world, 'email-code')
    assert.match(code, /^\d{8}$/)
    assert.is(minutes, 5)
    assert.equal(world.mails[0]?.to, { address: 'alice@example.test', name: 'Alice', language: 'de' })
    assert.is(world.mails[0]?.expiresAt, world.now + 5 * minute)
    const { challengeState } = challenge
    const outcome = await world.login('alice', { challengeState, typed: code, codeFactor: 'email-code' })
    assert.is(outcome.outcome, 'accept')
    const again = await world.login('alice', { challengeState, typed: code, codeFactor: 'email-code' })
    assert.is(again.outcome, 'reject')
  }))

test('a code answers no other login, and a newer one takes its place', () =>
  withWorld(async (world) => {
    await world.enrol()
    const [first, other] = [await world.challenge(), await world.challenge()]
    await world.emailCodes.send(first, 'portal')
    const { code } = lastMail(world, 'email-code')
    const wrong = await world.login('alice', { challengeState: other.challengeState, typed: code })
    assert.is(wrong.outcome, 'challenge')
    world.now += minute
    await world.emailCodes.send(first, 'portal')
    assert.is.not(lastMail(world, 'email-code').code, code)
    const old = await world.login('alice', { challengeState: first.challengeState, typed: code })
    assert.is(old.outcome, 'challenge')
  }))

test('the authenticator still answers a login for which a code was mailed', () =>
  withWorld(async (world) => {
    await world.enrol()
    const challenge = await world.challenge()
    await world.emailCodes.send(challenge, 'portal')
    const { challengeState } = challenge
    assert.is((await world.login('alice', { challengeState, typed: world.code() })).outcome, 'accept')
  }))

test('a login is answered even while a code is mailed for it, and the mail does not bring it back', () =>
  withWorld(async (world) => {
    await world.enrol()
    const challenge = await world.challenge()
    const { challengeState } = challenge
    const mailing = world.emailCodes.send(challenge, 'portal')
    const answer = world.login('alice', { challengeState, typed: world.code() })
    assert.is((await answer).outcome, 'accept')
    await mailing
    const again = await world.login('alice', { challengeState, typed: world.code(1) })
    assert.is(again.outcome, 'reject')
  }))

test('a mail a minute for each login, five an hour for each user, and no login is lost by asking', () =>
  withWorld(async (world) => {
    await world.enrol()
    const challenge = await world.challenge()
    for (let i = 0; i < 10; i++) await world.emailCodes.send(challenge, 'portal')
    assert.is(world.mails.length, 1)
    for (let i = 0; i < 10; i++) await world.emailCodes.send(await world.challenge(), 'portal')
    assert.is(world.mails.length, 5)
    world.now += minute
    await world.emailCodes.send(challenge, 'portal')
    assert.is(world.mails.length, 5)
    const { challengeState } = challenge
    assert.is((await world.login('alice', { challengeState, typed: world.code() })).outcome, 'accept')
    world.now += 60 * minute
    await world.emailCodes.send(await world.challenge(), 'portal')
    assert.is(world.mails.length, 6)
  }))

test('no one else is mailed anything: no address, disabled, unknown, another portal, made-up challenge, switched off', () =>
  withWorld(async (world) => {
    await world.enrol()
    await world.enrol('local:2')
    await world.emailCodes.send(await world.challenge('bob'), 'portal')
    const challenge = await world.challenge()
    await world.emailCodes.send(challenge, 'another portal')
    await world.emailCodes.send({ ...challenge, userKey: 'local:3' }, 'portal')
    await world.emailCodes.send({ ...challenge, userKey: 'local:9' }, 'portal')
    await world.emailCodes.send({ ...challenge, challengeState: 'made-up' }, 'portal')
    world.policy = { ...world.policy, emailCode: false }
    await world.emailCodes.send(challenge, 'portal')
    world.policy = { ...world.policy, emailCode: true }
    world.users = world.users.map((user) => ({ ...user, enabled: false }))
    await world.emailCodes.send(challenge, 'portal')
    assert.equal(world.mails, [])
    world.users = world.users.map((user) => ({ ...user, enabled: true }))
    await world.emailCodes.send(challenge, 'portal')
    assert.is(world.mails.length, 1)
  }))

test.run()
