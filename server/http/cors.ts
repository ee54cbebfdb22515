import type { MiddlewareHandler } from 'hono'
import type { Portals } from './api/portals.ts'
import { errorResponse } from './transport/errors.ts'
import { refuse } from './transport/reply.ts'

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
