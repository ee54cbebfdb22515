import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { aliceCodes } from './alice.ts'
import { axeViolations, withChromium, withPage } from './chromium.ts'
import { giveCode, givePassword, visitorOf, whoIsIn } from './fusionpbx-login.ts'
import { graceDomain, originOf } from './fusionpbx-servers.ts'
import type { FusionpbxSite, PbxUser } from './fusionpbx-site.ts'
import { fusionpbxSuite } from './fusionpbx-suite.ts'
import { json } from './ringlock-front.ts'

/** A browser takes it for a safe place without a certificate, and FusionPBX for a domain. */
const domain = '127.0.0.1'
const languages = {
  'de-de': 'Code eingeben',
  'ar-eg': 'أدخل الرمز',
  'ja-jp': 'コードを入力',
  'en-us': 'Enter your code',
}

const test = fusionpbxSuite('the FusionPBX module: its pages', {
  needs: ['chromium'],
  prepare: async (site) => {
    await site.php('core/upgrade/upgrade.php', 'permissions')
    return {}
  },
})
const enter = async (site: FusionpbxSite, user: PbxUser) => {
  const visitor = visitorOf(site, user.domain)
  const inside = await giveCode(visitor, await givePassword(visitor, user), aliceCodes()[0])
  assert.is(whoIsIn(inside), `${user.name}@${user.domain}`)
  return visitor
}
async function typePassword(site: FusionpbxSite, page: Page, user: PbxUser): Promise<void> {
  await page.goto(`${originOf(site.url)(user.domain)}/login.php`)
  await page.fill('input[name="username"]', user.name)
  await page.fill('input[name="password"]', user.password)
  await page.keyboard.press('Enter')
}

async function setUpApp(page: Page): Promise<void> {
  await page.click('text=Authenticator app')
  const key = (await page.locator('[part="secret-key"]').textContent()) ?? ''
  assert.equal(await axeViolations(page), [])
  const totp = new TOTP({ secret: Secret.fromBase32(key) })
  await page.fill('input[name^="code"]', totp.generate())
  await page.waitForSelector('text=Save your recovery codes')
  await page.check('text=I have saved these codes')
  await page.click('text=Continue')
}

test('Chromium logs in with the element, trusts the browser, and sees the own account', ({ site }) =>
  withChromium((browser) =>
    withPage(browser, {}, async (page) => {
      const user = await site.addUser({ name: 'chromium', domain })
      await typePassword(site, page, user)
      await page.waitForSelector('ringlock-login input[name="code"]')
      assert.is(await page.locator('#ringlock-plain').isVisible(), false)
      assert.equal(await axeViolations(page), [])
      await page.check('ringlock-login input[name="trustDevice"]')
      await page.fill('ringlock-login input[name="code"]', aliceCodes()[0])
      await page.waitForSelector(`#who:text-is("chromium@${domain}")`)
      await page.goto(`${site.url}/app/ringlock/ringlock.php`)
      await page.waitForSelector('text=You log in with your password and a code.')
      assert.equal(await axeViolations(page), [])
      await page.goto(`${site.url}/logout.php`)
      await typePassword(site, page, user)
      await page.waitForSelector(`#who:text-is("chromium@${domain}")`)
    }),
  ))

test('Chromium sets up the second factor that has to be, inside the login, and is in', ({ site }) =>
  withChromium((browser) =>
    withPage(browser, {}, async (page) => {
      const user = await site.addUser({ name: 'agent', domain, group: 'agent', enrolled: false })
      await typePassword(site, page, user)
      await setUpApp(page)
      await page.waitForSelector(`#who:text-is("agent@${domain}")`)
      await page.goto(`${site.url}/logout.php`)
      await typePassword(site, page, user)
      await page.waitForSelector('ringlock-login input[name="code"]')
    }),
  ))

for (const [how, name] of [
  ['puts it off', 'putting-off'],
  ['sets it up', 'early-bird'],
] as const)
  test(`Chromium is offered the set-up in the grace period, ${how}, and is in`, ({ site }) =>
    withChromium((browser) =>
      withPage(browser, { proxy: { server: site.url } }, async (page) => {
        const user = await site.addUser({ name, domain: graceDomain, group: 'agent', enrolled: false })
        const inside = `#who:text-is("${name}@${graceDomain}")`
        await typePassword(site, page, user)
        await page.waitForSelector('ringlock-login >> text=Protect your login')
        assert.equal(await axeViolations(page), [])
        if (how === 'puts it off') {
          await page.click('ringlock-login >> text=Later')
          await page.waitForSelector(inside)
          return
        }
        await page.click('text=Set up now')
        await setUpApp(page)
        await page.waitForSelector(inside)
        await page.goto(`${originOf(site.url)(graceDomain)}/logout.php`)
        await typePassword(site, page, user)
        await page.waitForSelector('ringlock-login input[name="code"]')
      }),
    ))

test('Chromium without scripts logs in with the plain form', ({ site }) =>
  withChromium((browser) =>
    withPage(browser, { javaScriptEnabled: false }, async (page) => {
      const user = await site.addUser({ name: 'no-scripts', domain })
      await typePassword(site, page, user)
      await page.fill('input[name="ringlock_code"]', aliceCodes()[0])
      await page.keyboard.press('Enter')
      await page.waitForSelector(`#who:text-is("no-scripts@${domain}")`)
    }),
  ))

test('the plain form is accessible, and stays where the element does not load', ({ site }) =>
  withChromium((browser) =>
    withPage(browser, {}, async (page) => {
      const user = await site.addUser({ name: 'no-element', domain })
      await page.route('**/widgets/**', (route) => route.abort())
      page.removeAllListeners('console')
      await typePassword(site, page, user)
      await page.waitForSelector('#ringlock-plain >> visible=true')
      assert.equal(await axeViolations(page), [])
      await page.fill('input[name="ringlock_code"]', aliceCodes()[0])
      await page.click('text=Verify')
      await page.waitForSelector(`#who:text-is("no-element@${domain}")`)
    }),
  ))

test('at a domain that Ringlock does not know as an origin the plain form stays, and logs in', ({ site }) =>
  withChromium((browser) =>
    withPage(browser, {}, async (page) => {
      const ask = async (origin: string) => {
        const url = `${site.url}/ringlock/api/v1/login`
        return (await fetch(url, { method: 'OPTIONS', headers: { origin } })).status
      }
      assert.is(await ask('http://new-tenant.example.test'), 403)
      assert.is.not(await ask(site.url), 403)
      const user = await site.addUser({ name: 'new-tenant', domain })
      site.front.interfere(({ headers }) =>
        headers.origin === undefined ? null : json(403, { error: { code: 'forbidden', message: 'x' } }),
      )
      const told = page.waitForEvent('console', (message) => message.text().includes('not in the origins'))
      await typePassword(site, page, user)
      await told
      await page.fill('input[name="ringlock_code"]', aliceCodes()[0])
      await page.click('text=Verify')
      await page.waitForSelector(`#who:text-is("new-tenant@${domain}")`)
    }),
  ))

test('an admin sees the users, and a user is denied', ({ site }) =>
  withChromium((browser) =>
    withPage(browser, {}, async (page) => {
      const admin = await site.addUser({ name: 'admin', domain, group: 'admin' })
      await typePassword(site, page, admin)
      await page.fill('ringlock-login input[name="code"]', aliceCodes()[0])
      await page.waitForSelector('#who')
      await page.goto(`${site.url}/app/ringlock/ringlock_admin.php`)
      await page.waitForSelector('[aria-label^="Actions for chromium"]')
      assert.equal(await axeViolations(page), [])

      const visitor = await enter(site, await site.addUser({ name: 'no-admin' }))
      assert.is((await visitor.get('/app/ringlock/ringlock_admin.php')).body, 'access denied')
    }),
  ))

test('a token is of the user of the session, and none is given to others', async ({ site }) => {
  const user = await site.addUser({ name: 'token' })
  const visitor = await enter(site, user)
  const { token } = JSON.parse((await visitor.get('/app/ringlock/token.php')).body)
  const me = await fetch(`${site.url}/ringlock/api/v1/me`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { user: shown } = JSON.parse(await me.text())
  assert.is(shown.key, `pbx:${user.uuid}`)

  const outside = visitorOf(site, user.domain)
  assert.not.match((await outside.get('/app/ringlock/token.php')).body, 'token"')
  await givePassword(outside, user)
  assert.not.match((await outside.get('/app/ringlock/token.php')).body, '"token":"ey')
  await site.sql(
    `DELETE FROM v_group_permissions WHERE permission_name = 'ringlock_account' AND group_name = 'user'`,
  )
  const denied = await enter(site, await site.addUser({ name: 'no-permission' }))
  assert.is((await denied.get('/app/ringlock/token.php')).status, 403)
  await site.php('core/upgrade/upgrade.php', 'permissions')
})

test("another site's page gets no token", async ({ site }) => {
  const visitor = await enter(site, await site.addUser({ name: 'cross-site' }))
  const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
  const ask = (site_: string) =>
    fetch(`${site.url}/app/ringlock/token.php`, {
      headers: { cookie, 'user-agent': 'a test', 'sec-fetch-site': site_ },
    })
  assert.is((await ask('same-origin')).status, 200)
  assert.is((await ask('cross-site')).status, 403)
  assert.is((await ask('same-site')).status, 403)
})

test('every language has every text, in the form that FusionPBX reads', async ({ site }) => {
  const { stdout } = await site.php(
    '-r',
    'include "app/ringlock/app_languages.php"; echo json_encode($text);',
  )
  const texts: Record<string, Record<string, string>> = JSON.parse(stdout)
  const english = Object.keys(texts)
  assert.ok(english.length > 30)
  for (const [name, words] of Object.entries(texts)) {
    assert.is(Object.keys(words).length, 16, name)
    for (const placeholder of words['en-us']?.match(/\{\w+\}/g) ?? []) {
      for (const [code, text] of Object.entries(words)) assert.match(text, placeholder, `${name} ${code}`)
    }
  }
  for (const [code, title] of Object.entries(languages)) {
    await site.sql(`INSERT INTO v_default_settings (default_setting_category, default_setting_subcategory, default_setting_name,
        default_setting_value, default_setting_order, default_setting_enabled) VALUES ('domain', 'language', 'code', '${code}', 99, true)`)
    const user = await site.addUser({ name: `speaks-${code}` })
    const shown = await givePassword(visitorOf(site, user.domain), user)
    assert.match(shown.body, `<h1>${title}</h1>`)
    assert.match(
      shown.body,
      code === 'ar-eg' ? '<html lang="ar" dir="rtl">' : `<html lang="${code.slice(0, 2)}">`,
    )
    await site.sql(`DELETE FROM v_default_settings WHERE default_setting_subcategory = 'language'`)
  }
})

test.run()
