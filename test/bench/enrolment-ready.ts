import type { Browser } from 'playwright-core'
import {
  htmlAnswer,
  jsonAnswer,
  type SiteAnswers,
  withChromium,
  withPage,
  withSite,
} from '../peers/chromium.ts'
import { type BenchOptions, figure, median, progress, table } from './section.ts'

const totpSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const page = `<!doctype html><html lang="en"><head><title>Portal</title>
<script type="module" src="/widgets/ringlock.js"></script></head>
<body><ringlock-enrolment kind="app" token-url="/token"></ringlock-enrolment></body></html>`

/** A portal whose user has no second factor; it answers at once. */
const portal: SiteAnswers = (request) => {
  switch (request) {
    case 'GET /':
      return htmlAnswer(page)
    case 'GET /favicon.ico':
      return { status: 204, body: '' }
    case 'GET /token':
      return jsonAnswer({ token: 'widget-token' })
    case 'GET /api/v1/me':
      return jsonAnswer({
        user: { name: 'alice', email: 'alice@example.test', state: 'not-enrolled', authenticators: [] },
        issuer: 'Phone system',
        proof: { password: false, code: false },
        provenUntil: '2100-01-01T00:00:00.000Z',
        enrolmentCodes: { app: 1, hardware: 2 },
        emailRequired: false,
      })
    case 'POST /api/v1/me/authenticators':
      return jsonAnswer(
        {
          id: 'offer-1',
          kind: 'app',
          totpSecret,
          uri: `otpauth://totp/Phone%20system:alice?secret=${totpSecret}&issuer=Phone%20system`,
          issuer: 'Phone system',
          account: 'alice',
          algorithm: 'SHA1',
          digits: 6,
          period: 30,
          codes: 1,
          expiresAt: '2100-01-01T00:00:00.000Z',
        },
        201,
      )
    default:
      return null
  }
}

/** Notes the frame in which the first button is there, presses it, and notes when there is something to scan and to type into. */
const watch = `(function look() {
  const element = document.querySelector('ringlock-enrolment')
  const button = element?.shadowRoot?.querySelector('button')
  if (button && !window.readyAt) {
    window.readyAt = performance.now()
    button.click()
  }
  if (element?.querySelector('input') && element.shadowRoot.querySelector('canvas')) window.shownAt = performance.now()
  else requestAnimationFrame(look)
})()`

interface Ready {
  /** Milliseconds from the script's last byte to the button that begins. */
  readonly ready: number
  /** From pressing it to the QR code and the field for the code. */
  readonly shown: number
}

/** How soon a user can begin to enrol, in Chromium, with a profile that knows nothing yet. */
export async function measureEnrolmentReady({ rounds }: BenchOptions): Promise<string> {
  const seen: Ready[] = []
  await withSite(portal, (url) =>
    withChromium(async (browser) => {
      // The first page of a browser pays for the browser.
      await openOnce(browser, url)
      for (let round = 1; round <= rounds; round++) {
        seen.push(await openOnce(browser, url))
        progress(`enrolment: ${figure(seen.at(-1)?.ready ?? 0)} ms`)
      }
    }),
  )
  const of = (value: (ready: Ready) => number) => {
    const values = seen.map(value)
    return [figure(median(values)), `${figure(Math.min(...values))}..${figure(Math.max(...values))}`]
  }
  return table(`enrolment in Chromium, median of ${seen.length} fresh pages`, [
    ['', 'median', 'lowest..highest', 'goal'],
    ['ready to use after its script arrived, ms', ...of(({ ready }) => ready), '300'],
    ['QR code and field after its button was pressed, ms', ...of(({ shown }) => shown)],
  ])
}

async function openOnce(browser: Browser, url: string): Promise<Ready> {
  const seen: Ready[] = []
  await withPage(browser, {}, async (opened) => {
    await opened.addInitScript({ content: watch })
    await opened.goto(url)
    await opened.waitForFunction('window.shownAt')
    const [readyAt, shownAt, arrived] = await opened.evaluate<
      [number, number, number]
    >(`[window.readyAt, window.shownAt,
      performance.getEntriesByType('resource').find(({ name }) => name.endsWith('ringlock.js')).responseEnd]`)
    seen.push({ ready: readyAt - arrived, shown: shownAt - readyAt })
  })
  const [ready] = seen
  if (ready === undefined) throw new Error('the page did not open')
  return ready
}
