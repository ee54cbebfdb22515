import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { withPage } from './chromium.ts'
import { oathtool } from './clients.ts'
import { run, startServer } from './processes.ts'

/** The demo as it was built, with its portal. */
export interface Demo {
  readonly portal: string
  readonly ringlock: string
  readonly configFile: string
  readonly password: (name: 'alice' | 'bob') => string
  /** Never the same twice: waits for the next one. */
  aliceCode(): Promise<string>
}

const program = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))
const longestStart = 60_000

export async function withDemo(use: (demo: Demo) => Promise<void>): Promise<void> {
  const server = await startServer(process.execPath, [program, 'demo'])
  try {
    const deadline = Date.now() + longestStart
    while (!server.output().includes("alice's code")) {
      if (!server.running() || Date.now() > deadline) throw new Error(server.output())
      await sleep(50)
    }
    const said = (pattern: RegExp) => pattern.exec(server.output())?.[1] ?? ''
    const codeFile = said(/\$\(cat (\S+)\)/)
    let given = ''
    await use({
      portal: said(/portal +(\S+)/),
      ringlock: said(/HTTP +(\S+)\/api\/v1/),
      configFile: said(/--config (\S+)/),
      password: (name) => said(new RegExp(`${name} +password (\\S+)`)),
      async aliceCode() {
        let code = given
        while (code === given) {
          code = await readFile(codeFile, 'utf8')
          if (code === given) await sleep(200)
        }
        given = code
        return code
      },
    })
  } finally {
    await server.stop()
  }
}

/** A page of a fresh profile that fails for every violation of the portal's policy, and for complaints of the browser. */
export function withVisitor(
  browser: Browser,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  return withPage(browser, options, async (page) => {
    await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
      console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`)
    await use(page)
  })
}

export async function givePassword(
  page: Page,
  { portal, password }: Demo,
  name: 'alice' | 'bob',
): Promise<void> {
  await page.goto(portal)
  await page.fill('input[name="username"]', name)
  await page.fill('input[name="password"]', password(name))
  await page.click('ringlock-login button[type="submit"]')
}

/** Until the portal has let a user in. */
export function isIn(page: Page): Promise<void> {
  return page.waitForURL('**/account')
}

/** What the QR code on the screen says, as a phone's camera reads it. */
export function readQrCode(page: Page): Promise<URL> {
  return withTemporaryFolder(async (folder) => {
    const path = `${folder}/qr.png`
    await page.locator('canvas').screenshot({ path })
    const { stdout } = await run('zbarimg', ['--quiet', '--raw', path])
    return new URL(stdout.trim())
  })
}

/** @param ahead - time-steps: a code is taken once, and the next one early */
export function codeOf(uri: URL, ahead = 0): Promise<string> {
  const now = `@${Math.floor(Date.now() / 1000) + ahead * 30}`
  return oathtool(['--totp', '--base32', uri.searchParams.get('secret') ?? '', '--now', now])
}
