import type { BrowserContextOptions, Page } from 'playwright-core'
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

/** Nothing inline, nothing from elsewhere, and of Trusted Types Lit's own policy alone. */
const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ')

/** Rules for bare elements, as stylesheets of portals have them. */
const boldPortal = `label { display: inline; font-size: 40px; text-transform: uppercase }
  input { width: 60px; border: 9px solid red; letter-spacing: 9px; float: right }
  button { background: lime; height: 99px; border-radius: 0 } form { background: pink } i { display: none }`

const module = '<script type="module" src="/widgets/ringlock.js"></script>'
const classic = '<script src="/widgets/ringlock.iife.js"></script>'

interface PageOptions {
  readonly lang?: string
  readonly script?: string
  readonly attributes?: string
}

function pageWith({ lang = 'en', script = module, attributes = '' }: PageOptions): string {
  return `<!doctype html>
<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Portal</title>
<link rel="stylesheet" href="/portal.css">${script}</head>
<body><main><h1>Portal</h1><ringlock-login ${attributes}></ringlock-login></main></body></html>`
}

/** A portal with a service behind it: any password, and 123456 as the code. */
function portal(options: PageOptions & { digits?: 6 | 8; css?: string; policy?: string } = {}): SiteAnswers {
  const { digits = 6, css = '', policy } = options
  return (request, body) => {
    switch (request) {
      case 'GET /':
        return htmlAnswer(
          pageWith(options),
          policy === undefined ? {} : { 'content-security-policy': policy },
        )
      case 'GET /portal.css':
        return { headers: { 'content-type': 'text/css' }, body: `:root { color-scheme: light dark } ${css}` }
      case 'GET /favicon.ico':
        return { status: 204, body: '' }
      case 'GET /elsewhere':
        return htmlAnswer('<title>Elsewhere</title>')
      case 'POST /session':
        return htmlAnswer(`<title>${new URLSearchParams(body).get('assertion')}</title>`)
      case 'POST /api/v1/login':
        return jsonAnswer({
          status: 'challenge',
          challenge: 'opaque',
          factors: ['totp', 'recovery-code', 'email-code'],
          digits,
          emailCodeDigits: 8,
          expiresAt: '2030-01-01T00:00:00.000Z',
          canReset: true,
          trustFor: 604_800,
        })
      case 'POST /api/v1/login/challenge':
        return body.includes('"123456"')
          ? jsonAnswer({
              status: 'accepted',
              assertion: 'signed.by.ringlock',
              user: { key: 'local:1', name: 'alice', displayName: null },
              factors: ['password', 'totp'],
              enrolment: { invited: false, graceEnds: null },
              trustedUntil: null,
            })
          : jsonAnswer({ error: { code: 'code-rejected', message: 'wrong code', codesLeft: 2 } }, 401)
      default:
        return null
    }
  }
}

async function open(url: string, page: Page): Promise<void> {
  await page.goto(url)
  await page.waitForSelector('input[name="password"]')
}

/** With the keyboard alone, as it lies under the fingers. */
async function givePassword(page: Page): Promise<void> {
  await page.focus('input[name="username"]')
  await page.keyboard.type('alice')
  await page.keyboard.press('Tab')
  await page.keyboard.type('correct horse')
  await page.keyboard.press('Enter')
  await page.waitForSelector('input[name="code"]')
}

const login = (
  name: string,
  options: Parameters<typeof portal>[0],
  context: BrowserContextOptions,
  prove: (page: Page, url: string) => Promise<void>,
) =>
  peerTest(`chromium: ${name}`, { needs: ['chromium'] }, () =>
    withSite(portal(options), (url) =>
      withChromium((browser) =>
        withPage(browser, context, async (page) => {
          await open(url, page)
          await prove(page, url)
        }),
      ),
    ),
  )

for (const [name, script] of [
  ['an ES module', module],
  ['a classic script', classic],
] as const) {
  login(
    `${name} logs in, in German and by keyboard alone, under the strictest policy`,
    { policy: strictPolicy, lang: 'de', script, attributes: 'return-url="/session"' },
    {},
    async (page, url) => {
      assert.is(await page.locator('label').first().innerText(), 'Benutzername')
      await givePassword(page)
      await page.keyboard.type('123456')
      await page.waitForURL(`${url}/session`)
      assert.is(await page.title(), 'signed.by.ringlock')
    },
  )
}

peerTest('chromium: what the strict policy forbids would have been noticed', { needs: ['chromium'] }, () =>
  withSite(portal({ policy: strictPolicy, attributes: 'style="color: red"' }), (url) =>
    withChromium(async (browser) => {
      const complained = await withPage(browser, {}, (page) => open(url, page)).catch(String)
      assert.match(String(complained), 'style-src')
    }),
  ),
)

for (const colorScheme of ['light', 'dark'] as const) {
  login(`every step has contrast and names (${colorScheme})`, {}, { colorScheme }, async (page) => {
    assert.equal(await axeViolations(page), [])
    await page.click('button[type="submit"]')
    await page.waitForFunction('document.querySelector("[role=alert]").textContent !== ""')
    assert.equal(await axeViolations(page), [])
    await givePassword(page)
    assert.equal(await axeViolations(page), [])
    await page.keyboard.type('999999')
    await page.waitForSelector('[aria-invalid="true"]')
    assert.equal(await axeViolations(page), [])
    await page.click('text=Use a recovery code')
    assert.equal(await axeViolations(page), [])
  })
}

for (const lang of ['de', 'ar']) {
  login(
    `eight digits fit into 320 pixels (${lang})`,
    { lang, digits: 8 },
    { viewport: { width: 320, height: 640 } },
    async (page) => {
      await givePassword(page)
      await page.keyboard.type('12345678')
      await page.waitForSelector('[aria-invalid="true"]')
      assert.is(await page.evaluate('document.documentElement.scrollWidth'), 320)
      const box = (index: number) => page.locator('.ringlock-box').nth(index).boundingBox()
      const [first, last] = [await box(0), await box(7)]
      assert.ok(first !== null && last !== null && first.x < last.x, 'digits run from left to right')
      assert.ok(last !== null && last.x + last.width <= 320)
      assert.equal(await axeViolations(page), [])
    },
  )
}

login('forced colours keep borders around what can be used', {}, { forcedColors: 'active' }, async (page) => {
  const border = 'getComputedStyle(document.querySelector("button[type=submit]")).borderTopStyle'
  assert.is(await page.evaluate(border), 'solid')
  await givePassword(page)
  assert.is(
    await page.evaluate('getComputedStyle(document.querySelector(".ringlock-box")).borderTopStyle'),
    'solid',
  )
})

peerTest('chromium: the way back after a login leads to a form that works', { needs: ['chromium'] }, () =>
  withSite(portal(), (url) =>
    withChromium(
      (browser) =>
        withPage(browser, {}, async (page) => {
          await open(url, page)
          const shown =
            'addEventListener("pageshow", ({ persisted }) => { globalThis.persisted = persisted })'
          await page.evaluate(shown)
          await givePassword(page)
          await page.keyboard.type('123456')
          await page.getByText('You are logged in as').waitFor()
          await page.goto(`${url}/elsewhere`)
          await page.goBack({ waitUntil: 'commit' })
          await page.waitForSelector('input[name="password"]')
          assert.is(await page.evaluate('globalThis.persisted'), true)
          await givePassword(page)
        }),
      { bfcache: true },
    ),
  ),
)

peerTest('chromium: a portal’s rules for bare elements change nothing', { needs: ['chromium'] }, () =>
  withChromium(async (browser) => {
    const shapes: unknown[] = []
    for (const css of ['', boldPortal]) {
      await withSite(portal({ css }), (url) =>
        withPage(browser, {}, async (page) => {
          await open(url, page)
          await givePassword(page)
          shapes.push(
            await page.evaluate(`[...document.querySelectorAll('ringlock-login form, ringlock-login form *')].map((each) => {
              const { x, y, width, height } = each.getBoundingClientRect()
              const { color, backgroundColor, fontSize, textTransform, letterSpacing } = getComputedStyle(each)
              return [each.className, x, y, width, height, color, backgroundColor, fontSize, textTransform, letterSpacing].join(' ')
            })`),
          )
        }),
      )
    }
    assert.equal(shapes[1], shapes[0])
    assert.ok((shapes[0] as unknown[]).length > 10)
  }),
)

test.run()
