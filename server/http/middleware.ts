import type { MiddlewareHandler } from 'hono'
import type { HttpDeps } from './api/deps.ts'
import type { Portals } from './api/portals.ts'
import type { createClientAddress } from './transport/client-address.ts'
import { errorResponse } from './transport/errors.ts'
import type { HttpEnv } from './transport/http-env.ts'
import { refuse } from './transport/reply.ts'

/** UTF-16 units of a path that are logged. */
const longestPath = 200
/** As long as 256 bits in base64url: tokens, where a mail program has taken the `?` of a link for a part of its path. */
const tokens = /[\w-]{40,}/g

/** One line and one count for each request; of its URL the path alone, because mailed links carry their token behind it. */
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

/** Seconds; browsers keep it no longer than two hours. */
const preflightLifetime = 7200

/**
 * Lets pages of the portals call the API with their cookies (Fetch standard, section 3.3), and no other page: one origin
 * at a time, never a wildcard. Pages of other origins are refused before anything is done.
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

/** For every answer; what a page or a file needs beyond is set where it is made. */
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
