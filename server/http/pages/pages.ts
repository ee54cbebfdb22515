import type { Context } from 'hono'
import type { HttpDeps } from '../api/deps.ts'
import type { createClientAddress } from '../transport/client-address.ts'
import { errorResponse } from '../transport/errors.ts'
import type { HttpApp, HttpEnv } from '../transport/http-env.ts'
import { otherMethods } from '../transport/other-methods.ts'
import { browserLanguage } from './browser-language.ts'
import { createEnrolPages } from './enrol-page.ts'
import { readForm } from './read-form.ts'
import { createResetPages } from './reset-page.ts'
import { pageStyle } from './style.ts'

/** The pages that mailed links lead to. They work without scripts, and without any portal. */
export function addPages(
  app: HttpApp,
  deps: HttpDeps,
  clientAddress: ReturnType<typeof createClientAddress>,
): void {
  const resetPages = createResetPages(deps)
  const enrolPages = createEnrolPages(deps)
  const clientOf = (c: Context<HttpEnv>) => clientAddress(c.env.incoming)
  const languageOf = (c: Context<HttpEnv>) => browserLanguage(c, deps.config.mail?.language ?? 'en')

  app.get('/enrol', (c) => enrolPages.show(c.req.query('token') ?? '', languageOf(c)))
  app.post('/enrol', async (c) => {
    const form = await readForm(c.env.incoming)
    return 'refused' in form ? errorResponse(form) : enrolPages.use(form, clientOf(c), languageOf(c))
  })
  app.all('/enrol', otherMethods(['GET', 'POST']))
  app.get('/reset', (c) => resetPages.show(c.req.query('token') ?? '', languageOf(c)))
  app.post('/reset', async (c) => {
    const form = await readForm(c.env.incoming)
    return 'refused' in form ? errorResponse(form) : resetPages.use(form, clientOf(c).from, languageOf(c))
  })
  app.all('/reset', otherMethods(['GET', 'POST']))
  app.get('/pages.css', () => {
    return new Response(pageStyle, {
      headers: { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=3600' },
    })
  })
}
