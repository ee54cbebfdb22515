import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../free-port.ts'
import { alice, aliceCodes } from './alice.ts'
import { axeViolations, withChromium, withPage } from './chromium.ts'
import { codeOf, readQrCode } from './demo-portal.ts'
import { type FreepbxDouble, freepbxNeeds, startFreepbxDouble } from './freepbx-double.ts'
import { config, logIn, sendCode } from './freepbx-suite.ts'
import { peerTest } from './peers.ts'
import { untilAnswering } from './portal-site.ts'
import { run, startServer } from './processes.ts'
import { program } from './ringlock.ts'
import { portal, portalKey } from './ringlock-double.ts'
import { fixturePassword as password } from './user-databases.ts'

const needs = { needs: [...freepbxNeeds.needs, 'chromium', 'zbarimg', 'oathtool'] as const }

interface Both {
  /** Users who have the second factor of {@link alice}. */
  readonly enrolled: readonly string[]
  readonly policy?: Readonly<Record<string, unknown>>
}

/** The double with the real Ringlock on another origin, which no browser reaches. */
async function withBoth(
  { enrolled: names, policy }: Both,
  use: (pbx: FreepbxDouble) => Promise<void>,
): Promise<void> {
  const url = `http://127.0.0.1:${await freePort()}`
  const pbx = await startFreepbxDouble({ ringlock: url })
  try {
    const configFile = join(pbx.folder, 'ringlock.yaml')
    const { port, user, password: databasePassword } = pbx.mariadb
    const store = { name: 'pbx', kind: 'freepbx', loginTo: 'any', host: '127.0.0.1', port, user }
    const settings = {
      http: {
        listen: url.slice('http://'.length),
        publicUrl: url,
        portals: [{ name: portal, key: portalKey, maySkipPassword: true, origins: [] }],
      },
      policy,
      userStores: [{ ...store, password: databasePassword, database: 'asterisk' }],
    }
    // JSON is YAML.
    await writeFile(configFile, JSON.stringify(settings), { mode: 0o600 })
    const ringlock = (...args: string[]) => [program, ...args, '--config', configFile]
    for (const name of names) {
      const enrolled = await run(process.execPath, ringlock('enrol', name, '--totp-secret', alice.totpSecret))
      if (enrolled.exitCode !== 0) throw new Error(enrolled.stdout + enrolled.stderr)
    }
    const server = await startServer(process.execPath, ringlock('serve'))
    try {
      await untilAnswering(`${url}/readyz`)
      await use(pbx)
    } finally {
      await server.stop()
    }
  } finally {
    await pbx.stop()
  }
}

async function sendPassword(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.fill('input[name="username"]', 'alice')
  await page.fill('input[name="password"]', password)
  await page.click('button')
}

peerTest(
  'FreePBX module: alice logs in to both with the elements, in a browser that never sees Ringlock',
  needs,
  () =>
    withBoth({ enrolled: ['alice', 'admin'] }, (pbx) =>
      withChromium(async (browser) => {
        const [first, second] = aliceCodes()
        const admin = pbx.visitor()
        assert.is((await sendCode(admin, await logIn(admin, 'admin'), first)).status, 303)
        assert.match((await admin.get(config)).text, 'administration of admin')
        await withPage(browser, { locale: 'en' }, async (page) => {
          await sendPassword(page, `${pbx.url}/admin/config.php`)
          await page.waitForSelector('ringlock-login input[name="code"]')
          assert.not(await page.isVisible('#ringlock-plain'))
          assert.equal(await axeViolations(page), [])
          await page.fill('ringlock-login input[name="code"]', first)
          await page.waitForSelector('text=administration of alice')
          await page.goto(`${pbx.url}/admin/config.php?display=ringlock`)
          await page.waitForSelector('ringlock-admin-status >> text=Bob')
        })
        await withPage(browser, { locale: 'en' }, async (page) => {
          await sendPassword(page, `${pbx.url}/ucp/index.php`)
          await page.waitForSelector('ringlock-login input[name="code"]')
          await page.fill('ringlock-login input[name="code"]', second)
          await page.waitForSelector('text=UCP double of alice')
          await page.waitForSelector('ringlock-account >> text=You log in with your password and a code.')
        })
        await withPage(browser, { locale: 'en', javaScriptEnabled: false }, async (page) => {
          await sendPassword(page, `${pbx.url}/admin/config.php`)
          assert.ok(await page.isVisible('input[name="ringlock_code"]'))
          await page.fill('input[name="ringlock_code"]', first)
          await page.click('button.primary')
          assert.match(await page.innerText('.problem'), /used already/)
        })
      }),
    ),
)

peerTest('FreePBX module: alice sets up her second factor in the middle of the login', needs, () =>
  withBoth(
    { enrolled: [], policy: { secondFactor: 'required', gracePeriod: '0s', enrolAtLogin: 'on' } },
    (pbx) =>
      withChromium((browser) =>
        withPage(browser, { locale: 'en' }, async (page) => {
          await sendPassword(page, `${pbx.url}/admin/config.php`)
          await page.waitForSelector('ringlock-enrolment')
          assert.equal(await axeViolations(page), [])
          await page.click('ringlock-enrolment >> text=Authenticator app')
          await page.waitForSelector('canvas')
          await page.fill('input[name^="code"]', await codeOf(await readQrCode(page)))
          await page.check('text=I have saved these codes')
          await page.click('text=Continue')
          await page.waitForSelector('text=administration of alice')
        }),
      ),
  ),
)

test.run()
