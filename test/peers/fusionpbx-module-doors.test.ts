import { randomBytes } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { aliceCodes } from './alice.ts'
import { domainUuid } from './fusionpbx-database.ts'
import {
  asksForCode,
  asksForPassword,
  giveCode,
  givePassword,
  visitorOf,
  whoIsIn,
} from './fusionpbx-login.ts'
import type { FusionpbxSite } from './fusionpbx-site.ts'
import { fusionpbxSuite } from './fusionpbx-suite.ts'
import type { Visitor } from './web-visitor.ts'

const test = fusionpbxSuite('the FusionPBX module: every way in')
test.before.each(async ({ site }) => {
  await site.sql(`DELETE FROM v_domain_settings; DELETE FROM v_user_settings;
      UPDATE v_default_settings SET default_setting_enabled = true;
      UPDATE v_default_settings SET default_setting_value = 'false' WHERE default_setting_subcategory = 'remember_me';`)
})
const setDomain = (
  site: FusionpbxSite,
  domain: string,
  category: string,
  subcategory: string,
  name: string,
  value: string,
) =>
  site.sql(`INSERT INTO v_domain_settings (domain_uuid, domain_setting_category, domain_setting_subcategory, domain_setting_name,
      domain_setting_value, domain_setting_order, domain_setting_enabled)
      VALUES ('${domainUuid(domain)}', '${category}', '${subcategory}', '${name}', '${value}', 10, true)`)
const enter = async (visitor: Visitor, user: Parameters<typeof givePassword>[1], more = {}) =>
  giveCode(visitor, await givePassword(visitor, user, more), aliceCodes()[0])
const isShutOut = async (visitor: Visitor) =>
  (await visitor.get('/core/dashboard/').then(whoIsIn, () => null)) === null

test('log out, and the password alone lets no one in again', async ({ site }) => {
  const user = await site.addUser({ name: 'log-out' })
  const visitor = visitorOf(site, user.domain)
  assert.is(whoIsIn(await enter(visitor, user)), 'log-out@a.example.test')
  await visitor.get('/logout.php')
  assert.ok(asksForCode(await givePassword(visitor, user)))
  assert.ok(await isShutOut(visitor))
})

test('who is let in is the user of the password, whatever name comes with the code', async ({ site }) => {
  const [user, victim] = [
    await site.addUser({ name: 'own' }),
    await site.addUser({ name: 'boss', domain: 'b.example.test' }),
  ]
  const visitor = visitorOf(site, user.domain)
  const asked = await givePassword(visitor, user)
  const inside = await giveCode(visitor, asked, aliceCodes()[0], {
    username: `${victim.name}@${victim.domain}`,
  })
  assert.is(whoIsIn(inside), 'own@a.example.test')
})

test('namesakes of two domains are two users, each with an own password and code', async ({ site }) => {
  const [a, b] = [
    await site.addUser({ name: 'same', domain: 'a.example.test' }),
    await site.addUser({ name: 'same', domain: 'b.example.test' }),
  ]
  for (const user of [a, b]) {
    const inside = await enter(visitorOf(site, user.domain), user)
    assert.is(whoIsIn(inside), `same@${user.domain}`)
  }
  const visitor = visitorOf(site, a.domain)
  assert.ok(asksForPassword(await givePassword(visitor, { ...a, password: b.password })))
})

test('open: a domain with methods of its own asks for the password alone', async ({ site }) => {
  const user = await site.addUser({ name: 'open-domain', domain: 'b.example.test' })
  await setDomain(site, user.domain, 'authentication', 'methods', 'array', 'database')
  assert.is(whoIsIn(await givePassword(visitorOf(site, user.domain), user)), 'open-domain@b.example.test')
})

test('a login whose code is awaited does not get in by naming such a domain', async ({ site }) => {
  const user = await site.addUser({ name: 'detour' })
  await setDomain(site, 'b.example.test', 'authentication', 'methods', 'array', 'database')
  const visitor = visitorOf(site, user.domain)
  assert.ok(asksForCode(await givePassword(visitor, user)))
  await visitor.get('/core/dashboard/?username=x@b.example.test').catch(() => null)
  assert.ok(await isShutOut(visitor))
})

/** Ringlock is asked of this user alone. */
async function addUserWithMethod(site: FusionpbxSite, name: string) {
  await site.sql(
    `UPDATE v_default_settings SET default_setting_enabled = false WHERE default_setting_value = 'ringlock'`,
  )
  const user = await site.addUser({ name })
  await site.sql(`INSERT INTO v_user_settings (user_uuid, user_setting_category, user_setting_subcategory, user_setting_name,
      user_setting_value, user_setting_order, user_setting_enabled)
      VALUES ('${user.uuid}', 'authentication', 'methods', 'array', 'ringlock', 10, true)`)
  return user
}

test('a method that only this user has is asked', async ({ site }) => {
  const user = await addUserWithMethod(site, 'own-method')
  const visitor = visitorOf(site, user.domain)
  const asked = await givePassword(visitor, user)
  assert.ok(asksForCode(asked))
  assert.ok(await isShutOut(visitor))
  assert.is(whoIsIn(await giveCode(visitor, asked, aliceCodes()[0])), 'own-method@a.example.test')
})

test('open: before 5.6 FusionPBX asks no method that only one user has', async ({ site }) => {
  await site.configure('5.5')
  const user = await addUserWithMethod(site, 'own-method-before')
  assert.is(whoIsIn(await givePassword(visitorOf(site, user.domain), user)), `${user.name}@${user.domain}`)
})

test('an API key is refused, and let in where the settings allow it', async ({ site }) => {
  const apiKey = randomBytes(20).toString('hex')
  const user = await site.addUser({ name: 'api', apiKey })
  const byKey = async (key: string) => {
    const visitor = visitorOf(site, user.domain)
    const { hidden } = await visitor.get('/login.php')
    return visitor.get(`/core/dashboard/?${new URLSearchParams({ ...hidden, key })}`)
  }
  const refused = await byKey(apiKey)
  assert.is(refused.status, 403)
  assert.match(refused.body, 'API keys are refused')
  await site.configure('master', { api_key: 'allow' })
  assert.is(whoIsIn(await byKey(apiKey)), 'api@a.example.test')
  assert.is(whoIsIn(await byKey(`${apiKey.slice(1)}0`)), null)
})

test('an API key with any password beside it is refused as an API key', async ({ site }) => {
  await site.configure('master', { skip_password: 'yes' })
  const apiKey = randomBytes(20).toString('hex')
  const user = await site.addUser({ name: 'api-beside', apiKey, enrolled: false })
  const shown = await givePassword(visitorOf(site, user.domain), { ...user, password: 'x' }, { key: apiKey })
  assert.is(shown.status, 403)
  assert.is(whoIsIn(await givePassword(visitorOf(site, user.domain), user)), 'api-beside@a.example.test')
})

test('where API keys are allowed, any text in the place of one is no way around the code', async ({
  site,
}) => {
  await site.configure('master', { api_key: 'allow' })
  const user = await site.addUser({ name: 'no-api-key' })
  const visitor = visitorOf(site, user.domain)
  const key = 'x'.repeat(40)
  assert.ok(asksForCode(await givePassword(visitor, user)))
  assert.is(whoIsIn(await visitor.get(`/core/dashboard/?key=${key}`)), null)
  assert.ok(!asksForCode(await givePassword(visitorOf(site, user.domain), user, { key })))
})

test('remember me: no cookie is made by a login through Ringlock, though FusionPBX would', async ({
  site,
}) => {
  await site.sql(
    `UPDATE v_default_settings SET default_setting_value = 'true' WHERE default_setting_subcategory = 'remember_me'`,
  )
  const user = await site.addUser({ name: 'forgotten' })
  const visitor = visitorOf(site, user.domain)
  assert.is(whoIsIn(await enter(visitor, user, { remember: 'on' })), 'forgotten@a.example.test')
  assert.is(visitor.cookies.get('remember'), undefined)
})

test('open: where it is wished, the remember-me cookie alone lets in', async ({ site }) => {
  await site.sql(
    `UPDATE v_default_settings SET default_setting_value = 'true' WHERE default_setting_subcategory = 'remember_me'`,
  )
  await site.configure('master', { remember_me: 'yes' })
  const user = await site.addUser({ name: 'remembered' })
  const visitor = visitorOf(site, user.domain)
  assert.is(whoIsIn(await enter(visitor, user, { remember: 'on' })), 'remembered@a.example.test')
  const remember = visitor.cookies.get('remember') ?? ''
  visitor.cookies.clear()
  visitor.cookies.set('remember', remember)
  assert.is(whoIsIn(await visitor.get('/core/dashboard/')), 'remembered@a.example.test')
  await site.sql(
    `UPDATE v_default_settings SET default_setting_value = 'false' WHERE default_setting_subcategory = 'remember_me'`,
  )
  visitor.cookies.delete('PHPSESSID')
  assert.is(whoIsIn(await visitor.get('/core/dashboard/')), null)
})

test("LDAP's users are asked for the code alone, and only they whom LDAP let through", async ({ site }) => {
  const user = await site.addUser({ name: 'directory-user' })
  await setDomain(site, user.domain, 'authentication', 'methods', 'array', 'ldap')
  await setDomain(site, user.domain, 'authentication', 'methods', 'array', 'ringlock')
  const visitor = visitorOf(site, user.domain)
  assert.ok(!asksForCode(await givePassword(visitor, user).catch(() => ({ body: '' }) as never)))
  const again = visitorOf(site, user.domain)
  const asked = await givePassword(again, { ...user, password: 'directory' })
  assert.ok(asksForCode(asked), asked.body)
  assert.is(whoIsIn(await giveCode(again, asked, aliceCodes()[0])), 'directory-user@a.example.test')
})

test('skip_password: the code alone is asked for, after the password that FusionPBX checked', async ({
  site,
}) => {
  await site.configure('master', { skip_password: 'yes' })
  const user = await site.addUser({ name: 'skipped' })
  const visitor = visitorOf(site, user.domain)
  assert.ok(asksForPassword(await givePassword(visitor, { ...user, password: 'wrong' })))
  assert.is(whoIsIn(await enter(visitor, user)), 'skipped@a.example.test')
})

test('a file of the module that is missing or broken leaves everyone out', async ({ site }) => {
  const user = await site.addUser({ name: 'half-copied' })
  const plugin = join(site.root, 'core/authentication/resources/classes/plugins/ringlock.php')
  const library = join(site.root, 'app/ringlock/lib')
  for (const file of [plugin, `${library}/load.php`, `${library}/Login.php`, `${library}/FirstFactor.php`]) {
    await rename(file, `${file}.away`)
    const visitor = visitorOf(site, user.domain)
    await givePassword(visitor, user).catch(() => null)
    assert.ok(await isShutOut(visitor), file)
    await writeFile(file, '<?php syntax error')
    const another = visitorOf(site, user.domain)
    const shown = await givePassword(another, user)
    assert.is(shown.status, file === plugin ? 500 : 503)
    if (file !== plugin) assert.match(shown.body, 'touch /etc/fusionpbx/ringlock.bypass')
    assert.ok(await isShutOut(another), file)
    await rm(file)
    await rename(`${file}.away`, file)
  }
  assert.is(whoIsIn(await enter(visitorOf(site, user.domain), user)), 'half-copied@a.example.test')
})

test.run()
