import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sendAccessRequest } from '../../../../server/radius/protocol/client.ts'
import {
  type HttpWorld,
  type Person,
  password,
  sharedSecret,
  withHttpWorld,
  withStillHttpWorld,
} from '../http-world.ts'

const begin = ({ call }: HttpWorld, username: string, typed = password) =>
  call('POST', '/login', { body: { username, password: typed } })

async function challengeOf(world: HttpWorld, username: string): Promise<string> {
  const { body } = await begin(world, username)
  assert.is(body.status, 'challenge')
  return body.challenge
}

const answerWith = ({ call }: HttpWorld, challenge: string, code: string, factor = 'totp') =>
  call('POST', '/login/challenge', { body: { challenge, factor, code } })

async function overRadius({ listeners }: HttpWorld, { name }: Person, code: string): Promise<string> {
  const [server = ''] = listeners.radius
  const answer = await sendAccessRequest(
    {
      server: { host: '127.0.0.1', port: Number(server.split(':').at(-1)) },
      sharedSecret,
      userName: name,
      password: password + code,
      state: null,
      nasIdentifier: 'tests',
      requireMessageAuthenticator: true,
    },
    { timeout: 60_000, retries: 0 },
  )
  return answer.code
}

test('password, then code', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice', { role: 'admin', email: 'alice@example.org' })
    const begun = await begin(world, 'alice')
    assert.is(begun.status, 200)
    const { status, challenge, factors, digits, canReset, trustFor } = begun.body
    assert.equal(begun.body.codeLengths, [6])
    assert.equal(
      [status, factors, digits, canReset, trustFor],
      ['challenge', ['totp', 'recovery-code', 'email-code'], 6, true, 7 * 86_400],
    )

    const done = await answerWith(world, challenge, alice.code())
    assert.is(done.status, 200)
    assert.is(done.body.status, 'accepted')
    assert.equal(done.body.user, { key: alice.userKey, name: 'alice', displayName: null })
    assert.equal(done.body.factors, ['password', 'totp'])
    assert.equal(done.body.enrolment, { invited: false, graceEnds: null })
    assert.is(done.headers.get('Set-Cookie'), null)
  }))

test('an address that cannot be mailed is offered neither a code nor a link', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice', { email: 'alice@example.org, bob@example.org' })
    const { factors, canReset } = (await begin(world, 'alice')).body
    assert.equal([factors, canReset], [['totp', 'recovery-code'], false])
  }))

test('a user without a second factor is accepted and invited', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const { body } = await begin(world, 'bob')
    assert.equal(
      [body.status, body.factors, body.enrolment],
      ['accepted', ['password'], { invited: true, graceEnds: null }],
    )
  }))

test('known and unknown users, wrong passwords and disabled users look the same', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice')
    const wrong = await begin(world, 'alice', 'wrong')
    const unknown = await begin(world, 'nobody', 'wrong')
    assert.equal([wrong.status, wrong.text], [401, unknown.text])
    assert.is(unknown.status, 401)
    assert.is(wrong.body.error.code, 'login-rejected')
    const names = (headers: Headers) => [...headers.keys()].sort()
    assert.equal(names(wrong.headers), names(unknown.headers))
  }))

test('a wrong code leaves the challenge as long as it has codes, and the right one still counts', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const challenge = await challengeOf(world, 'alice')
    const wrong = await answerWith(world, challenge, '000000')
    assert.equal([wrong.status, wrong.body.error.code, wrong.body.error.codesLeft], [401, 'code-rejected', 4])
    assert.is((await answerWith(world, challenge, alice.code())).status, 200)
    const again = await answerWith(world, challenge, alice.code(1))
    assert.equal([again.status, again.body.error.code], [401, 'challenge-expired'])
  }))

test('a challenge belongs to its portal, its user and its bytes', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    await world.addPerson('bob')
    const challenge = await challengeOf(world, 'alice')
    const [state = '', login = ''] = challenge.split('.')
    const altered = [
      `${state}.${Buffer.from('bob').toString('base64url')}`,
      `${state.slice(0, -1)}${state.endsWith('A') ? 'Q' : 'A'}.${login}`,
      state,
      `${challenge}.x`,
      `${challenge}=`,
      '.',
    ]
    for (const each of altered) {
      const { status, body } = await answerWith(world, each, alice.code())
      assert.equal([status, body.error.code], [401, 'challenge-expired'], each)
    }
    const elsewhere = await world.call('POST', '/login/challenge', {
      bearer: 'the key of another portal in these tests',
      body: { challenge, factor: 'totp', code: alice.code() },
    })
    assert.is(elsewhere.body.error.code, 'challenge-expired')
  }))

test('a code that got in over HTTP is refused over RADIUS, and the other way round', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const first = alice.code()
    assert.is((await answerWith(world, await challengeOf(world, 'alice'), first)).status, 200)
    assert.is(await overRadius(world, alice, first), 'Access-Reject')

    const bob = await world.addPerson('bob')
    const second = bob.code()
    assert.is(await overRadius(world, bob, second), 'Access-Accept')
    const refused = await answerWith(world, await challengeOf(world, 'bob'), second)
    assert.equal([refused.status, refused.body.error.code], [401, 'code-used'])
  }))

test('of a thousand codes at once, one gets in', () =>
  withStillHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const challenge = await challengeOf(world, 'alice')
    const code = alice.code()
    const answers = await Promise.all(Array.from({ length: 1000 }, () => answerWith(world, challenge, code)))
    const accepted = answers.filter(({ status }) => status === 200)
    assert.is(accepted.length, 1)
    const others = new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.error.code))
    for (const code of others)
      assert.ok(['challenge-expired', 'code-used', 'unavailable'].includes(code), code)
  }))

test('a code that is typed while another is being mailed waits its turn', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice', { email: 'alice@example.org' })
    const challenge = await challengeOf(world, 'alice')
    const [, , done] = await Promise.all([
      world.call('POST', '/login/email-code', { body: { challenge } }),
      world.call('POST', '/login/reset', { body: { challenge } }),
      answerWith(world, challenge, alice.code()),
    ])
    assert.is(done.status, 200)
  }))

test('a recovery code counts once', () =>
  withHttpWorld(async (world) => {
    const { recoveryCodes } = await world.addPerson('alice')
    const [code = ''] = recoveryCodes
    const done = await answerWith(world, await challengeOf(world, 'alice'), code, 'recovery-code')
    assert.equal([done.status, done.body.factors], [200, ['password', 'recovery-code']])
    const again = await answerWith(world, await challengeOf(world, 'alice'), code, 'recovery-code')
    assert.is(again.body.error.code, 'code-rejected')
  }))

test('too many wrong passwords have to wait, and are told for how long', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice')
    let last = await begin(world, 'alice', 'wrong 0')
    for (let i = 1; i < 20 && last.status === 401; i++) last = await begin(world, 'alice', `wrong ${i}`)
    assert.equal([last.status, last.body.error.code], [429, 'throttled'])
    const seconds = Number(last.headers.get('Retry-After'))
    assert.ok(Number.isInteger(seconds) && seconds >= 1)
    assert.is(last.body.error.retryAfter, seconds)
    const right = await begin(world, 'alice')
    assert.is(right.status, 429)
  }))

test('codes that are held say for how long, over HTTP and RADIUS, and cost no try', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice')
    const challenge = await challengeOf(world, 'alice')
    // As a restore leaves the floor.
    await world.service.state.markRequired('local:of nobody', Date.now() + 170_000)
    for (let i = 0; i < 7; i++) {
      const { status, body, headers } = await answerWith(world, challenge, alice.code())
      assert.equal([status, body.error.code, body.error.codesLeft], [401, 'codes-held', 5])
      assert.ok(body.error.retryAfter > 150 && body.error.retryAfter <= 170)
      assert.is(headers.get('Retry-After'), String(body.error.retryAfter))
    }
    assert.is(await overRadius(world, alice, alice.code()), 'Access-Reject')
    assert.equal(await world.service.state.readFailures(alice.userKey), { password: null, code: null })
    assert.is((await world.service.state.releaseClock(Date.now())).result, 'released')
    assert.is((await answerWith(world, challenge, alice.code())).body.status, 'accepted')
  }))

test('a code by mail is for its login alone; asking for one looks the same for everyone', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('alice', { email: 'alice@example.org' })
    const challenge = await challengeOf(world, 'alice')
    const other = await challengeOf(world, 'alice')
    const asked = await world.call('POST', '/login/email-code', { body: { challenge } })
    const forNobody = await world.call('POST', '/login/email-code', {
      body: { challenge: `AAAAAAAAAAAAAAAA.${Buffer.from('nobody').toString('base64url')}` },
    })
    const garbage = await world.call('POST', '/login/email-code', { body: { challenge: 'garbage' } })
    for (const each of [asked, forNobody, garbage]) assert.equal([each.status, each.text], [202, '{}'])

    const code = await world.mailed(/^ +(\d{8})$/m)
    const elsewhere = await answerWith(world, other, code, 'email-code')
    assert.is(elsewhere.body.error.code, 'code-rejected')
    const done = await answerWith(world, challenge, code, 'email-code')
    assert.equal([done.status, done.body.factors], [200, ['password', 'email-code']])
  }))

test.run()
