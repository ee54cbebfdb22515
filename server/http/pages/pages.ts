import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import { accentOf, defaultAccent } from '../../branding/accent.ts'
import type { HttpDeps } from '../api/deps.ts'
import { errorResponse } from '../transport/errors.ts'
import type { HttpApp, HttpEnv } from '../transport/http-env.ts'
import { otherMethods } from '../transport/other-methods.ts'
import { readBody, usualLimit } from '../transport/read-body.ts'
import { type Refusal, refuse } from '../transport/reply.ts'
import { createEnrolPages } from './enrol-page.ts'
import { addHome } from './home-page.ts'
import { createResetPages } from './reset-page.ts'
import { elementStyle, pageStyle } from './style.ts'
import { viewOf } from './view.ts'

/** The pages of mailed links, and what is around them. They need neither scripts nor a portal. */
export function addPages(app: HttpApp, deps: HttpDeps): void {
  const resetPages = createResetPages(deps)
  const enrolPages = createEnrolPages(deps)
  const viewFor = (c: Context<HttpEnv>) => viewOf(c, deps)

  app.get('/enrol', (c) => enrolPages.show(c.req.query('token') ?? '', viewFor(c)))
  app.post('/enrol', async (c) => {
    const form = await readForm(c.env.incoming)
    return 'refused' in form ? errorResponse(form) : enrolPages.use(form, c.get('client'), viewFor(c))
  })
  app.all('/enrol', otherMethods(['GET', 'POST']))
  app.get('/reset', (c) => resetPages.show(c.req.query('token') ?? '', viewFor(c)))
  app.post('/reset', async (c) => {
    const form = await readForm(c.env.incoming)
    return 'refused' in form ? errorResponse(form) : resetPages.use(form, c.get('client').from, viewFor(c))
  })
  app.all('/reset', otherMethods(['GET', 'POST']))
  app.get('/pages.css', (c) => {
    const accent = /^[0-9a-f]{6}$/.exec(c.req.query('accent') ?? '')
    const wanted = accent === null ? defaultAccent : (`#${accent[0]}` as const)
    return new Response(pageStyle(accentOf(wanted)), {
      headers: { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=3600' },
    })
  })
  addHome(app, deps)
  addBranding(app, deps)
}

/** An SVG file is a document: opened by itself, it may neither run nor load anything. */
const logoPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

function addBranding(app: HttpApp, { branding }: Pick<HttpDeps, 'branding'>): void {
  app.get('/branding/:file', (c) => {
    const logo = branding.logoAt(`branding/${c.req.param('file')}`)
    if (logo === null) return errorResponse(refuse('not-found'))
    return new Response(new Uint8Array(logo.bytes), {
      headers: {
        'Content-Type': logo.type,
        'Content-Security-Policy': logoPolicy,
        'Cache-Control': 'public, max-age=31536000, immutable',
      },
    })
  })
  app.all('/branding/:file', otherMethods(['GET']))
  // Any page may load it: it says no more than the colour of a button. An unknown name gets the general one.
  app.get('/branding.css', (c) => {
    const { accent } = branding.of({ portal: c.req.query('portal'), tenant: c.req.query('tenant') })
    return new Response(elementStyle(accent), {
      headers: {
        'Content-Type': 'text/css; charset=utf-8',
        'Cache-Control': 'public, max-age=3600',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      },
    })
  })
  app.all('/branding.css', otherMethods(['GET']))
}

/** The fields of a form sent without a script. */
async function readForm(
  incoming: IncomingMessage,
): Promise<URLSearchParams | Refusal<'too-large' | 'invalid-request' | 'unsupported-media-type'>> {
  const type = incoming.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    return refuse('unsupported-media-type', { message: 'The body must be a form.' })
  }
  const bytes = await readBody(incoming, usualLimit)
  return 'refused' in bytes ? bytes : new URLSearchParams(bytes.toString())
}
