import * as assert from 'uvu/assert'
import { aliceCodes } from './alice.ts'
import { asksForCode, giveCode, givePassword, heldLogin, visitorOf, whoIsIn } from './fusionpbx-login.ts'
import { graceDomain } from './fusionpbx-servers.ts'
import type { FusionpbxSite } from './fusionpbx-site.ts'
import { fusionpbxSuite } from './fusionpbx-suite.ts'
import { json } from './ringlock-front.ts'
import type { Shown, Visitor } from './web-visitor.ts'

const test = fusionpbxSuite('the FusionPBX module: other ways than the app')

const press = (visitor: Visitor, { hidden }: Shown, what: string) =>
  visitor.post('/login.php', { ...hidden, ringlock: what })
/** What the pattern's group matches in a mail to this address, as soon as one came. */
async function mailed({ mail }: FusionpbxSite, address: string, pattern: RegExp): Promise<string> {
  for (let count = 0; ; count += 1) {
    for (const { recipients, parsed } of await mail.received(count)) {
      const found = recipients.includes(address) ? pattern.exec(parsed.text ?? '')?.[1] : undefined
      if (found !== undefined) return found
    }
  }
}

test('a trusted browser is not asked again, after logging out too; another browser and another user are', async ({
  site,
}) => {
  const [user, other] = [await site.addUser({ name: 'trusting' }), await site.addUser({ name: 'other' })]
  const visitor = visitorOf(site, user.domain)
  const inside = await giveCode(visitor, await givePassword(visitor, user), aliceCodes()[0], {
    ringlock_trust: '1',
  })
  assert.is(whoIsIn(inside), 'trusting@a.example.test')
  const names = [...visitor.cookies.keys()]
  assert.ok(
    names.some((name) => name.startsWith('ringlock_device_')),
    names.join(),
  )

  await visitor.get('/logout.php')
  assert.is(whoIsIn(await givePassword(visitor, user)), 'trusting@a.example.test')
  await visitor.get('/logout.php')
  assert.ok(asksForCode(await givePassword(visitor, other)))
  assert.ok(asksForCode(await givePassword(visitorOf(site, user.domain), user)))
})

test('without the box a browser is not trusted', async ({ site }) => {
  const user = await site.addUser({ name: 'careful' })
  const visitor = visitorOf(site, user.domain)
  await giveCode(visitor, await givePassword(visitor, user), aliceCodes()[0])
  await visitor.get('/logout.php')
  assert.ok(asksForCode(await givePassword(visitor, user)))
})

test('the cookie that a browser gets from Ringlock itself reaches the login, too', async ({ site }) => {
  const user = await site.addUser({ name: 'by-element' })
  const visitor = visitorOf(site, user.domain)
  const { asked } = heldLogin(await givePassword(visitor, user))
  const response = await fetch(`${site.url}/ringlock/api/v1/login/challenge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: site.url, 'user-agent': 'a test' },
    body: JSON.stringify({
      challenge: asked.challenge,
      factor: 'totp',
      code: aliceCodes()[0],
      trustDevice: true,
    }),
  })
  const device = response.headers.getSetCookie().find((line) => line.startsWith('ringlock_device_')) ?? ''
  assert.match(device, /; Path=\/; .*HttpOnly; Secure; SameSite=Strict/)
  const another = visitorOf(site, user.domain)
  const [, name = '', value = ''] = /^([^=]+)=([^;]+)/.exec(device) ?? []
  another.cookies.set(name, value)
  assert.is(whoIsIn(await givePassword(another, user)), 'by-element@a.example.test')
})

test('a recovery code lets in once', async ({ site }) => {
  const user = await site.addUser({ name: 'recovering' })
  const code = user.recoveryCodes[0] ?? ''
  const enter = async () => {
    const visitor = visitorOf(site, user.domain)
    const asked = await givePassword(visitor, user)
    return giveCode(visitor, asked, code, { ringlock_factor: 'recovery-code' })
  }
  assert.is(whoIsIn(await enter()), 'recovering@a.example.test')
  const again = await enter()
  assert.is(again.status, 401)
  assert.is(whoIsIn(again), null)
})

test('a mailed code lets in', async ({ site }) => {
  const user = await site.addUser({ name: 'mailed', email: 'mailed@example.test' })
  const visitor = visitorOf(site, user.domain)
  const asked = await givePassword(visitor, user)
  const sent = await press(visitor, asked, 'email-code')
  assert.match(sent.body, 'a code is on its way')
  assert.match(sent.body, '<option value="email-code" selected>')
  const code = await mailed(site, 'mailed@example.test', /\b(\d{6,8})\b/)
  const inside = await giveCode(visitor, sent, code, { ringlock_factor: 'email-code' })
  assert.is(whoIsIn(inside), 'mailed@a.example.test')
})

test('a mailed link takes the second factor off, and the next login invites to set one up', async ({
  site,
}) => {
  const user = await site.addUser({ name: 'lost', email: 'lost@example.test' })
  const visitor = visitorOf(site, user.domain)
  const asked = await givePassword(visitor, user)
  assert.match((await press(visitor, asked, 'reset')).body, 'a link is on its way')
  const token = await mailed(
    site,
    'lost@example.test',
    new RegExp(`${site.url}/ringlock/reset\\?token=([\\w-]+)`),
  )
  const reset = await fetch(`${site.url}/ringlock/api/v1/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: site.url },
    body: JSON.stringify({ token }),
  })
  assert.is(reset.status, 200)
  const inside = await givePassword(visitorOf(site, user.domain), user)
  assert.is(whoIsIn(inside), 'lost@a.example.test')
  assert.match(inside.body, 'Protect your account with a second factor')
})

test('starting over ends the login that was begun', async ({ site }) => {
  const user = await site.addUser({ name: 'over' })
  const visitor = visitorOf(site, user.domain)
  const asked = await givePassword(visitor, user)
  await press(visitor, asked, 'cancel')
  assert.is(whoIsIn(await giveCode(visitor, asked, aliceCodes()[0])), null)
})

test("a form that carries no token of the page's is not read", async ({ site }) => {
  const user = await site.addUser({ name: 'foreign-form' })
  const visitor = visitorOf(site, user.domain)
  const asked = await givePassword(visitor, user)
  const before = site.front.calls.length
  assert.ok(asksForCode(await giveCode(visitor, { hidden: {} }, aliceCodes()[0])))
  assert.is(site.front.calls.length, before)
  assert.is(whoIsIn(await giveCode(visitor, asked, aliceCodes()[0])), 'foreign-form@a.example.test')
})

test('where a second factor has to be set up first, the page sets one up, and nothing lets in before', async ({
  site,
}) => {
  const user = await site.addUser({ name: 'enrolling', enrolled: false, group: 'agent' })
  const visitor = visitorOf(site, user.domain)
  const shown = await givePassword(visitor, user)
  const { asked } = heldLogin(shown)
  assert.equal(Object.keys(asked), ['enrolmentToken'])
  assert.match(shown.body, 'allow scripts')
  for (const what of ['code', 'email-code', 'reset', 'assertion']) {
    assert.is(whoIsIn(await press(visitor, shown, what)), null, what)
  }
  assert.is(whoIsIn(await visitor.get('/core/dashboard/')), null)
})

test('in the grace period the set-up is offered, and put off it lets in once', async ({ site }) => {
  const user = await site.addUser({ name: 'early', enrolled: false, group: 'agent', domain: graceDomain })
  const visitor = visitorOf(site, user.domain)
  const shown = await givePassword(visitor, user)
  const { asked } = heldLogin(shown)
  assert.is(asked.status, 'accepted')
  assert.match(shown.body, /From \d{4}-\d\d-\d\d \d\d:\d\d on, you need a code/)
  for (const what of ['code', 'email-code', 'reset']) {
    assert.is(whoIsIn(await press(visitor, shown, what)), null, what)
  }
  assert.is(whoIsIn(await visitor.get('/core/dashboard/')), null)
  assert.is(whoIsIn(await press(visitorOf(site, user.domain), shown, 'later')), null, 'another browser')
  assert.is(whoIsIn(await press(visitor, shown, 'later')), `early@${graceDomain}`)
  await visitor.get('/logout.php')
  assert.is(whoIsIn(await press(visitor, shown, 'later')), null, 'the login is over')
})

test('where it may not be put off, Later does nothing', async ({ site }) => {
  const user = await site.addUser({ name: 'late', enrolled: false, group: 'agent' })
  const visitor = visitorOf(site, user.domain)
  const shown = await givePassword(visitor, user)
  assert.is(whoIsIn(await press(visitor, shown, 'later')), null)
  assert.is(whoIsIn(await visitor.get('/core/dashboard/')), null)
})

test('where it may not be set up at the login, the page says whom to ask', async ({ site }) => {
  const user = await site.addUser({ name: 'not-here', enrolled: false })
  const refusal = { error: { code: 'enrolment-required', message: 'x' } }
  site.front.interfere(({ call }) => (call === 'POST /api/v1/login' ? json(403, refusal) : null))
  const shown = await givePassword(visitorOf(site, user.domain), user)
  assert.is(shown.status, 403)
  assert.match(shown.body, 'You have to set up a second factor before you log in')
})

test.run()
