import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { withChromium, withPage } from './chromium.ts'
import { codeOf, type Demo, givePassword, isIn, readQrCode, withDemo, withVisitor } from './demo-portal.ts'
import { sendPassword, withFreepbxAndRinglock } from './freepbx-with-ringlock.ts'
import { fusionpbxPictures } from './fusionpbx-pictures.ts'
import { run } from './processes.ts'

/** Makes the pictures of the README and of docs/freepbx.md and docs/fusionpbx.md: `npm run pictures`. */

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))
const program = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))
const size = { width: 880, height: 560 }

const people = [
  { name: 'carla', email: 'carla@example.test', totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' },
  { name: 'dmitri', email: 'dmitri@example.test' },
]

async function keep(page: Page, name: string, selector = 'main'): Promise<void> {
  await page
    .locator(selector)
    .first()
    .screenshot({ path: `${docs}${name}.png`, animations: 'disabled' })
}

/** With what is around it: the colours and the place of it are the host's. */
async function keepPage(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${docs}${name}.png`, animations: 'disabled', fullPage: true })
}

async function bobsPictures(browser: Browser, demo: Demo): Promise<void> {
  await withVisitor(browser, { viewport: size }, async (page) => {
    await givePassword(page, demo, 'bob')
    await isIn(page)
    await page.click('text=Set up now')
    await page.click('text=Authenticator app')
    await page.fill('input[name="proof-password"]', demo.password('bob'))
    await page.keyboard.press('Enter')
    await page.waitForSelector('canvas')
    await keep(page, 'enrolment', 'ringlock-account')
    await page.fill('input[name^="code"]', await codeOf(await readQrCode(page)))
    await page.waitForSelector('text=Save your recovery codes')
    await keep(page, 'recovery-codes', 'ringlock-account')
  })
}

async function alicesPictures(browser: Browser, demo: Demo): Promise<void> {
  await withVisitor(browser, { viewport: { width: 880, height: 840 } }, async (page) => {
    await givePassword(page, demo, 'alice')
    await page.waitForSelector('input[name="code"]')
    await keep(page, 'login', 'ringlock-login')
    await page.fill('input[name="code"]', await demo.aliceCode())
    await isIn(page)
    await page.goto(`${demo.portal}/admin`)
    await choose(page, 'dmitri', 'Require 2FA')
    await page.click('dialog .ringlock-primary')
    await page.fill('input[name="proof-password"]', demo.password('alice'))
    await page.fill('input[name="proof-code"]', await demo.aliceCode())
    await page.waitForSelector('.state:has-text("Must be set up")')
    await choose(page, 'carla', 'Disable 2FA')
    await page.click('dialog .ringlock-danger')
    await page.waitForSelector('.state:has-text("2FA off")')
    await page.reload()
    await page.waitForSelector('[part="users"] tbody tr')
    await keep(page, 'admin', 'ringlock-admin-status')
    await page.selectOption('#theme', 'dark')
    await page.goto(`${demo.portal}/account`)
    await page.waitForSelector('text=Trusted devices')
    await keep(page, 'account-dark', 'ringlock-account')
  })
}

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.click(`[aria-label="Actions for ${name}"]`)
  await page.click(`[role="menu"] >> text=${item}`)
}

await withDemo((demo) =>
  withTemporaryFolder(async (folder) => {
    const file = `${folder}/people.jsonl`
    const lines = people.map((each) => `${JSON.stringify({ ...each, password: 'correct horse' })}\n`)
    await writeFile(file, lines.join(''), { mode: 0o600 })
    const imported = await run(process.execPath, [
      program,
      'user',
      'import',
      file,
      '--config',
      demo.configFile,
    ])
    if (imported.exitCode !== 0) throw new Error(imported.stdout + imported.stderr)
    await withChromium(async (browser) => {
      await bobsPictures(browser, demo)
      await alicesPictures(browser, demo)
    })
  }),
)

await withFreepbxAndRinglock({ enrolled: ['alice'] }, (pbx) =>
  withChromium((browser) =>
    withPage(browser, { locale: 'en', viewport: { width: 560, height: 560 } }, async (page) => {
      await sendPassword(page, `${pbx.url}/admin/config.php`)
      await page.waitForSelector('ringlock-login input[name="code"]')
      await keep(page, 'freepbx')
    }),
  ),
)

await withFreepbxAndRinglock({ enrolled: [], policy: { secondFactor: 'required' } }, (pbx) =>
  withChromium((browser) =>
    withPage(
      browser,
      { locale: 'en', colorScheme: 'dark', viewport: { width: 390, height: 480 } },
      async (page) => {
        await sendPassword(page, `${pbx.url}/admin/config.php`)
        await page.waitForSelector('text=Protect your login')
        await keepPage(page, 'freepbx-offer')
      },
    ),
  ),
)

await withChromium((browser) => fusionpbxPictures(browser, keepPage))
