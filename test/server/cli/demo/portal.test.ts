import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openPortal } from '../../../../server/cli/demo/portal/open-portal.ts'

const now = 1_700_000_000
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519')
const folder = fileURLToPath(new URL('../../../../widgets/demo/', import.meta.url))

interface World {
  readonly portal: string
  readonly ringlock: string
  /** Bodies of requests for widget tokens. */
  readonly tokenRequests: readonly { readonly authorization: string | undefined; readonly body: string }[]
  /** Posts an assertion; null: no session was opened. */
  logIn(assertion: string): Promise<string | null>
  get(path: string, cookie?: string): Promise<Response>
}

/** A portal, and in Ringlock's place its keys and its widget tokens. */
async function withPortal(use: (world: World) => Promise<void>): Promise<void> {
  const tokenRequests: World['tokenRequests'][number][] = []
  const service = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    if (request.url === '/.well-known/jwks.json') {
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one' }
      response.end(JSON.stringify({ keys: [jwk] }))
    } else {
      tokenRequests.push({ authorization: request.headers.authorization, body })
      response.writeHead(201).end('{"token":"widget-token-1"}')
    }
  }).listen(0, '127.0.0.1')
  await once(service, 'listening')
  const ringlock = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const portal = await openPortal(
    { port: 0, ringlock, name: 'demo', key: 'portal-key', folder },
    () => now * 1000,
  )
  const get = (path: string, cookie = '') =>
    fetch(portal.url + path, { headers: { cookie }, redirect: 'manual' })
  try {
    await use({
      portal: portal.url,
      ringlock,
      tokenRequests,
      get,
      async logIn(assertion) {
        const body = new URLSearchParams({ assertion })
        const response = await fetch(`${portal.url}/session`, { method: 'POST', body, redirect: 'manual' })
        assert.is(response.status, 303)
        return response.headers.get('set-cookie')?.split(';')[0] ?? null
      },
    })
  } finally {
    await portal.close()
    service.closeAllConnections()
    service.close()
    await once(service, 'close')
  }
}

function assertionOf(iss: string, more: object = {}, key = privateKey, header: object = {}): string {
  const claims = {
    iss,
    sub: 'local:1',
    aud: 'demo',
    exp: now + 60,
    jti: randomUUID(),
    amr: ['pwd', 'otp', 'mfa'],
    name: 'alice',
    role: 'admin',
  }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'EdDSA', kid: 'one', ...header })}.${part({ ...claims, ...more })}`
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`
}

test('a good assertion opens a session, once', () =>
  withPortal(async ({ ringlock, logIn, get }) => {
    const assertion = assertionOf(ringlock)
    const cookie = await logIn(assertion)
    assert.match(cookie ?? '', /^ringlock_demo_portal=[\w-]{43}$/)
    const account = await get('/account', cookie ?? '')
    assert.is(account.status, 200)
    assert.match(await account.text(), 'Good to see you, alice')
    assert.is(await logIn(assertion), null)
  }))

for (const [what, make] of [
  ['for another portal', (iss) => assertionOf(iss, { aud: 'other' })],
  ['of another issuer', () => assertionOf('http://127.0.0.1:1')],
  ['that has run out', (iss) => assertionOf(iss, { exp: now - 1 })],
  ['signed by somebody else', (iss) => assertionOf(iss, {}, stranger.privateKey)],
  ['with a key that is not published', (iss) => assertionOf(iss, {}, privateKey, { kid: 'two' })],
  ['that wants no signature', (iss) => assertionOf(iss, {}, privateKey, { alg: 'none' })],
  ['that was altered', (iss) => assertionOf(iss).replace(/\.\w{4}/, '.AAAA')],
  ['that is none', () => 'nonsense'],
] as const satisfies readonly (readonly [string, (iss: string) => string])[]) {
  test(`an assertion ${what} opens none`, () =>
    withPortal(async ({ ringlock, logIn }) => {
      assert.is(await logIn(make(ringlock)), null)
    }))
}

test('widget tokens are for whoever has a session, and the key stays on the server', () =>
  withPortal(async ({ ringlock, logIn, get, tokenRequests }) => {
    assert.is((await get('/ringlock-token')).status, 401)
    assert.is((await get('/ringlock-token', 'ringlock_demo_portal=made-up')).status, 401)
    assert.equal(tokenRequests, [])
    const token = await get('/ringlock-token', (await logIn(assertionOf(ringlock))) ?? '')
    assert.equal(await token.json(), { token: 'widget-token-1' })
    assert.equal(tokenRequests, [
      { authorization: 'Bearer portal-key', body: '{"userKey":"local:1","amr":["pwd","mfa"]}' },
    ])
  }))

test('pages are for those who may see them, and logging out ends that', () =>
  withPortal(async ({ portal, ringlock, logIn, get }) => {
    const to = async (path: string, cookie?: string) => (await get(path, cookie)).headers.get('location')
    assert.is(await to('/account'), '/')
    assert.is(await to('/admin'), '/')
    const bob = (await logIn(assertionOf(ringlock, { name: 'bob', role: 'user' }))) ?? ''
    assert.is(await to('/admin', bob), '/account')
    assert.is(await to('/', bob), '/account')
    const alice = (await logIn(assertionOf(ringlock))) ?? ''
    assert.is((await get('/admin', alice)).status, 200)
    await fetch(`${portal}/logout`, { method: 'POST', headers: { cookie: alice }, redirect: 'manual' })
    assert.is(await to('/admin', alice), '/')
  }))

test('the code that a page shows is the code that runs in it, under a strict policy', () =>
  withPortal(async ({ ringlock, get }) => {
    const response = await get('/')
    const page = await response.text()
    const element = `<ringlock-login api="${ringlock}" return-url="/session"></ringlock-login>`
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
  withPortal(async ({ ringlock, logIn, get }) => {
    const cookie = (await logIn(assertionOf(ringlock, { name: '<b>$& "x"' }))) ?? ''
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
