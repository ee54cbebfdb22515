// A portal in one file: node portal.mjs, with ringlock's publicUrl and the portal's key in the environment.
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const { RINGLOCK = 'http://127.0.0.1:8080', PORTAL_KEY, PORTAL_NAME = 'portal', PORT = '8000' } = process.env
const { PORTAL = `http://127.0.0.1:${PORT}` } = process.env // as browsers see it: https, but for this machine's own
if (!PORTAL_KEY) throw new Error('PORTAL_KEY is missing')
const keys = createRemoteJWKSet(new URL(`${RINGLOCK}/.well-known/jwks.json`))
const requiredClaims = ['sub', 'jti', 'exp', 'nonce']
const expected = { issuer: RINGLOCK, audience: PORTAL_NAME, algorithms: ['EdDSA'], requiredClaims }
const sessions = new Map() // id -> { user, until }, in seconds since the epoch, as exp
const used = new Map() // assertions, each good for one session: jti -> { until }
const [sessionLifetime, longestForm] = [8 * 3600, 10_000]

const random = () => randomBytes(32).toString('base64url')
const hash = (text) => createHash('sha256').update(text).digest('base64url')
// Browsers keep Secure cookies of http://localhost and http://127.0.0.1 too.
const cookie = (name, value, seconds) =>
  `__Host-${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; Secure; SameSite=Strict`
const cookieIn = (request, name) =>
  new RegExp(`(?:^|; )__Host-${name}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1] ?? ''
const page = (content) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Portal</title>
<script type="module" src="${RINGLOCK}/widgets/ringlock.js"></script>
${content}
</html>`
const accountPage = page(`<ringlock-account api="${RINGLOCK}" token-url="/ringlock-token"></ringlock-account>
<form method="post" action="/logout"><button>Log out</button></form>`)
const loginPage = (nonce) =>
  page(`<ringlock-login api="${RINGLOCK}" return-url="/session" login-nonce="${nonce}"></ringlock-login>`)
const from = `${RINGLOCK} 'self'`
const headers = {
  'Content-Security-Policy': `default-src 'none'; script-src ${from}; connect-src ${from}; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'same-origin', // with no-referrer, browsers send Origin: null
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
}

/** A page of another site makes a browser send what its user never meant to. */
const isForeign = ({ headers: { origin = PORTAL, 'sec-fetch-site': site = 'same-origin' } }) =>
  origin !== PORTAL || site !== 'same-origin'

async function readForm(request) {
  let form = ''
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    form += piece
    if (form.length > longestForm) return null
  }
  return new URLSearchParams(form)
}

/** Whose login this is; null: nobody's, another browser's, or one that has opened a session already. */
async function userOf(assertion, nonce) {
  const { payload: user } = await jwtVerify(assertion, keys, expected).catch(() => ({ payload: null }))
  if (user === null || user.nonce !== nonce || used.has(user.jti)) return null
  used.set(user.jti, { until: user.exp })
  return user
}

async function answer(request, response) {
  const send = (status, more = {}, body = '') => response.writeHead(status, { ...headers, ...more }).end(body)
  const html = { 'Content-Type': 'text/html; charset=utf-8' }
  for (const known of [sessions, used])
    for (const [key, { until }] of known) if (until < Date.now() / 1000) known.delete(key)
  const id = cookieIn(request, 'portal')
  const user = sessions.get(id)?.user
  const asked = `${request.method} ${request.url}`
  if (asked === 'GET /' && user) return send(200, html, accountPage)
  if (asked === 'GET /') {
    const secret = cookieIn(request, 'portal_login') || random()
    return send(200, { ...html, 'Set-Cookie': cookie('portal_login', secret, 3600) }, loginPage(hash(secret)))
  }
  if (!['POST /session', 'POST /logout', 'GET /ringlock-token'].includes(asked)) return send(404)
  if (isForeign(request)) return send(403)
  if (asked === 'POST /logout') {
    sessions.delete(id)
    return send(303, { Location: '/', 'Set-Cookie': cookie('portal', '', 0) })
  }
  if (asked === 'POST /session') {
    const form = await readForm(request)
    if (form === null) return send(413, { Connection: 'close' })
    const secret = cookieIn(request, 'portal_login') // '': no login was begun in this browser
    const visitor = secret && (await userOf(form.get('assertion') ?? '', hash(secret)))
    if (!visitor) return send(303, { Location: '/' })
    const opened = random()
    sessions.delete(id)
    sessions.set(opened, { user: visitor, until: Date.now() / 1000 + sessionLifetime })
    const cookies = [cookie('portal', opened, sessionLifetime), cookie('portal_login', '', 0)]
    return send(303, { Location: '/', 'Set-Cookie': cookies })
  }
  if (!user) return send(401)
  const token = await fetch(`${RINGLOCK}/api/v1/widget-tokens`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${PORTAL_KEY}`, 'Content-Type': 'application/json' },
    // sub is who it is; another user may have the same name.
    body: JSON.stringify({ userKey: user.sub, amr: user.amr.filter((each) => each !== 'otp') }),
    signal: AbortSignal.timeout(10_000),
  })
  return send(token.ok ? 200 : 502, { 'Content-Type': 'application/json' }, await token.text())
}

createServer({ headersTimeout: 10_000, requestTimeout: 20_000 }, (request, response) =>
  // A request that breaks off, or a Ringlock that does not answer, ends nothing but this answer.
  answer(request, response).catch(() => response.headersSent || response.writeHead(503).end()),
).listen(Number(PORT), '127.0.0.1')
