import type { MiddlewareHandler } from 'hono'
import type { HttpDeps } from './api/deps.ts'
import type { createClientAddress } from './transport/client-address.ts'
import type { HttpEnv } from './transport/http-env.ts'

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
