import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { aliceCodes } from './alice.ts'
import { withPage } from './chromium.ts'
import { graceDomain, originOf } from './fusionpbx-servers.ts'
import { type FusionpbxSite, type PbxUser, startFusionpbx } from './fusionpbx-site.ts'

const domain = 'a.example.test'

type Keep = (page: Page, name: string) => Promise<void>

/** Pages of FusionPBX's double with the module in it, for docs/fusionpbx.md. */
export async function fusionpbxPictures(browser: Browser, keep: Keep): Promise<void> {
  const site = await startFusionpbx()
  try {
    await site.php('core/upgrade/upgrade.php', 'permissions')
    const [admin, user] = [
      await site.addUser({ name: 'anna', domain, group: 'admin', email: 'anna@example.test' }),
      await site.addUser({ name: 'bruno', domain, email: 'bruno@example.test' }),
    ]
    await site.addUser({ name: 'chiara', domain, enrolled: false, email: 'chiara@example.test' })
    await site.addUser({ name: 'dmitri', domain, enrolled: false, group: 'agent' })
    const early = await site.addUser({ name: 'emil', domain: graceDomain, group: 'agent', enrolled: false })

    await afterPassword(browser, site, user, { colorScheme: 'dark', viewport: desk }, (page) =>
      keep(page, 'fusionpbx-dark'),
    )
    await afterPassword(browser, site, early, { viewport: phone }, (page) => keep(page, 'fusionpbx-offer'))
    await afterPassword(browser, site, user, { viewport: desk }, async (page) => {
      await keep(page, 'fusionpbx')
      await enter(page)
      await page.goto(`${originOf(site.url)(domain)}/app/ringlock/ringlock.php`)
      await page.waitForSelector('text=Trusted devices')
      await keep(page, 'fusionpbx-account')
    })
    await afterPassword(browser, site, admin, { viewport: { width: 960, height: 560 } }, async (page) => {
      await enter(page)
      await page.goto(`${originOf(site.url)(domain)}/app/ringlock/ringlock_admin.php`)
      await page.waitForSelector('[part="users"] tbody tr')
      await keep(page, 'fusionpbx-admin')
    })
  } finally {
    await site.stop()
  }
}

const desk = { width: 640, height: 640 }
const phone = { width: 390, height: 600 }

function afterPassword(
  browser: Browser,
  site: FusionpbxSite,
  user: PbxUser,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  return withPage(browser, { locale: 'en', proxy: { server: site.url }, ...options }, async (page) => {
    await page.goto(`${originOf(site.url)(user.domain)}/login.php`)
    await page.fill('input[name="username"]', user.name)
    await page.fill('input[name="password"]', user.password)
    await page.keyboard.press('Enter')
    await page.waitForSelector('ringlock-login [part="title"]')
    await use(page)
  })
}

async function enter(page: Page): Promise<void> {
  await page.fill('ringlock-login input[name="code"]', aliceCodes()[0])
  await page.waitForSelector('#who')
}
