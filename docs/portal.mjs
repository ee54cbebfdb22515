// A portal in one file: node portal.mjs, with ringlock's publicUrl and the portal's key in the environment.
import { createHash, randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const [sessionLifetime, longestForm] = [8 * 3600, 10_000] // seconds, characters
const html = { 'Content-Type': 'text/html; charset=utf-8' }
const random = () => randomBytes(32).toString('base64url')
const hash = (text) => createHash('sha256').update(text).digest('base64url')
// Browsers keep Secure cookies of http://localhost and http://127.0.0.1 too.
const cookie = (name, value, seconds) =>
  `__Host-${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; Secure; SameSite=Strict`
const cookieIn = (request, name) =>
  new RegExp(`(?:^|; )__Host-${name}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1] ?? ''

async function readForm(request) {
  let form = ''
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    form += piece
    if (form.length > longestForm) return null
  }
  return new URLSearchParams(form)
}

/**
 * A portal's server: it takes logins at POST /session, ends sessions at POST /logout, and gives widget tokens at
 * GET /ringlock-token. `url` is the portal as browsers see it. At other paths `show(path, user, beginLogin)` gives
 * { status, headers, body } or null; `user` is the assertion of who is logged in, or null; `beginLogin` binds a login to the
 * browser that asks, and gives the nonce for its page.
 */
export function createPortal({ ringlock, name, key, url, show, now = Date.now }) {
  const keys = createRemoteJWKSet(new URL(`${ringlock}/.well-known/jwks.json`))
  const requiredClaims = ['sub', 'jti', 'exp', 'nonce']
  const expected = { issuer: ringlock, audience: name, algorithms: ['EdDSA'], requiredClaims }
  const sessions = new Map() // id -> { user, until }, in seconds since the epoch, as exp
  const used = new Map() // assertions, each good for one session: jti -> { until }
  const loginCookie = `${name}_login`
  const from = `${ringlock} 'self'`
  const headers = {
    'Content-Security-Policy': `default-src 'none'; script-src ${from}; connect-src ${from}; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html`,
    'Referrer-Policy': 'same-origin', // with no-referrer, browsers send Origin: null
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  }

  /** A page of another site makes a browser send what its user never meant to. */
  const isForeign = ({ headers: { origin = url, 'sec-fetch-site': site = 'same-origin' } }) =>
    origin !== url || site !== 'same-origin'

  /** Whose login this is; null: it is another browser's, has opened a session already, or is not signed for this portal. */
  async function userOf(assertion, nonce) {
    const options = { ...expected, currentDate: new Date(now()) }
    const { payload: user } = await jwtVerify(assertion, keys, options).catch(() => ({ payload: null }))
    if (user === null || user.nonce !== nonce || used.has(user.jti)) return null
    used.set(user.jti, { until: user.exp })
    return user
  }

  async function answer(request, response) {
    const send = (status, more = {}, body = '') =>
      response.writeHead(status, { ...headers, ...more }).end(body)
    for (const known of [sessions, used])
      for (const [each, { until }] of known) if (until < now() / 1000) known.delete(each)
    const id = cookieIn(request, name)
    const user = sessions.get(id)?.user ?? null
    const loginSecret = cookieIn(request, loginCookie) // '': no login was begun in this browser
    const beginLogin = () => {
      const secret = loginSecret || random()
      response.setHeader('Set-Cookie', cookie(loginCookie, secret, 3600))
      return hash(secret)
    }
    const [path] = request.url.split('?')
    const asked = `${request.method} ${path}`
    if (!['POST /session', 'POST /logout', 'GET /ringlock-token'].includes(asked)) {
      const shown = request.method === 'GET' ? await show(path, user, beginLogin) : null
      return shown ? send(shown.status ?? 200, { ...html, ...shown.headers }, shown.body) : send(404)
    }
    if (isForeign(request)) return send(403)
    if (asked === 'POST /logout') {
      sessions.delete(id)
      return send(303, { Location: '/', 'Set-Cookie': cookie(name, '', 0) })
    }
    if (asked === 'POST /session') {
      const form = await readForm(request)
      if (form === null) return send(413, { Connection: 'close' })
      const visitor = loginSecret && (await userOf(form.get('assertion') ?? '', hash(loginSecret)))
      if (!visitor) return send(303, { Location: '/' })
      const opened = random()
      sessions.delete(id)
      sessions.set(opened, { user: visitor, until: now() / 1000 + sessionLifetime })
      const cookies = [cookie(name, opened, sessionLifetime), cookie(loginCookie, '', 0)]
      return send(303, { Location: '/', 'Set-Cookie': cookies })
    }
    if (user === null) return send(401)
    const token = await fetch(`${ringlock}/api/v1/widget-tokens`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ userKey: user.sub, amr: user.amr.filter((each) => each !== 'otp') }),
      signal: AbortSignal.timeout(10_000),
    })
    return send(token.ok ? 200 : 502, { 'Content-Type': 'application/json' }, await token.text())
  }

  return createServer({ headersTimeout: 10_000, requestTimeout: 20_000 }, (request, response) =>
    // A request that breaks off, or a Ringlock that does not answer, ends nothing but this answer.
    answer(request, response).catch(() => response.headersSent || response.writeHead(503).end()),
  )
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) {
  const {
    RINGLOCK = 'http://127.0.0.1:8080',
    PORTAL_KEY,
    PORTAL_NAME = 'portal',
    PORT = '8000',
  } = process.env
  const { PORTAL = `http://127.0.0.1:${PORT}` } = process.env // as browsers see it: https, but for this machine's own
  if (!PORTAL_KEY) throw new Error('PORTAL_KEY is missing')
  const page = (content) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Portal</title>
<script type="module" src="${RINGLOCK}/widgets/ringlock.js"></script>
${content}
</html>`
  const account = page(`<ringlock-account api="${RINGLOCK}" token-url="/ringlock-token"></ringlock-account>
<form method="post" action="/logout"><button>Log out</button></form>`)
  const login = (nonce) =>
    page(`<ringlock-login api="${RINGLOCK}" return-url="/session" login-nonce="${nonce}"></ringlock-login>`)
  const show = (path, user, beginLogin) =>
    path === '/' ? { body: user ? account : login(beginLogin()) } : null
  const portal = createPortal({ ringlock: RINGLOCK, name: PORTAL_NAME, key: PORTAL_KEY, url: PORTAL, show })
  portal.listen(Number(PORT), '127.0.0.1')
}
