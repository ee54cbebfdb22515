import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type AssertionChange,
  createVisitor,
  type FakeRinglock,
  openFakeRinglock,
  signAssertion,
  stranger,
} from './portal-world.ts'

export interface OpenedPortal {
  readonly url: string
  /** Seconds since the epoch. */
  now(): number
  /** Bytes that its process holds. */
  memory(): Promise<number>
  close(): Promise<void>
}

interface Context {
  portal: OpenedPortal
  ringlock: FakeRinglock
}

/** What every portal of ours withstands: each of these lets no one in, and leaves it answering. */
export function portalContract(
  name: string,
  audience: string,
  open: (ringlock: string, portalKey: string) => Promise<OpenedPortal>,
): void {
  const test = suite<Context>(name)
  test.before.each(async (context) => {
    context.ringlock = await openFakeRinglock()
    context.portal = await open(context.ringlock.url, 'portal-key')
  })
  test.after.each(async ({ portal, ringlock }) => {
    await portal.close()
    await ringlock.close()
  })

  const assertionFor = ({ portal, ringlock }: Context, nonce: string, change: AssertionChange = {}) =>
    signAssertion({ iss: ringlock.url, aud: audience, nonce, now: portal.now() }, change)

  /** A login goes through. */
  async function expectAnswering(context: Context): Promise<void> {
    const visitor = createVisitor(context.portal.url)
    assert.is(await visitor.post(assertionFor(context, await visitor.begin())), true)
  }

  test('lets in who began the login in this browser, once, and asks for tokens by sub', async (context) => {
    const { portal, ringlock } = context
    const visitor = createVisitor(portal.url)
    assert.is((await visitor.send('GET', '/ringlock-token')).status, 401)
    const assertion = assertionFor(context, await visitor.begin())
    assert.is(await visitor.post(assertion), true)
    assert.equal(ringlock.tokenRequests, [
      { authorization: 'Bearer portal-key', body: '{"userKey":"local:1","amr":["pwd","mfa"]}' },
    ])
    await visitor.send('POST', '/logout', { headers: { origin: portal.url } })
    assert.is((await visitor.send('GET', '/ringlock-token')).status, 401)
    await visitor.begin()
    assert.is(await visitor.post(assertion), false, 'taken a second time')
  })

  test('gives cookies that no script, no other site and no plain connection gets', async (context) => {
    const visitor = createVisitor(context.portal.url)
    const page = await visitor.send('GET', '/')
    const nonce = /login-nonce="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    const session = await visitor.send('POST', '/session', {
      headers: { origin: context.portal.url },
      body: new URLSearchParams({ assertion: assertionFor(context, nonce) }),
    })
    const lines = [...page.headers.getSetCookie(), ...session.headers.getSetCookie()]
    assert.ok(lines.length >= 2)
    for (const line of lines) {
      for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']) {
        assert.ok(line.split('; ').includes(attribute), `${line}: ${attribute}`)
      }
      assert.not.match(line, /Domain/i)
    }
    for (const value of visitor.cookies.values()) assert.match(value, /^[\w-]{43}$/)
    assert.not.ok([...visitor.cookies.values()].includes(nonce), 'the page does not give the cookie away')
  })

  test('a session that someone put into the browser is not taken over', async (context) => {
    const visitor = createVisitor(context.portal.url)
    assert.is(await visitor.post(assertionFor(context, await visitor.begin())), true)
    const before = new Map(visitor.cookies)
    await visitor.send('GET', '/')
    const again = createVisitor(context.portal.url)
    const nonce = await again.begin()
    for (const [name, value] of before) if (!again.cookies.has(name)) again.cookies.set(name, value)
    assert.is(await again.post(assertionFor(context, nonce)), true)
    const changed = [...before].filter(([cookie, value]) => again.cookies.get(cookie) !== value)
    assert.ok(changed.length > 0, 'the session has another id')
    assert.is((await visitor.send('GET', '/ringlock-token')).status, 401, 'and the one before is over')
  })

  test('a login of another browser opens none', async (context) => {
    const [attacker, victim] = [createVisitor(context.portal.url), createVisitor(context.portal.url)]
    const foreign = assertionFor(context, await attacker.begin())
    assert.is(await victim.post(foreign), false, 'without a login of its own')
    const ofNothing = createHash('sha256').update('').digest('base64url')
    assert.is(await victim.post(assertionFor(context, ofNothing)), false, 'nor with a nonce for no cookie')
    const own = await victim.begin()
    assert.is(await victim.post(foreign), false, 'with one of its own')
    assert.is(await victim.post(assertionFor(context, '')), false)
    assert.is(await victim.post(assertionFor(context, 'x', { claims: { nonce: undefined } })), false)
    assert.is(await victim.post(assertionFor(context, own)), true)
  })

  test('a page of another site posts nothing', async (context) => {
    const { portal } = context
    const visitor = createVisitor(portal.url)
    const assertion = assertionFor(context, await visitor.begin())
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: portal.url.replace('127.0.0.1', 'localhost') },
      { origin: `${portal.url}.evil.example` },
      { origin: portal.url, 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ] as Record<string, string>[]) {
      const body = new URLSearchParams({ assertion })
      const { status } = await visitor.send('POST', '/session', { headers, body })
      assert.is(status, 403, JSON.stringify(headers))
    }
    assert.is(await visitor.post(assertion), true, 'nothing of that has used it up')
    const cross = await visitor.send('GET', '/ringlock-token', {
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    assert.is(cross.status, 403)
    const logout = await visitor.send('POST', '/logout', { headers: { origin: 'https://evil.example' } })
    assert.is(logout.status, 403)
    assert.is((await visitor.send('GET', '/ringlock-token')).status, 200)
  })

  const unsigned = (assertion: string) => assertion.replace(/[^.]*$/, '')
  const badOnes: Readonly<Record<string, (context: Context, nonce: string) => string>> = {
    'for another portal': (context, nonce) => assertionFor(context, nonce, { claims: { aud: 'other' } }),
    'of another issuer': (context, nonce) =>
      assertionFor(context, nonce, { claims: { iss: 'http://127.0.0.1:1' } }),
    'that has run out': (context, nonce) =>
      assertionFor(context, nonce, { claims: { exp: context.portal.now() - 1 } }),
    'that never runs out': (context, nonce) => assertionFor(context, nonce, { claims: { exp: undefined } }),
    'of nobody': (context, nonce) => assertionFor(context, nonce, { claims: { sub: undefined } }),
    'without an id': (context, nonce) => assertionFor(context, nonce, { claims: { jti: undefined } }),
    'signed by somebody else': (context, nonce) => assertionFor(context, nonce, { key: stranger }),
    'with a key that is not published': (context, nonce) =>
      assertionFor(context, nonce, { header: { kid: 'two' } }),
    'that wants no signature': (context, nonce) => assertionFor(context, nonce, { header: { alg: 'none' } }),
    'without a signature': (context, nonce) =>
      unsigned(assertionFor(context, nonce, { header: { alg: 'none' } })),
    'signed with the public key as a secret': (context, nonce) => {
      const signed = assertionFor(context, nonce, { header: { alg: 'HS256' } })
        .split('.')
        .slice(0, 2)
        .join('.')
      return `${signed}.${createHmac('sha256', 'one').update(signed).digest('base64url')}`
    },
    'that was altered': (context, nonce) => assertionFor(context, nonce).replace(/\.\w{4}/, '.AAAA'),
    'that is none': () => 'nonsense',
  }
  for (const [what, make] of Object.entries(badOnes)) {
    test(`an assertion ${what} opens none`, async (context) => {
      const visitor = createVisitor(context.portal.url)
      const nonce = await visitor.begin()
      assert.is(await visitor.post(make(context, nonce)), false)
      assert.is(await visitor.post(assertionFor(context, nonce)), true, 'the good one does')
    })
  }

  test('a POST that breaks off costs no one but its sender', async (context) => {
    const { hostname, port } = new URL(context.portal.url)
    for (const rest of ['', 'assertion=ab', 'a'.repeat(5000)]) {
      const socket = connect(Number(port), hostname)
      socket.write(`POST /session HTTP/1.1\r\nHost: portal\r\nContent-Length: 6000\r\n\r\n${rest}`)
      // Once a request behind it is answered, the portal waits for this one's body.
      await createVisitor(context.portal.url).begin()
      socket.resetAndDestroy()
      await once(socket, 'close')
      await expectAnswering(context)
    }
  })

  test('a form of 400 MB is not taken', async (context) => {
    const before = await context.portal.memory()
    const piece = Buffer.alloc(1024 * 1024, 'a')
    let left = 400
    const body = new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(piece)
        else controller.close()
      },
    })
    const sent = { body, duplex: 'half', headers: { origin: context.portal.url } } as RequestInit
    const status = await createVisitor(context.portal.url)
      .send('POST', '/session', sent)
      .then(
        (response) => response.status,
        () => 413,
      )
    assert.is(status, 413)
    assert.ok(left > 300, `${left} MB were left when it was refused`)
    assert.ok((await context.portal.memory()) < before + 100e6)
    await expectAnswering(context)
  })

  test('a Ringlock that is gone ends nothing', async (context) => {
    const visitor = createVisitor(context.portal.url)
    assert.is(await visitor.post(assertionFor(context, await visitor.begin())), true)
    await context.ringlock.close()
    for (let i = 0; i < 2; i++) assert.ok((await visitor.send('GET', '/ringlock-token')).status >= 500)
    assert.is((await createVisitor(context.portal.url).send('GET', '/')).status, 200)
    context.ringlock = await openFakeRinglock()
  })

  test('nothing else is answered, and no request line ends it', async (context) => {
    const visitor = createVisitor(context.portal.url)
    for (const path of ['/nothing', '/session', '//', '/?', '/%00', '/%', '/../portal.mjs']) {
      assert.ok([200, 404].includes((await visitor.send('GET', path)).status), path)
    }
    const { hostname, port } = new URL(context.portal.url)
    for (const line of [
      'GET http://[ HTTP/1.1',
      'GET //[ HTTP/1.1',
      'OPTIONS * HTTP/1.1',
      'GET ?\u00ff HTTP/1.1',
    ]) {
      const socket = connect(Number(port), hostname)
      socket.end(`${line}\r\nHost: portal\r\nConnection: close\r\n\r\n`).resume()
      await once(socket, 'close')
    }
    await expectAnswering(context)
  })

  test.run()
}
