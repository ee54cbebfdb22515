import * as assert from 'uvu/assert'
import { aliceCodes, wrongCode } from './alice.ts'
import {
  asksForCode,
  asksForPassword,
  giveCode,
  givePassword,
  visitorOf,
  whoIsIn,
} from './fusionpbx-login.ts'
import { fusionpbxSuite } from './fusionpbx-suite.ts'

const test = fusionpbxSuite('the FusionPBX module: logging in')

for (const version of ['5.1', '5.3', '5.5', 'master'] as const) {
  test(`FusionPBX ${version}: password and code let in, and the session has another id`, async ({ site }) => {
    await site.configure(version)
    const user = await site.addUser({ name: `login-${version}` })
    const visitor = visitorOf(site, user.domain)
    const asked = await givePassword(visitor, user)
    assert.ok(asksForCode(asked), asked.body)
    const before = visitor.cookies.get('PHPSESSID')
    const inside = await giveCode(visitor, asked, aliceCodes()[0])
    assert.is(whoIsIn(inside), `${user.name}@${user.domain}`)
    assert.is.not(visitor.cookies.get('PHPSESSID'), before)

    const thief = visitorOf(site, user.domain)
    thief.cookies.set('PHPSESSID', before ?? '')
    assert.is(whoIsIn(await thief.get('/core/dashboard/')), null)
  })
}

test('a session that was planted before the password holds nothing after it', async ({ site }) => {
  const user = await site.addUser({ name: 'planted' })
  const visitor = visitorOf(site, user.domain)
  await visitor.get('/login.php')
  const planted = visitor.cookies.get('PHPSESSID') ?? ''
  const asked = await givePassword(visitor, user)
  const thief = visitorOf(site, user.domain)
  thief.cookies.set('PHPSESSID', planted)
  assert.ok(asksForPassword(await thief.get('/login.php')))
  assert.is(whoIsIn(await giveCode(thief, asked, aliceCodes()[0])), null)
  assert.is(whoIsIn(await giveCode(visitor, asked, aliceCodes()[0])), 'planted@a.example.test')
})

test('the password alone lets in nowhere', async ({ site }) => {
  const user = await site.addUser({ name: 'password-alone' })
  const visitor = visitorOf(site, user.domain)
  await givePassword(visitor, user)
  for (const path of [
    '/',
    '/login.php',
    '/core/dashboard/',
    '/core/dashboard/?password=x',
    '/login.php?ringlock=code',
  ]) {
    const shown = await visitor.get(path)
    assert.is(whoIsIn(shown), null, path)
    assert.ok(asksForCode(shown), path)
  }
})

test('a wrong code is refused with a line for fail2ban, and the right one still lets in', async ({
  site,
}) => {
  const user = await site.addUser({ name: 'wrong-code' })
  const visitor = visitorOf(site, user.domain)
  const asked = await givePassword(visitor, user)
  const refused = await giveCode(visitor, asked, wrongCode())
  assert.is(refused.status, 401)
  assert.match(refused.body, 'That code is wrong.')
  assert.match(await site.syslog(), '[127.0.0.1] authentication failed for wrong-code')
  assert.is(whoIsIn(await giveCode(visitor, refused, aliceCodes()[0])), `wrong-code@${user.domain}`)
})

test('a wrong password never reaches Ringlock', async ({ site }) => {
  const user = await site.addUser({ name: 'wrong-password' })
  const before = site.front.calls.length
  const shown = await givePassword(visitorOf(site, user.domain), { ...user, password: 'another' })
  assert.ok(asksForPassword(shown))
  assert.is(site.front.calls.length, before)
})

test.run()
