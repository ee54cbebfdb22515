import type { Page } from 'playwright-core'
import { type Demo, givePassword } from './demo-portal.ts'

/** What the portal can show, and how to get there in a page where alice is logged in, or no user is. */
export interface View {
  readonly name: string
  readonly visitor: 'nobody' | 'alice'
  show(page: Page, demo: Demo): Promise<void>
}

const openMenu = async (page: Page, demo: Demo) => {
  await page.goto(`${demo.portal}/admin`)
  await page.locator('tr:has-text("bob") [aria-haspopup="menu"]').click()
  await page.waitForSelector('[role="menu"]')
}

export const views: readonly View[] = [
  {
    name: 'login',
    visitor: 'nobody',
    async show(page, { portal }) {
      await page.goto(portal)
      await page.waitForSelector('input[name="username"]')
    },
  },
  {
    name: 'code',
    visitor: 'nobody',
    async show(page, demo) {
      await givePassword(page, demo, 'alice')
      await page.waitForSelector('input[name="code"]')
    },
  },
  {
    name: 'reset',
    visitor: 'nobody',
    async show(page, { portal }) {
      await page.goto(`${portal}/reset?token=a-link-that-is-not-used`)
      await page.waitForSelector('.ringlock-danger')
    },
  },
  {
    name: 'account',
    visitor: 'alice',
    async show(page, { portal }) {
      await page.goto(`${portal}/account`)
      await page.waitForSelector('.ringlock-link')
      await page.click('.code summary')
    },
  },
  {
    name: 'admin',
    visitor: 'alice',
    async show(page, { portal }) {
      await page.goto(`${portal}/admin`)
      await page.waitForSelector('[part="users"] tbody tr')
    },
  },
  { name: 'admin-menu', visitor: 'alice', show: openMenu },
  {
    name: 'admin-assign',
    visitor: 'alice',
    async show(page, demo) {
      await openMenu(page, demo)
      await page.locator('[role="menuitem"]').nth(1).click()
      await page.waitForSelector('dialog[open] input[name="key"]')
    },
  },
  {
    name: 'admin-delete',
    visitor: 'alice',
    async show(page, demo) {
      await openMenu(page, demo)
      await page.locator('[role="menuitemradio"]').first().click()
      await page.waitForSelector('dialog[open]')
    },
  },
  {
    name: 'admin-audit',
    visitor: 'alice',
    async show(page, demo) {
      await openMenu(page, demo)
      await page.locator('[role="menuitem"]').nth(2).click()
      await page.waitForSelector('.audit li')
    },
  },
]
