import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { type Language, languageFor, languages } from '../../locales/languages.ts'
import type { HttpDeps } from '../api/deps.ts'
import { errorResponse } from '../transport/errors.ts'
import type { HttpApp, HttpEnv } from '../transport/http-env.ts'
import { otherMethods } from '../transport/other-methods.ts'
import { readBody, usualLimit } from '../transport/read-body.ts'
import { type Refusal, refuse } from '../transport/reply.ts'
import { createEnrolPages } from './enrol-page.ts'
import { createResetPages } from './reset-page.ts'
import { pageStyle } from './style.ts'

/** The pages of mailed links. They need neither scripts nor a portal. */
export function addPages(app: HttpApp, deps: HttpDeps): void {
  const resetPages = createResetPages(deps)
  const enrolPages = createEnrolPages(deps)
  const languageOf = (c: Context<HttpEnv>) => browserLanguage(c, deps.config.mail?.language ?? 'en')

  app.get('/enrol', (c) => enrolPages.show(c.req.query('token') ?? '', languageOf(c)))
  app.post('/enrol', async (c) => {
    const form = await readForm(c.env.incoming)
    return 'refused' in form ? errorResponse(form) : enrolPages.use(form, c.get('client'), languageOf(c))
  })
  app.all('/enrol', otherMethods(['GET', 'POST']))
  app.get('/reset', (c) => resetPages.show(c.req.query('token') ?? '', languageOf(c)))
  app.post('/reset', async (c) => {
    const form = await readForm(c.env.incoming)
    return 'refused' in form ? errorResponse(form) : resetPages.use(form, c.get('client').from, languageOf(c))
  })
  app.all('/reset', otherMethods(['GET', 'POST']))
  app.get('/pages.css', () => {
    return new Response(pageStyle, {
      headers: { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=3600' },
    })
  })
}

/** The browser's preferred language among ours (RFC 9110 section 12.5.4). */
export function browserLanguage(c: Context, otherwise: Language): Language {
  const liked = accepts(c, {
    header: 'Accept-Language',
    supports: [...languages],
    default: otherwise,
    match: (accepted) => {
      const inOrder = accepted.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q)
      return inOrder.map(({ type }) => languageFor(type, '')).find((language) => language !== '') ?? otherwise
    },
  })
  return languageFor(liked, otherwise)
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
