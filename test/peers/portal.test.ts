import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { axeViolations, withChromium } from './chromium.ts'
import { codeOf, type Demo, givePassword, isIn, readQrCode, withDemo, withVisitor } from './demo-portal.ts'
import { peerTest } from './peers.ts'

const needs = ['chromium', 'zbarimg', 'oathtool'] as const

peerTest('portal: bob enrols from the screen, logs in, is trusted, recovers and resets', { needs }, () =>
  withDemo((demo) =>
    withChromium(async (browser) => {
      let uri = new URL('otpauth://')
      let recoveryCodes: readonly string[] = []

      await withVisitor(browser, {}, async (page) => {
        await givePassword(page, demo, 'bob')
        await isIn(page)
        await page.click('text=Set up now')
        await page.click('text=Authenticator app')
        await page.fill('input[name="proof-password"]', demo.password('bob'))
        await page.keyboard.press('Enter')
        await page.waitForSelector('canvas')
        assert.equal(await axeViolations(page), [])
        uri = await readQrCode(page)
        assert.is(uri.protocol, 'otpauth:')
        await page.fill('input[name^="code"]', await codeOf(uri))
        await page.waitForSelector('text=Save your recovery codes')
        recoveryCodes = await page.locator('[part="recovery-codes"] li').allInnerTexts()
        assert.is(recoveryCodes.length, 10)
        assert.equal(await axeViolations(page), [])
        await page.check('text=I have saved these codes')
        await page.click('text=Continue')
        await page.waitForSelector('text=You log in with your password and a code.')
        await logOut(page)

        await givePassword(page, demo, 'bob')
        await page.check('text=Trust this device')
        await page.fill('input[name="code"]', await codeOf(uri, 1))
        await isIn(page)
        await logOut(page)
        await givePassword(page, demo, 'bob')
        await isIn(page)
        await page.waitForSelector('text=Stop trusting')
      })

      await withVisitor(browser, {}, async (page) => {
        await givePassword(page, demo, 'bob')
        await page.click('text=Use a recovery code')
        await page.getByLabel('Recovery code').fill(recoveryCodes[0] ?? '')
        await page.click('text=Verify')
        await isIn(page)
        await page.waitForSelector('text=9 recovery codes left')
        await logOut(page)

        await givePassword(page, demo, 'bob')
        await page.click('text=Lost your authenticator?')
        await page.waitForSelector('text=is on its way')
        await page.goto(await resetLink(page, demo))
        assert.not.match(page.url(), 'token', 'the token has left the address')
        assert.equal(await axeViolations(page), [])
        await page.click('text=Reset now')
        await page.waitForSelector('text=Your authenticator was reset')
        await givePassword(page, demo, 'bob')
        await isIn(page)
        await page.waitForSelector('text=Set up now')
      })
    }),
  ),
)

peerTest('portal: alice logs in and deletes a setup with the keyboard alone', { needs }, () =>
  withDemo((demo) =>
    withChromium((browser) =>
      withVisitor(browser, {}, async (page) => {
        const { keyboard } = page
        await page.goto(demo.portal)
        await page.waitForSelector('input[name="username"]')
        await tabTo(page, 'input[name="username"]')
        await keyboard.type('alice')
        await keyboard.press('Tab')
        await keyboard.type(demo.password('alice'))
        await keyboard.press('Enter')
        await page.waitForSelector('input[name="code"]:focus')
        await keyboard.type(await demo.aliceCode())
        await isIn(page)

        await assignToBob(page, demo)
        await page.waitForSelector('text=Hardware HW-7')
        await tabTo(page, '[aria-label="Actions for bob"]')
        await keyboard.press('ArrowUp')
        await page.waitForSelector('[role="menuitem"]:focus')
        await keyboard.press('Enter')
        await page.waitForSelector('dialog[open]')
        assert.match(await page.locator('dialog').innerText(), 'This cannot be undone')
        await tabTo(page, 'dialog .ringlock-danger')
        await keyboard.press('Enter')
        await page.waitForSelector('text=Done: bob is up to date.')
        await page.waitForSelector('[aria-label="Actions for bob"]:focus')
        // The words before stood there since the device was assigned.
        await page.waitForSelector('tr:has-text("bob") .state:text-is("Not set up")')
        assert.equal(await axeViolations(page), [])
        await importDevices(page)
      }),
    ),
  ),
)

/** By keyboard, with the proof that the change needs. */
async function assignToBob(page: Page, demo: Demo): Promise<void> {
  const { keyboard } = page
  await page.goto(`${demo.portal}/admin`)
  await page.waitForSelector('[aria-label="Actions for bob"]')
  await tabTo(page, '[aria-label="Actions for bob"]')
  await keyboard.press('Enter')
  await page.waitForSelector('[role="menuitem"]:focus')
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await page.waitForSelector('dialog[open] input[name="key"]:focus')
  await keyboard.type('3132333435363738393031323334353637383930')
  await keyboard.press('Tab')
  await keyboard.type('HW-7')
  await keyboard.press('Enter')
  await page.waitForSelector('input[name="proof-password"]:focus')
  await keyboard.type(demo.password('alice'))
  await keyboard.press('Tab')
  await tabTo(page, 'input[name="proof-code"]')
  await keyboard.type(await demo.aliceCode())
}

/** On a narrow screen: a row with a fault is told, one without a name is given one, and the good ones are taken. */
async function importDevices(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.click('text=Import hardware')
  const key = (last: string) => `313233343536373839303132333435363738393${last}`
  const file = `serial,secret,user\nHW-1,${key('1')},bob\nHW-2,31323334,bob\nHW-3,${key('3')},\n`
  const buffer = Buffer.from(file)
  await page.setInputFiles('[type="file"]', { name: 'devices.csv', mimeType: 'text/csv', buffer })
  await page.click('text=Check the file')
  await page.waitForSelector('text=1 good, 2 with a fault')
  assert.equal(await axeViolations(page), [])
  assert.is(await page.evaluate('document.documentElement.scrollWidth'), 320)
  await page.fill('[data-serial="HW-3"]', 'bob')
  await page.check('text=Take the good rows')
  await page.click('text=Check again')
  await page.click('text=Assign (2)')
  await page.waitForSelector('text=Devices assigned: 2')
  await page.waitForSelector('text=Hardware HW-3')
}

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    if ((await page.locator(`${selector}:focus`).count()) > 0) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${selector}`)
}

function logOut(page: Page): Promise<unknown> {
  return page.click('text=Log out').then(() => page.waitForSelector('input[name="username"]'))
}

/** The mailed link, to the portal's own page. */
/** The mail is written after the answer that says it is on its way. */
async function resetLink(page: Page, demo: Demo): Promise<string> {
  const { portal, ringlock } = demo
  const outbox = await (await page.request.get(`${ringlock}/outbox`)).text()
  const token = /\/reset\?token=([\w-]+)/.exec(outbox)?.[1]
  return token === undefined ? resetLink(page, demo) : `${portal}/reset?token=${token}`
}

test.run()
