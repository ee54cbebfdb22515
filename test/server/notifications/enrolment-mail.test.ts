import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { day, lastMail, type MailedWorld, minute, password, tokenIn, withWorld } from './mailed-world.ts'

const asker = { askedBy: 'pages', from: '192.0.2.1:4711', source: '192.0.2.1' }
const admin = { door: 'http', by: 'local:3' } as const

async function found(world: MailedWorld, name = 'alice') {
  const user = world.users.find((each) => each.name === name)
  if (user === undefined) throw new Error(`nobody called ${name}`)
  return { user, userKey: `local:${user.id}`, store: undefined as never }
}

async function invitedToken(world: MailedWorld): Promise<string> {
  await world.login('alice')
  await world.idle()
  return tokenIn(lastMail(world, 'enrolment-link').link)
}

const open = (world: MailedWorld, token: string, typed = password) =>
  world.enrolmentMail.open({ token, password: typed, ...asker })

test('the first login of a user who must set up a second factor brings a mail, once a day', () =>
  withWorld(async (world) => {
    const token = await invitedToken(world)
    const { link, days, graceEnds } = lastMail(world, 'enrolment-link')
    assert.is(link, `https://pbx.test/enrol?token=${token}`)
    assert.is(days, 3)
    assert.is(graceEnds, world.now + 7 * day)
    assert.is(world.mails[0]?.expiresAt, world.now + 3 * day)
    assert.is(world.mails[0]?.to.language, 'de')
    await Promise.all(Array.from({ length: 10 }, () => world.login('alice')))
    await world.idle()
    assert.is(world.mails.length, 1)
    world.now += day
    await world.login('alice')
    await world.idle()
    assert.is(world.mails.length, 2)
    assert.equal(world.faults, [])
  }))

test('no one is mailed who has no address or an authenticator, where policy is off or there is no page', async () => {
  await withWorld(async (world) => {
    await world.enrol()
    world.logins.tell({ what: 'enrolment-due', found: await found(world) })
    world.logins.tell({ what: 'enrolment-due', found: await found(world, 'bob') })
    await world.idle()
    assert.equal(world.mails, [])
  })
  const unmailed = async (world: MailedWorld) => {
    world.logins.tell({ what: 'enrolment-due', found: await found(world) })
    await world.idle()
    assert.equal(world.mails, [])
  }
  await withWorld(unmailed, { enrolmentMail: 'off' })
  await withWorld(unmailed, {}, null)
})

test('an invitation never throws: what goes wrong is told', () =>
  withWorld(async (world) => {
    world.policy = { ...world.policy, enrolmentMail: 'qr' }
    world.enrolments.offer = async () => {
      throw new Error('full disk')
    }
    world.logins.tell({ what: 'enrolment-due', found: await found(world) })
    await world.idle()
    assert.equal(world.mails, [])
    assert.is(world.faults.length, 1)
  }))

test('the link opens for its user and password alone, again and again, until its user has an authenticator', () =>
  withWorld(async (world) => {
    const token = await invitedToken(world)
    for (let i = 0; i < 2; i++) {
      const opened = await open(world, token)
      assert.is(opened.result, 'opened')
      if (opened.result === 'opened') assert.is(opened.found.userKey, 'local:1')
    }
    assert.equal(await open(world, token, 'wrong'), {
      result: 'refused',
      reason: 'login-rejected',
      retryAfter: 0,
    })
    await world.enrol()
    assert.equal(await open(world, token), { result: 'refused', reason: 'expired', retryAfter: 0 })
  }))

test('late, altered, replaced and reset links do not open, nor do those of users who may not log in', () =>
  withWorld(async (world) => {
    const expired = { result: 'refused', reason: 'expired', retryAfter: 0 }
    const token = await invitedToken(world)
    assert.equal(await open(world, `${token}x`), expired)
    assert.equal(await open(world, ''), expired)
    await world.enrolmentMail.send(await found(world), admin)
    assert.equal(await open(world, token), expired)
    const newer = tokenIn(lastMail(world, 'enrolment-link').link)
    world.users = world.users.map((user) => ({ ...user, enabled: false }))
    assert.equal(await open(world, newer), expired)
    world.users = world.users.map((user) => ({ ...user, enabled: true }))
    assert.is((await open(world, newer)).result, 'opened')
    world.now += 3 * day
    assert.equal(await open(world, newer), expired)
  }))

test('guessing the password behind a link is throttled as a login is', () =>
  withWorld(async (world) => {
    const token = await invitedToken(world)
    for (let i = 0; i < 4; i++) await open(world, token, `guess ${i}`)
    const throttled = await open(world, token)
    assert.equal(throttled, { result: 'refused', reason: 'throttled', retryAfter: 1000 })
    assert.is((await world.login('alice', { place: null })).outcome, 'reject')
    assert.is((await world.login('alice')).outcome, 'accept', 'where the user got in before')
    world.now += 1000
    assert.is((await open(world, token)).result, 'opened')
  }))

test("a link is its own user's, also when the name leads to someone else by now", () =>
  withWorld(async (world) => {
    const token = await invitedToken(world)
    const [alice] = world.users
    if (alice === undefined) throw new Error('no alice')
    world.users = [{ ...alice, id: '8' }, ...world.users]
    assert.is((await open(world, token, 'wrong')).result, 'refused')
    const opened = await open(world, token)
    assert.is(opened.result === 'opened' && opened.found.userKey, 'local:1')
    assert.ok(world.audited.every(({ event, userKey }) => event !== 'login' || userKey === 'local:1'))
  }))

test('a user who opens a link is not mailed another for it', () =>
  withWorld(async (world) => {
    const token = await invitedToken(world)
    world.now += day
    await open(world, token)
    await world.idle()
    assert.is(world.mails.length, 1)
    assert.is((await open(world, token)).result, 'opened')
  }))

test('by QR code, the mailed authenticator waits as long as the link, and is confirmed where the link leads', () =>
  withWorld(
    async (world) => {
      await world.login('alice')
      await world.idle()
      const { uri, link } = lastMail(world, 'enrolment-qr')
      assert.ok(uri.startsWith('otpauth://totp/'))
      world.now += 3 * day - minute
      const opened = await open(world, tokenIn(link))
      if (opened.result !== 'opened' || opened.offered === null) throw new Error('nothing was offered')
      const secret = new URL(uri).searchParams.get('secret') ?? ''
      const codes = [world.code(0, secret)]
      const actor = { door: 'http', login: 'alice' } as const
      const confirmed = await world.enrolments.confirm(
        { userKey: 'local:1', id: opened.offered, codes },
        actor,
      )
      assert.is(confirmed.result, 'confirmed')
      await world.idle()
      assert.equal(lastMail(world, 'notice'), { kind: 'notice', notice: 'enrolled', by: 'user' })
      assert.is((await open(world, tokenIn(link))).result, 'refused')
    },
    { enrolmentMail: 'qr' },
  ))

test('a setup that is under way is not ended by a mail: the link comes alone', () =>
  withWorld(
    async (world) => {
      const { user, userKey } = await found(world)
      const app = {
        kind: 'app',
        algorithm: 'SHA1',
        digits: 6,
        period: 30,
        totpSecret: null,
        serial: null,
      } as const
      const request = { userKey, account: user.name, email: user.email, ...app }
      await world.enrolments.offer(request, { door: 'http' })
      await world.enrolmentMail.send(await found(world), admin)
      const { link } = lastMail(world, 'enrolment-link')
      const opened = await open(world, tokenIn(link))
      assert.equal([opened.result, opened.result === 'opened' && opened.offered], ['opened', null])
    },
    { enrolmentMail: 'qr' },
  ))

test('no one is sent a link that would not open', () =>
  withWorld(async (world) => {
    const alice = await found(world)
    const disabled = { ...alice, user: { ...alice.user, enabled: false } }
    assert.is(await world.enrolmentMail.send(disabled, admin), 'conflict')
    await world.enrol()
    assert.is(await world.enrolmentMail.send(alice, admin), 'conflict')
    assert.equal(world.mails, [])
    const off = { userKey: 'local:1', id: null, enabled: false, ifVersion: null }
    await world.enrolments.switchOnOff(off, admin)
    assert.is(await world.enrolmentMail.send(alice, admin), 'queued')
  }))

test('an admin sends it whatever the policy, once a minute, and is told when nothing was sent', async () => {
  await withWorld(
    async (world) => {
      assert.is(await world.enrolmentMail.send(await found(world), admin), 'queued')
      assert.is(await world.enrolmentMail.send(await found(world), admin), 'throttled')
      assert.is(await world.enrolmentMail.send(await found(world, 'bob'), admin), 'no-mail')
      world.now += minute
      world.postIsFull = true
      assert.is(await world.enrolmentMail.send(await found(world), admin), 'throttled')
      assert.is(world.mails.length, 1)
    },
    { enrolmentMail: 'off' },
  )
  await withWorld(
    async (world) => assert.is(await world.enrolmentMail.send(await found(world), admin), 'no-mail'),
    {},
    null,
  )
})

test.run()
