import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  actor,
  aDevice,
  alice,
  anApp,
  bob,
  createEnrolmentWorld,
  deviceInBase32,
  type EnrolmentWorld,
  minute,
  start,
} from './enrolment-world.ts'

const test = suite<{ world: EnrolmentWorld }>('offering')
test.before.each(async (context) => {
  context.world = await createEnrolmentWorld()
})
test.after.each(({ world }) => world.end())

test('an app gets 160 bits made here, and a URI that says all of it', async ({ world }) => {
  const { id, totpSecret, uri, codes, expiresAt } = await world.offer()
  assert.match(totpSecret, /^[A-Z2-7]{32}$/)
  assert.is(codes, 1)
  assert.is(expiresAt, start + 15 * minute)
  const parsed = new URL(uri)
  assert.is(`${parsed.protocol}//${parsed.host}${parsed.pathname}`, 'otpauth://totp/Ringlock:alice')
  assert.equal(Object.fromEntries(parsed.searchParams), {
    issuer: 'Ringlock',
    secret: totpSecret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
  const other = await world.offer()
  assert.is.not(other.totpSecret, totpSecret)
  assert.is.not(other.id, id)
})

test('a name with any characters is escaped in the URI, a space never as a plus', async ({ world }) => {
  const account = 'Zoë O\u2019Neil+1/50% ?#&=@pbx.example'
  const { uri } = await world.offer({ account })
  assert.not.match(uri.slice(0, uri.indexOf('?')), /[+ #&=]/)
  assert.is(decodeURIComponent(new URL(uri).pathname), `/Ringlock:${account}`)
})

test('an offer changes nothing: no authenticator, no codes, no other version', async ({ world }) => {
  await world.offer()
  const enrolment = await world.state.readEnrolment(alice)
  assert.equal(enrolment?.authenticators, [])
  assert.equal(enrolment?.recoveryCodeHashes, [])
  assert.equal(world.audited, [
    { event: 'enrolment.offered', outcome: 'done', reason: 'app', userKey: alice, ...actor },
  ])
})

test("the vendor's key is taken in hex, and shown in base32; two codes are asked for", async ({ world }) => {
  const { totpSecret, codes } = await world.offer(aDevice)
  assert.is(totpSecret, deviceInBase32)
  assert.is(codes, 2)
})

test('a key that no one can read, or that is too short, is refused', async ({ world }) => {
  const offer = (totpSecret: string) => world.enrolments.offer({ ...anApp, ...aDevice, totpSecret }, actor)
  assert.equal(await offer('not a key!'), { result: 'refused', reason: 'unreadable' })
  assert.equal(await offer('GEZDGNBV'), { result: 'refused', reason: 'too-short' })
  assert.is(await world.state.readEnrolment(alice), null)
})

test('where the policy says so, a mail address comes first', async ({ world }) => {
  world.policy = { ...world.policy, requireEmail: true }
  const refused = { result: 'refused', reason: 'email-required' }
  assert.equal(await world.enrolments.offer(anApp, actor), refused)
  assert.is((await world.offer({ email: 'alice@example.test' })).codes, 1)
})

test("another user's device is refused without a word about whose it is", async ({ world }) => {
  await world.enrol(aDevice)
  const theirs = await world.enrolments.offer({ ...anApp, ...aDevice, userKey: bob }, actor)
  assert.equal(theirs, { result: 'refused', reason: 'device-taken' })
  const own = await world.enrolments.offer({ ...anApp, ...aDevice, totpSecret: deviceInBase32 }, actor)
  assert.equal(own, { result: 'refused', reason: 'device-taken' })
  assert.equal(
    world.audited.map(({ outcome, reason }) => `${outcome} ${reason}`),
    ['refused device-taken', 'refused device-taken'],
  )
  const another = { ...aDevice, totpSecret: '3132333435363738393031323334353637383931' }
  assert.is((await world.offer({ ...another, userKey: bob })).codes, 2)
})

test('an app may have the secret of another app: no one can tell whose it was first', async ({ world }) => {
  await world.enrol({ totpSecret: deviceInBase32 })
  await world.enrol({ totpSecret: deviceInBase32, userKey: bob })
})

test('no secret reaches the disk or the audit log in the clear', async ({ world }) => {
  const { totpSecret } = await world.enrol()
  await world.enrol(aDevice)
  const file = await readFile(join(world.folder, 'enrolments.json'), 'utf8')
  assert.ok(file.includes('sealedTotpSecret'))
  for (const clear of [totpSecret, deviceInBase32, '31323334353637383930']) {
    assert.not.ok(file.includes(clear))
    assert.not.ok(JSON.stringify(world.audited).includes(clear))
  }
})

test.run()
