import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { aliceCodes } from './alice.ts'
import { withChromium, withPage } from './chromium.ts'
import { originOf } from './fusionpbx-servers.ts'
import type { FusionpbxSite, PbxUser } from './fusionpbx-site.ts'
import { fusionpbxSuite } from './fusionpbx-suite.ts'

interface Tenants {
  /** Two, because a code logs in once. */
  readonly admins: readonly [PbxUser, PbxUser]
  readonly root: PbxUser
  readonly own: PbxUser
  /** Of another domain, with the name of {@link own}. */
  readonly foreign: PbxUser
}

const [ownDomain, foreignDomain] = ['a.example.test', 'b.example.test'] as const

const test = fusionpbxSuite<Tenants>("the FusionPBX module: a tenant's admin in the browser", {
  needs: ['chromium'],
  prepare: async (site) => {
    await site.php('core/upgrade/upgrade.php', 'permissions')
    return {
      admins: [
        await site.addUser({ name: 'admin', domain: ownDomain, group: 'admin' }),
        await site.addUser({ name: 'admin2', domain: ownDomain, group: 'admin' }),
      ],
      root: await site.addUser({ name: 'root', domain: foreignDomain, group: 'superadmin' }),
      own: await site.addUser({ name: 'same', domain: ownDomain }),
      foreign: await site.addUser({ name: 'same', domain: foreignDomain }),
    }
  },
})

/** The admin page of FusionPBX, for a user who has logged in with password and code. */
function onAdminPage(site: FusionpbxSite, user: PbxUser, use: (page: Page) => Promise<void>): Promise<void> {
  const origin = originOf(site.url)(user.domain)
  return withChromium((browser) =>
    withPage(browser, { locale: 'en', proxy: { server: site.url } }, async (page) => {
      await page.goto(`${origin}/login.php`)
      await page.fill('input[name="username"]', user.name)
      await page.fill('input[name="password"]', user.password)
      await page.keyboard.press('Enter')
      await page.fill('ringlock-login input[name="code"]', aliceCodes()[0])
      await page.waitForSelector(`#who:text-is("${user.name}@${user.domain}")`)
      await page.goto(`${origin}/app/ringlock/ringlock_admin.php`)
      await page.waitForSelector('[part="users"] tbody tr')
      await use(page)
    }),
  )
}

const namesOn = (page: Page) => page.locator('[part="users"] tbody th bdi:first-child').allInnerTexts()

interface Answer {
  readonly status: number
  readonly text: string
}

/** A call with the token that FusionPBX gives to this page. */
async function call(page: Page, method: string, path: string, body: object | null = null): Promise<Answer> {
  const ask = `(async ([method, path, body]) => {
    window.token ??= (await (await fetch('/app/ringlock/token.php')).json()).token
    const headers = { authorization: 'Bearer ' + token, ...(body && { 'content-type': 'application/json' }) }
    const answer = await fetch('/ringlock/api/v1' + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    return { status: answer.status, text: await answer.text() }
  })(${JSON.stringify([method, path, body])})`
  return page.evaluate(ask)
}

const keyOf = ({ uuid }: PbxUser) => `pbx:${uuid}`

test("an admin sees the own domain's users alone, and finds no one else", ({ site, admins: [admin] }) =>
  onAdminPage(site, admin, async (page) => {
    assert.equal((await namesOn(page)).sort(), [
      'admin2@a.example.test',
      'admin@a.example.test',
      'same@a.example.test',
    ])
    for (const [search, found] of [
      ['same', ['same@a.example.test']],
      [`same@${foreignDomain}`, []],
      ['root', []],
    ] as const) {
      const { text } = await call(page, 'GET', `/users?search=${encodeURIComponent(search)}`)
      const { users } = JSON.parse(text) as { users: { name: string; tenant: string }[] }
      assert.equal(
        users.map(({ name, tenant }) => `${name}@${tenant}`),
        found,
      )
    }
  }))

test("another domain's user is 404 in every call, as an unknown one is, and stays as they are", async (context) => {
  const { site, admins, own, foreign } = context
  const stateOf = async ({ name, domain }: PbxUser) =>
    (await site.ringlock('status', `${name}@${domain}`, '--json')).stdout
  const before = await stateOf(foreign)
  const unknown = 'pbx:99999999-0000-4000-8000-999999999999'
  await onAdminPage(site, admins[1], async (page) => {
    // Without fresh proof a change is refused, whosever it is.
    const proof = { password: admins[1].password, code: aliceCodes()[1] }
    assert.is((await call(page, 'POST', '/me/reverify', proof)).status, 200)
    for (const [method, path, body] of [
      ['GET', '/users/KEY', null],
      ['POST', '/users/KEY/unlock', {}],
      ['POST', '/users/KEY/enrolment-mail', {}],
      ['PUT', '/users/KEY/policy', { secondFactor: 'required' }],
      ['DELETE', '/users/KEY/authenticators', null],
      ['GET', '/audit?userKey=KEY', null],
    ] as const) {
      const ask = (key: string) => call(page, method, path.replace('KEY', key), body)
      const refused = await ask(keyOf(foreign))
      assert.equal(refused, await ask(unknown), `${method} ${path}`)
      assert.is(refused.status, 404, `${method} ${path}: ${refused.text}`)
    }
    assert.is((await call(page, 'GET', `/users/${keyOf(own)}`)).status, 200)
    assert.is((await call(page, 'POST', `/users/${keyOf(own)}/unlock`, {})).status, 200)
  })
  assert.is(await stateOf(foreign), before)
})

test('a superadmin sees the users of all domains, and tells namesakes apart', ({ site, root, foreign }) =>
  onAdminPage(site, root, async (page) => {
    const names = await namesOn(page)
    for (const name of ['admin@a.example.test', 'same@a.example.test', 'same@b.example.test'])
      assert.ok(names.includes(name), `${name} is not among ${names.join()}`)
    assert.is((await call(page, 'GET', `/users/${keyOf(foreign)}`)).status, 200)
  }))

test.run()
