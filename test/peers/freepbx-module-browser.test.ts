import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { aliceCodes } from './alice.ts'
import { axeViolations, withChromium, withPage } from './chromium.ts'
import { codeOf, readQrCode } from './demo-portal.ts'
import { freepbxNeeds } from './freepbx-double.ts'
import { config, logIn, sendCode } from './freepbx-suite.ts'
import { sendPassword, withFreepbxAndRinglock } from './freepbx-with-ringlock.ts'
import { peerTest } from './peers.ts'

const needs = { needs: [...freepbxNeeds.needs, 'chromium', 'zbarimg', 'oathtool'] as const }

peerTest(
  'FreePBX module: alice logs in to both with the elements, in a browser that never sees Ringlock',
  needs,
  () =>
    withFreepbxAndRinglock({ enrolled: ['alice', 'admin'] }, (pbx) =>
      withChromium(async (browser) => {
        const [first, second] = aliceCodes()
        const admin = pbx.visitor()
        assert.is((await sendCode(admin, await logIn(admin, 'admin'), first)).status, 303)
        assert.match((await admin.get(config)).text, 'administration of admin')
        await withPage(browser, { locale: 'en' }, async (page) => {
          await sendPassword(page, `${pbx.url}/admin/config.php`)
          await page.waitForSelector('ringlock-login input[name="code"]')
          assert.not(await page.isVisible('#ringlock-plain'))
          assert.equal(await axeViolations(page), [])
          await page.click('text=Use another account')
          await page.waitForSelector('text=FreePBX double: login')
          await sendPassword(page, `${pbx.url}/admin/config.php`)
          await page.waitForSelector('ringlock-login input[name="code"]')
          await page.fill('ringlock-login input[name="code"]', first)
          await page.waitForSelector('text=administration of alice')
          await page.goto(`${pbx.url}/admin/config.php?display=ringlock`)
          await page.waitForSelector('ringlock-admin-status >> text=Bob')
        })
        await withPage(browser, { locale: 'en' }, async (page) => {
          await sendPassword(page, `${pbx.url}/ucp/index.php`)
          await page.waitForSelector('ringlock-login input[name="code"]')
          await page.fill('ringlock-login input[name="code"]', second)
          await page.waitForSelector('text=UCP double of alice')
          await page.waitForSelector('ringlock-account >> text=You log in with your password and a code.')
        })
        await withPage(browser, { locale: 'en', javaScriptEnabled: false }, async (page) => {
          await sendPassword(page, `${pbx.url}/admin/config.php`)
          assert.ok(await page.isVisible('input[name="ringlock_code"]'))
          await page.fill('input[name="ringlock_code"]', first)
          await page.click('button.primary')
          assert.match(await page.innerText('.problem'), /used already/)
        })
      }),
    ),
)

peerTest('FreePBX module: alice sets up her second factor in the middle of the login', needs, () =>
  withFreepbxAndRinglock(
    { enrolled: [], policy: { secondFactor: 'required', gracePeriod: '0s', enrolAtLogin: 'on' } },
    (pbx) =>
      withChromium((browser) =>
        withPage(browser, { locale: 'en' }, async (page) => {
          await sendPassword(page, `${pbx.url}/admin/config.php`)
          await page.waitForSelector('ringlock-enrolment')
          assert.equal(await axeViolations(page), [])
          await page.click('ringlock-enrolment >> text=Authenticator app')
          await page.waitForSelector('canvas')
          await page.fill('input[name^="code"]', await codeOf(await readQrCode(page)))
          await page.check('text=I have saved these codes')
          await page.click('text=Continue')
          await page.waitForSelector('text=administration of alice')
        }),
      ),
  ),
)

peerTest('FreePBX module: in the grace period alice puts the set-up off, and then sets it up', needs, () =>
  withFreepbxAndRinglock({ enrolled: [], policy: { secondFactor: 'required', gracePeriod: '7d' } }, (pbx) =>
    withChromium(async (browser) => {
      for (const [path, inside] of [
        ['admin/config.php', 'administration of alice'],
        ['ucp/index.php', 'UCP double of alice'],
      ] as const)
        await withPage(browser, { locale: 'en' }, async (page) => {
          await sendPassword(page, `${pbx.url}/${path}`)
          await page.waitForSelector('ringlock-login >> text=Protect your login')
          assert.equal(await axeViolations(page), [])
          await page.click('ringlock-login >> text=Later')
          await page.waitForSelector(`text=${inside}`)
        })
      await withPage(browser, { locale: 'en', javaScriptEnabled: false }, async (page) => {
        await sendPassword(page, `${pbx.url}/admin/config.php`)
        await page.click('text=Later')
        await page.waitForSelector('text=administration of alice')
      })
      await withPage(browser, { locale: 'en' }, async (page) => {
        await sendPassword(page, `${pbx.url}/admin/config.php`)
        await page.click('text=Set up now')
        await page.click('ringlock-enrolment >> text=Authenticator app')
        await page.waitForSelector('canvas')
        await page.fill('input[name^="code"]', await codeOf(await readQrCode(page)))
        await page.check('text=I have saved these codes')
        await page.click('text=Continue')
        await page.waitForSelector('text=administration of alice')
      })
      await withPage(browser, { locale: 'en' }, async (page) => {
        await sendPassword(page, `${pbx.url}/admin/config.php`)
        await page.waitForSelector('ringlock-login input[name="code"]')
      })
    }),
  ),
)

test.run()
