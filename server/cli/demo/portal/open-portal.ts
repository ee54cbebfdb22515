import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Clock } from '../../../lib/clock.ts'
import { createAssertionCheck } from './check-assertion.ts'
import { type PageName, readPage } from './pages.ts'
import { createSessions } from './sessions.ts'

export interface PortalSetup {
  /** 0: any. */
  readonly port: number
  /** Where Ringlock answers. */
  readonly ringlock: string
  /** The portal's name and key, as in ringlock.yaml. */
  readonly name: string
  readonly key: string
  /** What the build makes of widgets/demo. */
  readonly folder: string
}

export interface Portal {
  readonly url: string
  close(): Promise<void>
}

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

const pages: ReadonlyMap<string, PageName> = new Map([
  ['/', 'login'],
  ['/account', 'account'],
  ['/admin', 'admin'],
  ['/reset', 'reset'],
])
const files: ReadonlyMap<string, string> = new Map([
  ['/portal.css', 'text/css; charset=utf-8'],
  ['/portal.js', 'text/javascript; charset=utf-8'],
  ['/session-ended.js', 'text/javascript; charset=utf-8'],
])
const notFound: Reply = { status: 404, body: 'Not found' }
const forbidden: Reply = { status: 403, body: 'Not from another site' }
const tooLong: Reply = { status: 413, headers: { Connection: 'close' }, body: 'The form is too long' }
/** Characters. */
const longestForm = 10_000
/** Milliseconds in which a request has to be here. */
const patience = { headersTimeout: 10_000, requestTimeout: 20_000 }

/** A portal of a phone system, on loopback: it has sessions of its own, and nobody but its server knows its key. */
export async function openPortal(setup: PortalSetup, clock: Clock): Promise<Portal> {
  const { ringlock, name, key, folder } = setup
  const checkAssertion = createAssertionCheck({ issuer: ringlock, audience: name }, clock)
  const sessions = createSessions(clock)
  let url = ''

  async function answer(request: IncomingMessage): Promise<Reply> {
    const [pathname = ''] = (request.url ?? '').split('?')
    const cookies = request.headers.cookie ?? ''
    const asked = `${request.method} ${pathname}`
    if ((request.method !== 'GET' || pathname === '/ringlock-token') && isForeign(request, url))
      return forbidden
    if (asked === 'POST /session') return logIn(await readForm(request), cookies)
    if (asked === 'POST /logout') return redirect('/', { 'Set-Cookie': sessions.close(cookies) })
    if (asked === 'GET /ringlock-token') return issueToken(cookies)
    if (request.method !== 'GET') return notFound
    return showFile(pathname) ?? showPage(pathname, cookies)
  }

  /** What <ringlock-login return-url="/session"> posts. */
  async function logIn(form: URLSearchParams | null, cookies: string): Promise<Reply> {
    if (form === null) return tooLong
    const nonce = sessions.nonceOf(cookies)
    const visitor = nonce === null ? null : await checkAssertion(form.get('assertion') ?? '', nonce)
    if (visitor === null) return redirect('/')
    return redirect('/account', { 'Set-Cookie': sessions.open(visitor, cookies) })
  }

  /** What the elements ask for at their token-url: a widget token for whoever is logged in here. */
  async function issueToken(cookies: string): Promise<Reply> {
    const visitor = sessions.find(cookies)
    if (visitor === null) return { status: 401, body: 'Log in first' }
    const response = await fetch(`${ringlock}/api/v1/widget-tokens`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ userKey: visitor.userKey, amr: visitor.amr.filter((each) => each !== 'otp') }),
    })
    if (!response.ok) return { status: 502, body: 'Ringlock gave no token' }
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: await response.text() }
  }

  function showFile(path: string): Promise<Reply> | null {
    const type = files.get(path)
    if (type === undefined) return null
    return readFile(join(folder, path)).then((body) => ({
      status: 200,
      headers: { 'Content-Type': type },
      body,
    }))
  }

  async function showPage(path: string, cookies: string): Promise<Reply> {
    const page = pages.get(path)
    if (page === undefined) return notFound
    const visitor = sessions.find(cookies)
    const isInside = page === 'account' || page === 'admin'
    if (isInside && visitor === null) return redirect('/')
    if (page === 'login' && visitor !== null) return redirect('/account')
    if (page === 'admin' && visitor?.role === 'user') return redirect('/account')
    const { cookie, nonce } = sessions.begin(cookies)
    return {
      status: 200,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        ...(page === 'login' && { 'Set-Cookie': cookie }),
      },
      body: await readPage(folder, page, visitor, { ringlock, nonce }),
    }
  }

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const reply = await answer(request).catch((): Reply => ({ status: 500, body: 'The portal failed' }))
    response.writeHead(reply.status, { ...securityHeaders(ringlock), ...reply.headers }).end(reply.body)
  }
  const server = createServer(patience, (request, response) => void respond(request, response))
  server.listen(setup.port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('bound no address')
  url = `http://127.0.0.1:${address.port}`
  return {
    url,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** As strict as a portal can be: the elements need no inline style, no inline script, and one Trusted Types policy, Lit's. */
function securityHeaders(ringlock: string): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': `'self' ${ringlock}`,
    'style-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': `'self' ${ringlock}`,
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'lit-html',
  }
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map((each) => each.join(' '))
      .join('; '),
    'Cache-Control': 'no-store',
    // With no-referrer, browsers send forms with Origin: null.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  }
}

function redirect(to: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 303, headers: { Location: to, ...headers } }
}

/** A page of another site makes a browser send what its user never meant to. Programs send neither header. */
function isForeign({ headers }: IncomingMessage, url: string): boolean {
  const { origin = url, 'sec-fetch-site': site = 'same-origin' } = headers
  return origin !== url || site !== 'same-origin'
}

/** null: it is longer than any of ours. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  let text = ''
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    text += String(piece)
    if (text.length > longestForm) return null
  }
  return new URLSearchParams(text)
}
