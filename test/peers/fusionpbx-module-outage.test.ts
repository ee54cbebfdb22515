import { chmod, chown, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import * as assert from 'uvu/assert'
import { aliceCodes } from './alice.ts'
import { asksForCode, giveCode, givePassword, visitorOf, whoIsIn } from './fusionpbx-login.ts'
import { fusionpbxSuite } from './fusionpbx-suite.ts'

/** Milliseconds that the module waits for Ringlock. The machine may be slow: what waits once takes less than two such waits. */
const wait = 5000

const test = fusionpbxSuite('the FusionPBX module: when something is wrong or gone')

const timed = async <T>(act: () => Promise<T>): Promise<readonly [T, number]> => {
  const begun = performance.now()
  return [await act(), performance.now() - begun]
}
const never = () => new Promise<never>(() => {})

test('a Ringlock that is gone: refused at once, with the way out', async ({ site }) => {
  const user = await site.addUser({ name: 'gone' })
  await site.configure('master', { url: 'http://127.0.0.1:1' })
  const visitor = visitorOf(site, user.domain)
  const [shown, took] = await timed(() => givePassword(visitor, user))
  assert.is(shown.status, 503)
  assert.match(shown.body, `touch ${site.bypassFile}`)
  assert.ok(took < wait, `${took} ms`)
  assert.is(whoIsIn(await visitor.get('/core/dashboard/')), null)
  assert.match(await site.syslog(), /nobody gets in: Ringlock does not answer/)
})

test('a Ringlock that never answers: refused within five seconds, and the workers are free again', async ({
  site,
}) => {
  const user = await site.addUser({ name: 'hung' })
  site.front.interfere(never)
  const [shown, took] = await timed(() => givePassword(visitorOf(site, user.domain), user))
  assert.is(shown.status, 503)
  assert.ok(took < 2 * wait, `${took} ms`)
})

test('fifty logins at once do not pile up behind a Ringlock that never answers', async ({ site }) => {
  const user = await site.addUser({ name: 'crowd' })
  site.front.interfere(never)
  const visitors = Array.from({ length: 50 }, () => visitorOf(site, user.domain))
  const forms = await Promise.all(visitors.map((visitor) => visitor.get('/login.php')))
  const fields = { username: user.name, password: user.password }
  const [answers, took] = await timed(() =>
    Promise.all(visitors.map((each, i) => each.post('/login.php', { ...forms[i]?.hidden, ...fields }))),
  )
  assert.equal(new Set(answers.map(({ status }) => status)), new Set([503]))
  // Eight workers wait once; the others are told at once. One after the other they would take half a minute.
  assert.ok(took < 5 * wait, `${took} ms`)
  const [{ status }, pageTook] = await timed(() => visitorOf(site, user.domain).get('/login.php'))
  assert.is(status, 200)
  assert.ok(pageTook < wait, `${pageTook} ms`)

  await site.configure('master')
  const visitor = visitorOf(site, user.domain)
  const inside = await giveCode(visitor, await givePassword(visitor, user), aliceCodes()[0])
  assert.is(whoIsIn(inside), 'crowd@a.example.test')
})

test('while Ringlock thinks about the password, another request of the session is not in', async ({
  site,
}) => {
  const user = await site.addUser({ name: 'race' })
  const visitor = visitorOf(site, user.domain)
  const { hidden } = await visitor.get('/login.php')
  let arrived = () => {}
  let go = () => {}
  const isAsked = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const mayAnswer = new Promise<void>((resolve) => {
    go = resolve
  })
  site.front.interfere(async () => {
    arrived()
    await mayAnswer
    return null
  })
  const slow = visitor.post('/login.php', { ...hidden, username: user.name, password: user.password })
  await isAsked
  const twin = visitorOf(site, user.domain)
  for (const [name, value] of visitor.cookies) twin.cookies.set(name, value)
  const beside = twin.get('/core/dashboard/')
  go()
  assert.ok(asksForCode(await slow))
  assert.is(whoIsIn(await beside), null)
})

test('Ringlock fails at the code: not in, and the right code lets in afterwards', async ({ site }) => {
  const user = await site.addUser({ name: 'half-way' })
  const visitor = visitorOf(site, user.domain)
  const asked = await givePassword(visitor, user)
  site.front.interfere(() => ({ status: 503, body: '{}' }))
  const shown = await giveCode(visitor, asked, aliceCodes()[0])
  assert.is(shown.status, 503)
  assert.ok(asksForCode(shown), shown.body)
  await site.configure('master')
  assert.is(whoIsIn(await giveCode(visitor, shown, aliceCodes()[0])), 'half-way@a.example.test')
})

test("a portal's key that Ringlock does not know lets no one in", async ({ site }) => {
  const user = await site.addUser({ name: 'wrong-key' })
  await site.configure('master', { key: 'another key of sixteen or more' })
  const shown = await givePassword(visitorOf(site, user.domain), user)
  assert.is(shown.status, 503)
  assert.not.match(shown.body, 'another key')
})

test('settings that others can read, that are not of root, or without a key are refused', async ({
  site,
}) => {
  const user = await site.addUser({ name: 'settings' })
  const attempt = async () => (await givePassword(visitorOf(site, user.domain), user)).status
  assert.is(await attempt(), 200)
  await chmod(site.settingsFile, 0o644)
  assert.is(await attempt(), 503)
  await chmod(site.settingsFile, 0o640)
  await chown(site.settingsFile, site.account.uid, site.account.gid)
  assert.is(await attempt(), 503)
  await rm(site.settingsFile)
  assert.is(await attempt(), 503)
  await site.configure('master', { key: '' })
  assert.is(await attempt(), 503)
  await site.configure('master')
  assert.is(await attempt(), 200)
})

test('the bypass: a file of root, for an hour, with an alert for each use', async ({ site }) => {
  const user = await site.addUser({ name: 'bypass' })
  await site.configure('master', { url: 'http://127.0.0.1:1' })
  const attempt = async () => whoIsIn(await givePassword(visitorOf(site, user.domain), user))
  const touch = async (secondsAgo: number) => {
    const at = Date.now() / 1000 - secondsAgo
    await writeFile(site.bypassFile, '')
    await utimes(site.bypassFile, at, at)
  }
  assert.is(await attempt(), null)
  await touch(10)
  assert.is(await attempt(), 'bypass@a.example.test')
  // LOG_ALERT
  assert.match(await site.syslog(), /^1 Ringlock: bypass@a\.example\.test logs in without a second factor/m)

  await touch(3601)
  assert.is(await attempt(), null, 'an hour is over')
  await touch(-3600)
  assert.is(await attempt(), null, 'from the future')
  await touch(10)
  await chown(site.bypassFile, site.account.uid, site.account.gid)
  assert.is(await attempt(), null, "the web server's own")
  await rm(site.bypassFile)
  await symlink(site.settingsFile, site.bypassFile)
  assert.is(await attempt(), null, 'a link')
})

test('the bypass asks for the password nevertheless', async ({ site }) => {
  const user = await site.addUser({ name: 'bypass-password' })
  await writeFile(site.bypassFile, '')
  const shown = await givePassword(visitorOf(site, user.domain), { ...user, password: 'wrong' })
  assert.is(whoIsIn(shown), null)
})

test.run()
