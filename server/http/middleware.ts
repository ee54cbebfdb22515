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
    const client = clientAddress(c.env.incoming)
    c.set('client', client)
    await next()
    const { status } = c.res
    metrics.http.count(method, status, clock() - begun)
    log.info(
      {
        method,
        path: c.req.path.replace(tokens, '[hidden]').slice(0, longestPath),
        status,
        milliseconds: clock() - begun,
        from: client.from,
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
export function cors(portals: Portals): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const { outgoing } = c.env
    const origin = c.req.header('Origin')
    const isPreflight =
      c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') !== undefined
    outgoing.setHeader('Vary', 'Origin')
    if (origin !== undefined) {
      if (portals.byOrigin(origin) === null)
        return errorResponse(refuse('forbidden', { message: 'This origin belongs to no portal.' }))
      for (const [name, value] of allowed(origin, isPreflight)) outgoing.setHeader(name, value)
    }
    return isPreflight ? new Response(null, { status: 204 }) : next()
  }
}

function allowed(origin: string, isPreflight: boolean): readonly (readonly [name: string, value: string])[] {
  const always = [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Allow-Credentials', 'true'],
  ] as const
  if (!isPreflight) return [...always, ['Access-Control-Expose-Headers', 'ETag, Retry-After']]
  return [
    ...always,
    ['Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE'],
    ['Access-Control-Allow-Headers', 'Authorization, Content-Type, If-Match'],
    ['Access-Control-Max-Age', String(preflightLifetime)],
  ]
}
