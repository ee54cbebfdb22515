import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openPortal } from '../../../../server/cli/demo/portal.ts'
import { portalContract } from '../../../docs/portal-contract.ts'
import {
  createVisitor,
  type FakeRinglock,
  openFakeRinglock,
  signAssertion,
} from '../../../docs/portal-world.ts'
import { freePort } from '../../../free-port.ts'

const now = 1_700_000_000
const folder = fileURLToPath(new URL('../../../../widgets/demo/', import.meta.url))

const openDemo = async (ringlock: string, key: string) =>
  openPortal({ port: await freePort(), ringlock, name: 'demo', key, folder }, () => now * 1000)

portalContract('the demo portal', 'demo', async (ringlock, key) => ({
  ...(await openDemo(ringlock, key)),
  now: () => now,
  memory: async () => process.memoryUsage.rss(),
}))

interface World {
  readonly portal: string
  readonly ringlock: string
  /** Bodies of requests for widget tokens. */
  readonly tokenRequests: FakeRinglock['tokenRequests']
  /** Logs a user in; null: no session was opened. */
  logIn(claims?: object): Promise<string | null>
  get(path: string, cookie?: string): Promise<Response>
}

async function withPortal(use: (world: World) => Promise<void>): Promise<void> {
  const ringlock = await openFakeRinglock()
  const { url, tokenRequests } = ringlock
  const portal = await openDemo(url, 'portal-key')
  try {
    await use({
      portal: portal.url,
      ringlock: url,
      tokenRequests,
      get: (path, cookie = '') => fetch(portal.url + path, { headers: { cookie }, redirect: 'manual' }),
      async logIn(claims = {}) {
        const visitor = createVisitor(portal.url)
        const nonce = await visitor.begin()
        const assertion = signAssertion({ iss: url, aud: 'demo', nonce, now }, { claims })
        const body = new URLSearchParams({ assertion })
        assert.is((await visitor.send('POST', '/session', { body })).status, 303)
        const session = visitor.cookies.get('__Host-demo')
        return session === undefined ? null : `__Host-demo=${session}`
      },
    })
  } finally {
    await portal.close()
    await ringlock.close()
  }
}

test('a good assertion opens a session', () =>
  withPortal(async ({ logIn, get }) => {
    const cookie = await logIn()
    assert.match(cookie ?? '', /^__Host-demo=[\w-]{43}$/)
    const account = await get('/account', cookie ?? '')
    assert.is(account.status, 200)
    assert.match(await account.text(), 'Good to see you, alice')
  }))

test('widget tokens are for users with a session, and the key stays on the server', () =>
  withPortal(async ({ logIn, get, tokenRequests }) => {
    assert.is((await get('/ringlock-token')).status, 401)
    assert.is((await get('/ringlock-token', '__Host-demo=made-up')).status, 401)
    assert.equal(tokenRequests, [])
    const token = await get('/ringlock-token', (await logIn()) ?? '')
    assert.equal(await token.json(), { token: 'widget-token-1' })
    assert.equal(tokenRequests, [
      { authorization: 'Bearer portal-key', body: '{"userKey":"local:1","amr":["pwd","mfa"]}' },
    ])
  }))

test('pages are for those who may see them, and logging out ends that', () =>
  withPortal(async ({ portal, logIn, get }) => {
    const to = async (path: string, cookie?: string) => (await get(path, cookie)).headers.get('location')
    assert.is(await to('/account'), '/')
    assert.is(await to('/admin'), '/')
    const bob = (await logIn({ name: 'bob', role: 'user' })) ?? ''
    assert.is(await to('/admin', bob), '/account')
    assert.is(await to('/', bob), '/account')
    const alice = (await logIn()) ?? ''
    assert.is((await get('/admin', alice)).status, 200)
    await fetch(`${portal}/logout`, { method: 'POST', headers: { cookie: alice }, redirect: 'manual' })
    assert.is(await to('/admin', alice), '/')
  }))

test('the code that a page shows is the code that runs in it, under a strict policy', () =>
  withPortal(async ({ ringlock, get }) => {
    const response = await get('/')
    const page = await response.text()
    const nonce = /login-nonce="([\w-]{43})"/.exec(page)?.[1]
    const element = `<ringlock-login api="${ringlock}" return-url="/session" login-nonce="${nonce}"></ringlock-login>`
    assert.ok(page.includes(element))
    assert.ok(
      page.includes(element.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')),
    )
    assert.not.match(page, /\{\{|style=|<script(?! type="module" src)/)
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.not.match(policy, /unsafe|\*/)
    assert.match(policy, "require-trusted-types-for 'script'; trusted-types lit-html")
  }))

test('a name is written as text', () =>
  withPortal(async ({ logIn, get }) => {
    const cookie = (await logIn({ name: '<b>$& "x"' })) ?? ''
    const page = await (await get('/account', cookie)).text()
    assert.ok(page.includes('Good to see you, &lt;b&gt;$&amp; &quot;x&quot;'))
    assert.not.ok(page.includes('<b>'))
  }))

test('there is no way out of the folder, and nothing else to be had', () =>
  withPortal(async ({ get }) => {
    for (const path of ['/../package.json', '/..%2fpackage.json', '/layout.html', '/nothing']) {
      assert.is((await get(path)).status, 404, path)
    }
  }))

test.run()
