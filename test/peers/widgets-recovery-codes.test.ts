import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { htmlAnswer, jsonAnswer, type SiteAnswers, withChromium, withPage, withSite } from './chromium.ts'
import { peerTest } from './peers.ts'

const recoveryCodes = ['K7QXM-2VN4P', '9TWRC-HD3F8', 'M2N7B-QX5ZJ']
const strictPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"

const page = `<!doctype html><html lang="en"><head><title>Portal</title>
<script type="module" src="/widgets/ringlock.js"></script></head>
<body><main><h1>Portal</h1><ringlock-recovery-codes token-url="/token"></ringlock-recovery-codes></main></body></html>`

const sheet = `Phone system: recovery codes of alice\nEach code works once.\n\n${recoveryCodes.join('\n')}\n`

/** A portal whose user has an authenticator and no recovery codes. */
const portal: SiteAnswers = (request) => {
  switch (request) {
    case 'GET /':
      return htmlAnswer(page, { 'content-security-policy': strictPolicy })
    case 'GET /favicon.ico':
      return { status: 204, body: '' }
    case 'GET /elsewhere':
      return htmlAnswer('<title>Elsewhere</title>')
    case 'GET /token':
      return jsonAnswer({ token: 'widget-token' })
    case 'GET /api/v1/me':
      return jsonAnswer({
        user: { name: 'alice', authenticators: [{ id: 'a' }], recoveryCodesLeft: 0 },
        issuer: 'Phone system',
      })
    case 'POST /api/v1/me/recovery-codes':
      return jsonAnswer({ recoveryCodes }, 201)
    default:
      return null
  }
}

/** Keeps what would have been printed, of whatever frame, and says that it is done. */
const keepPrints = `window.print = () => {
  top.prints = [...(top.prints ?? []), document.title + '|' + document.body.innerText]
  dispatchEvent(new Event('afterprint'))
}`

function withCodes(use: (page: Page) => Promise<void>): Promise<void> {
  return withSite(portal, (url) =>
    withChromium((browser) =>
      withPage(browser, {}, async (page) => {
        await page.addInitScript({ content: keepPrints })
        await page.goto(url)
        await press(page, 'Make new codes')
        await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor()
        await use(page)
      }),
    ),
  )
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

peerTest('Chromium saves the recovery codes as a file', { needs: ['chromium'] }, () =>
  withCodes(async (page) => {
    const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')])
    assert.is(file.suggestedFilename(), 'Phone system - alice - recovery codes.txt')
    assert.is(await readFile(await file.path(), 'utf8'), sheet)
  }),
)

peerTest('Chromium prints the recovery codes and nothing else of the page', { needs: ['chromium'] }, () =>
  withCodes(async (page) => {
    await press(page, 'Print')
    await page.waitForFunction('window.prints')
    assert.equal(await page.evaluate('window.prints'), [`Phone system: recovery codes of alice|${sheet}`])
    assert.is(page.frames().length, 1, 'the frame is gone')
  }),
)

peerTest(
  'Chromium copies the recovery codes, by hand where the clipboard refuses',
  { needs: ['chromium'] },
  () =>
    withCodes(async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await press(page, 'Copy')
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      assert.is(await page.evaluate('navigator.clipboard.readText()'), recoveryCodes.join('\n'))
      await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('blocked'))`)
      await press(page, 'Copied')
      await page.getByText('The text is selected').waitFor({ state: 'attached' })
      await page.evaluate('delete navigator.clipboard.writeText; navigator.clipboard.writeText("")')
      await page.keyboard.press('Control+C')
      const copied = String(await page.evaluate('navigator.clipboard.readText()'))
      assert.equal(copied.trim().split(/\s+/), recoveryCodes)
    }),
)

peerTest('Chromium asks before the page is left with codes that are not saved', { needs: ['chromium'] }, () =>
  withCodes(async (page) => {
    const asked: string[] = []
    const dialog = new Promise<void>((resolve) => {
      page.on('dialog', async (opened) => {
        asked.push(opened.type())
        await opened.dismiss()
        resolve()
      })
    })
    await page.evaluate("void (location.href = '/elsewhere')")
    await dialog
    await page.getByRole('checkbox').check()
    await press(page, 'Continue')
    await page.getByText('Your new recovery codes work from now on.').first().waitFor()
    await page.goto(new URL('/elsewhere', page.url()).href)
    assert.is(await page.title(), 'Elsewhere')
    assert.equal(asked, ['beforeunload'])
  }),
)

test.run()
