import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  axeViolations,
  htmlAnswer,
  jsonAnswer,
  type SiteAnswers,
  withChromium,
  withPage,
  withSite,
} from './chromium.ts'
import { peerTest } from './peers.ts'

const enrolmentToken = 'for the set-up alone'
const me = {
  user: {
    key: 'local:1',
    name: 'alice',
    state: 'required',
    authenticators: [],
    recoveryCodesLeft: 0,
    email: null,
  },
  emailRequired: false,
}

/** A portal whose user has to have a second factor from a day in 2030 on. */
function portal(lang: string): SiteAnswers {
  return (request, body) => {
    switch (request) {
      case 'GET /':
        return htmlAnswer(`<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>Portal</title>
<meta name="viewport" content="width=device-width"><script type="module" src="/widgets/ringlock.js"></script>
<main><h1>Portal</h1><ringlock-login return-url="/session"></ringlock-login></main></html>`)
      case 'POST /session':
        return htmlAnswer(`<title>${new URLSearchParams(body).get('assertion')}</title>`)
      case 'GET /favicon.ico':
        return { status: 204, body: '' }
      case 'POST /api/v1/login':
        return jsonAnswer({
          status: 'accepted',
          assertion: 'of.the.password',
          user: { key: 'local:1', name: 'alice', displayName: null },
          factors: ['password'],
          enrolment: { invited: true, graceEnds: '2030-01-08T12:00:00.000Z' },
          enrolmentToken,
          trustedUntil: null,
        })
      case 'GET /api/v1/me':
        return jsonAnswer(me)
      default:
        return null
    }
  }
}

const offered = (name: string, lang: string, width: number, prove: (page: Page) => Promise<void>) =>
  peerTest(`chromium: in the grace period, ${name}`, { needs: ['chromium'] }, () =>
    withSite(portal(lang), (url) =>
      withChromium((browser) =>
        withPage(browser, { locale: lang, viewport: { width, height: 700 } }, async (page) => {
          await page.goto(url)
          await page.fill('input[name="username"]', 'alice')
          await page.fill('input[name="password"]', 'correct horse')
          await page.keyboard.press('Enter')
          await page.waitForSelector('ringlock-login [part="title"]:focus')
          await prove(page)
        }),
      ),
    ),
  )

offered('the set-up is offered with its day, and Later logs in', 'en', 900, async (page) => {
  assert.match(await page.innerText('ringlock-login [part="panel"]'), /From Jan 8, 2030, .+ on/)
  assert.equal(await axeViolations(page), [])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/session')
  assert.is(await page.title(), 'of.the.password')
})

offered('the set-up stands in the login, and its Cancel leads back', 'de', 360, async (page) => {
  await page.click('text=Jetzt einrichten')
  await page.waitForSelector('ringlock-enrolment [part="kind"]')
  assert.equal(await axeViolations(page), [])
  await page.click('ringlock-enrolment >> text=Abbrechen')
  await page.click('text=Später')
  await page.waitForURL('**/session')
})

offered('the offer fits a small screen, from right to left too', 'ar', 320, async (page) => {
  const isTooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  assert.not(isTooWide)
  assert.is(await page.getAttribute('ringlock-login [part="panel"]', 'dir'), 'rtl')
})

test.run()
