import type { MiddlewareHandler } from 'hono'
import type { HttpDeps } from './api/deps.ts'
import type { Portals } from './api/portals.ts'
import type { createClientAddress } from './transport/client-address.ts'
import { errorResponse } from './transport/errors.ts'
import type { HttpEnv } from './transport/http-env.ts'
import { refuse } from './transport/reply.ts'

/** How many UTF-16 units of a path are logged. */
const longestPath = 200
/**
 * At least as long as 256 bits in base64url: a mail program may take the `?` of a link as part of its path, so a token could be
 * logged.
 */
const tokens = /[\w-]{40,}/g

/** Logs and counts each request. Only the path of its URL is logged, because the query of a mailed link has its token. */
export function accessLog(
  { log, metrics, clock }: Pick<HttpDeps, 'log' | 'metrics' | 'clock'>,
  clientAddress: ReturnType<typeof createClientAddress>,
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const begun = clock()
    const { method } = c.req
    await next()
    const { status } = c.res
    metrics.http.count(method, status, clock() - begun)
    log.info(
      {
        method,
        path: c.req.path.replace(tokens, '[hidden]').slice(0, longestPath),
        status,
        milliseconds: clock() - begun,
        from: clientAddress(c.env.incoming).from,
      },
      'http',
    )
  }
}

/** Seconds; browsers cache it for at most two hours. */
const preflightLifetime = 7200

/**
 * Allows pages of the portals to call the API with cookies (Fetch standard, section 3.3): one origin at a time, never a
 * wildcard. Pages of other origins are refused before anything else happens.
 */
export function cors(portals: Portals): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('Origin')
    const isPreflight =
      c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') !== undefined
    const isForeign = origin !== undefined && portals.byOrigin(origin) === null
    if (isForeign)
      c.res = errorResponse(refuse('forbidden', { message: 'This origin belongs to no portal.' }))
    else if (isPreflight) c.res = new Response(null, { status: 204 })
    else await next()

    const { headers } = c.res
    headers.append('Vary', 'Origin')
    if (origin === undefined || isForeign) return
    headers.set('Access-Control-Allow-Origin', origin)
    headers.set('Access-Control-Allow-Credentials', 'true')
    if (isPreflight) {
      headers.set('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE')
      headers.set('Access-Control-Allow-Headers', 'Authorization, Content-Type, If-Match')
      headers.set('Access-Control-Max-Age', String(preflightLifetime))
    } else headers.set('Access-Control-Expose-Headers', 'ETag, Retry-After')
  }
}

/** For every response; a page or file adds what it needs. */
const everywhere = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
} as const

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  const { headers } = c.res
  for (const [name, value] of Object.entries(everywhere)) {
    if (!headers.has(name)) headers.set(name, value)
  }
}
