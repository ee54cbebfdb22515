import { type Context, Hono } from 'hono'
import type { HttpDeps } from './api/deps.ts'
import { createDispatch } from './api/dispatch.ts'
import { openApiDocument } from './api/openapi/document.ts'
import type { Route } from './api/route.ts'
import type { Call } from './contract/index.ts'
import { accessLog, cors } from './middleware.ts'
import { addWatching } from './monitoring/watching.ts'
import { notFoundPage } from './pages/home-page.ts'
import { openApiPage } from './pages/openapi-page.ts'
import { addOutbox } from './pages/outbox-page.ts'
import { addPages } from './pages/pages.ts'
import { viewOf } from './pages/view.ts'
import { apiRoutes } from './routes.ts'
import { createClientAddress } from './transport/client-address.ts'
import { errorResponse } from './transport/errors.ts'
import type { HttpApp, HttpEnv } from './transport/http-env.ts'
import { otherMethods } from './transport/other-methods.ts'
import { refuse } from './transport/reply.ts'
import { addWidgetFiles } from './widget-files.ts'

const base = '/api/v1'

/** All HTTP routes, independent of a socket. */
export function createHttpApp(deps: HttpDeps): HttpApp {
  const app: HttpApp = new Hono<HttpEnv>()

  app.use(accessLog(deps, createClientAddress(deps.http.trustedProxies)))
  app.use(`${base}/*`, cors(deps.portals))
  addApi(app, deps)
  addPages(app, deps)
  addWidgetFiles(app)
  if (deps.outbox !== null) addOutbox(app, deps.outbox, deps)
  addWatching(app, deps)

  const rootPath = new URL(deps.http.publicUrl).pathname.replace(/\/+$/, '')
  app.notFound((c) =>
    wantsPage(c) ? notFoundPage(viewOf(c, deps), rootPath) : errorResponse(refuse('not-found')),
  )
  app.onError((err) => {
    deps.log.error({ err }, 'a request could not be answered')
    return errorResponse(refuse('fault'))
  })
  return app
}

/** Whether a browser shows the answer, and no program reads it. */
function wantsPage(c: Context<HttpEnv>): boolean {
  const accepted = c.req.header('Accept') ?? ''
  return c.req.method === 'GET' && accepted.includes('text/html') && !c.req.path.startsWith(`${base}/`)
}

function addApi(app: HttpApp, deps: HttpDeps): void {
  const dispatch = createDispatch(deps)
  const document = openApiDocument(deps.http.publicUrl)
  const documentText = JSON.stringify(document)
  const documentRoute = `${base}/openapi.json`
  app.get(
    documentRoute,
    () => new Response(documentText, { headers: { 'Content-Type': 'application/json' } }),
  )
  app.get(`${base}/`, () => openApiPage(document, deps.branding.of({})))

  const routes = apiRoutes(deps)
  for (const route of routes) {
    app.on(route.call.method, honoPath(route.call), (c) =>
      dispatch(route, {
        incoming: c.env.incoming,
        client: c.get('client'),
        params: c.req.param(),
        query: queryOf(c.req.url),
      }),
    )
  }
  for (const [path, methods] of methodsByPath(routes)) app.all(path, otherMethods(methods))
  for (const path of [documentRoute, `${base}/`]) app.all(path, otherMethods(['GET']))
}

/** Most calls have no query, and parsing a URL takes longer than routing it. */
function queryOf(url: string): URLSearchParams {
  return url.includes('?') ? new URL(url).searchParams : new URLSearchParams()
}

/** `/users/{key}` -> `/api/v1/users/:key` */
function honoPath({ path }: Call): string {
  return `${base}${path.replace(/\{(\w+)\}/g, ':$1')}`
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>()
  for (const { call } of routes) {
    const path = honoPath(call)
    methods.set(path, [...(methods.get(path) ?? []), call.method])
  }
  return methods
}
