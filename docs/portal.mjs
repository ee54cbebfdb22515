// A portal in one file: node portal.mjs, with ringlock's publicUrl and the portal's key in the environment.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const { RINGLOCK = 'http://127.0.0.1:8080', PORTAL_KEY, PORTAL_NAME = 'portal', PORT = '8000' } = process.env
const keys = createRemoteJWKSet(new URL(`${RINGLOCK}/.well-known/jwks.json`))
const sessions = new Map()
const used = new Set() // assertions, each good for one session

const page = (content) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Portal</title>
<script type="module" src="${RINGLOCK}/widgets/ringlock.js"></script>
${content}
</html>`
const loginPage = page(`<ringlock-login api="${RINGLOCK}" return-url="/session"></ringlock-login>`)
const accountPage = page(
  `<ringlock-account api="${RINGLOCK}" token-url="/ringlock-token"></ringlock-account>`,
)

createServer(async (request, response) => {
  const user = sessions.get(/portal=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1])
  const asked = `${request.method} ${request.url}`
  if (asked === 'GET /') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(user ? accountPage : loginPage)
  } else if (asked === 'POST /session') {
    let form = ''
    for await (const piece of request) form += piece
    const assertion = new URLSearchParams(form).get('assertion') ?? ''
    const expected = { issuer: RINGLOCK, audience: PORTAL_NAME }
    const { payload } = await jwtVerify(assertion, keys, expected).catch(() => ({ payload: null }))
    if (payload !== null && !used.has(payload.jti)) {
      used.add(payload.jti)
      const session = randomUUID()
      sessions.set(session, payload)
      response.setHeader('Set-Cookie', `portal=${session}; HttpOnly; SameSite=Strict; Path=/`)
    }
    response.writeHead(303, { Location: '/' }).end()
  } else if (asked === 'GET /ringlock-token' && user) {
    const token = await fetch(`${RINGLOCK}/api/v1/widget-tokens`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${PORTAL_KEY}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ userKey: user.sub, amr: user.amr.filter((each) => each !== 'otp') }),
    })
    response.setHeader('Content-Type', 'application/json').end(await token.text())
  } else response.writeHead(user ? 404 : 401).end()
}).listen(Number(PORT), '127.0.0.1')
