import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../free-port.ts'
import { alice } from './alice.ts'
import { axeViolations, htmlAnswer, withChromium, withSite } from './chromium.ts'
import { codeOf, withVisitor } from './demo-portal.ts'
import { peerTest } from './peers.ts'
import { bundleReactPage, portalKey, untilAnswering, withRinglockFor } from './portal-site.ts'
import { startServer } from './processes.ts'

const needs = ['chromium', 'oathtool'] as const
const uri = new URL(`otpauth://totp/alice?secret=${alice.totpSecret}`)

async function logIn(page: Page): Promise<void> {
  await page.fill('input[name="username"]', alice.name)
  await page.fill('input[name="password"]', alice.password)
  await page.keyboard.press('Enter')
  await page.fill('input[name="code"]', await codeOf(uri))
}

peerTest('embed: the portal in one file lets alice in, and shows her account', { needs }, async () => {
  const port = String(await freePort())
  const portal = `http://127.0.0.1:${port}`
  await withRinglockFor(portal, async (ringlock) => {
    const file = fileURLToPath(new URL('../../docs/portal.mjs', import.meta.url))
    const env = { RINGLOCK: ringlock, PORTAL_KEY: portalKey, PORT: port }
    const server = await startServer(process.execPath, [file], { env })
    try {
      await untilAnswering(portal)
      await withChromium((browser) =>
        withVisitor(browser, {}, async (page) => {
          await page.goto(portal)
          await logIn(page)
          await page.waitForSelector('text=You log in with your password and a code.')
          assert.equal(await axeViolations(page), [])
          const refused = await page.request.post(`${portal}/session`, {
            form: { assertion: 'no.such.assertion' },
            maxRedirects: 0,
          })
          assert.is(refused.headers()['set-cookie'], undefined)
        }),
      )
    } finally {
      await server.stop()
    }
  })
})

peerTest('embed: a page of React 19 hears of the login', { needs }, () => {
  let files: ReadonlyMap<string, string> = new Map()
  return withSite(
    (request) => {
      if (request === 'GET /') return htmlAnswer(reactPage([...files.keys()][0] ?? ''))
      const body = files.get(request.replace('GET /', ''))
      return body === undefined ? null : { headers: { 'content-type': 'text/javascript' }, body }
    },
    (portal) =>
      withRinglockFor(portal, async (ringlock) => {
        files = await bundleReactPage(ringlock)
        await withChromium((browser) =>
          withVisitor(browser, {}, async (page) => {
            await page.goto(portal)
            await logIn(page)
            await page.waitForSelector('text=Welcome, alice')
            assert.is(await page.locator('ringlock-login').getAttribute('api'), null, 'set as a property')
            assert.equal(await axeViolations(page), [])
          }),
        )
      }),
  )
})

function reactPage(script: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>React</title><link rel="icon" href="data:,">
<script type="module" src="/${script}"></script></head><body><div id="root"></div></body></html>`
}

test.run()
