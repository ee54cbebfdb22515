import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { axeViolations, withChromium } from './chromium.ts'
import { type Demo, givePassword, isIn, withDemo, withVisitor } from './demo-portal.ts'
import { peerTest } from './peers.ts'
import { views } from './portal-views.ts'

interface Look {
  readonly name: string
  readonly context: BrowserContextOptions
  readonly language?: string
}

const desk = { width: 1200, height: 800 }
const looks: readonly Look[] = [
  { name: 'light', context: { viewport: desk, colorScheme: 'light' } },
  { name: 'dark', context: { viewport: desk, colorScheme: 'dark' } },
  { name: 'arabic', context: { viewport: desk }, language: 'ar' },
  { name: 'german at 320 pixels', context: { viewport: { width: 320, height: 640 } }, language: 'de' },
  {
    name: 'arabic at 320 pixels, dark',
    context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
    language: 'ar',
  },
  { name: 'forced colours', context: { viewport: desk, forcedColors: 'active' } },
]

/** Every page under the strictest policy, with contrast, and without scrolling to the side (WCAG 1.4.10). */
peerTest('portal: every page in every look', { needs: ['chromium'] }, () =>
  withDemo((demo) =>
    withChromium(async (browser) => {
      const alice = await stateOfAlice(browser, demo)
      const faults: string[] = []
      for (const { name, context, language = 'en' } of looks) {
        for (const view of views) {
          const state = view.visitor === 'alice' ? { storageState: alice } : {}
          await withVisitor(browser, { ...context, ...state }, async (page) => {
            await page.addInitScript(`localStorage.setItem('language', '${language}')`)
            await view.show(page, demo)
            const violations = await axeViolations(page)
            const width = Number(await page.evaluate('document.documentElement.scrollWidth'))
            const isWide = width > (context.viewport?.width ?? 0)
            const said = isWide ? [...violations, `is ${width} pixels wide`] : violations
            faults.push(...said.map((fault) => `${view.name}, ${name}: ${fault}`))
            await keepPicture(page, `${view.name} ${name}`)
          })
        }
      }
      assert.equal(faults, [])
    }),
  ),
)

type StorageState = NonNullable<BrowserContextOptions['storageState']>

async function stateOfAlice(browser: Browser, demo: Demo): Promise<StorageState> {
  let state: StorageState | null = null
  await withVisitor(browser, {}, async (page) => {
    await givePassword(page, demo, 'alice')
    await page.fill('input[name="code"]', await demo.aliceCode())
    await isIn(page)
    state = await page.context().storageState()
  })
  if (state === null) throw new Error('alice did not get in')
  return state
}

/** For looking at, in the folder that RINGLOCK_SCREENSHOTS names. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.RINGLOCK_SCREENSHOTS
  if (folder === undefined) return
  await page.screenshot({ path: `${folder}/${name.replace(/\W+/g, '-')}.png`, fullPage: true })
}

test.run()
