import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const builtWidgets = fileURLToPath(new URL('../../dist/widgets/', import.meta.url))

/** As root, without a graphics card, and asking no one but the page's own server. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Debian's Chromium, closed when `use` is done. Playwright has it load pages anew on the way back: `bfcache` undoes that. */
export async function withChromium(
  use: (browser: Browser) => Promise<void>,
  { bfcache = false } = {},
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: flags,
    ignoreDefaultArgs: bfcache ? ['--disable-back-forward-cache'] : [],
  })
  try {
    await use(browser)
  } finally {
    await browser.close()
  }
}

/** A page of a fresh profile. Fails for what the browser complained of, but for refusals of the service. */
export async function withPage(
  browser: Browser,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options)
  const complaints: string[] = []
  try {
    const page = await context.newPage()
    page.on('console', (message) => {
      const isRefusal = message.text().startsWith('Failed to load resource: the server responded')
      if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await use(page).catch(async (error: Error) => {
      const shown = await page.locator('body').innerText()
      throw new Error(`${error.message}\nThe page shows: ${shown}\n${complaints.join('; ')}`, {
        cause: error,
      })
    })
  } finally {
    await context.close()
  }
  if (complaints.length > 0) throw new Error(`Chromium complained: ${complaints.join('; ')}`)
}

export interface SiteAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}
/** Answers by `GET /path`; what has none is a built widget under /widgets/, or not found. */
export type SiteAnswers = (request: string, body: string) => SiteAnswer | null

/** A web server on loopback while `use` runs. */
export async function withSite(answers: SiteAnswers, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const answer = answers(`${request.method} ${pathname}`, body) ?? (await builtFile(pathname))
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    await close(server)
  }
}

export function htmlAnswer(body: string, headers: Readonly<Record<string, string>> = {}): SiteAnswer {
  return { headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body }
}

export function jsonAnswer(body: unknown, status = 200): SiteAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** What axe finds on the page as it stands, through shadow roots, with contrast. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  return page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`)
}

async function builtFile(path: string): Promise<SiteAnswer> {
  if (!path.startsWith('/widgets/') || path.includes('..')) return { status: 404, body: '' }
  const type = extname(path) === '.js' ? 'text/javascript; charset=utf-8' : 'application/json'
  const file = join(builtWidgets, path.slice('/widgets/'.length))
  return { headers: { 'content-type': type }, body: await readFile(file, 'utf8') }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
