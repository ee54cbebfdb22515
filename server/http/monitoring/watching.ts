import { type IpRange, isInRange, parseRange } from '../../lib/ip-address.ts'
import { describeHold } from '../../state/describe-hold.ts'
import { isHeld } from '../../state/store-facts.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { ClientAddress } from '../transport/client-address.ts'
import { errorResponse } from '../transport/errors.ts'
import type { HttpApp } from '../transport/http-env.ts'
import { refuse } from '../transport/reply.ts'
import { createReadiness } from './readiness.ts'

/** What proxies add. */
const relayHeaders = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Real-IP',
] as const

/** Routes for monitoring and other programs. */
export function addWatching(app: HttpApp, deps: HttpDeps): void {
  const { http, metrics, assertions } = deps
  const mayRead: readonly IpRange[] = http.metrics.allow.map(parseRange).filter((range) => range !== null)
  const readiness = createReadiness(deps)
  /**
   * Whether the client may see internal details. A proxy that is not among http.trustedProxies speaks for anyone: its own address
   * proves nothing.
   */
  function isWatcher({ address, isForwarded }: ClientAddress, headers: Headers): boolean {
    const isRelayed = relayHeaders.some((name) => headers.has(name))
    if (address === null || (isRelayed && !isForwarded)) return false
    return mayRead.some((range) => isInRange(address, range))
  }

  app.get('/.well-known/jwks.json', async () =>
    json(await assertions.jwks(), 200, { 'Cache-Control': 'public, max-age=300' }),
  )
  app.get('/healthz', () => json({ status: 'alive' }))
  app.get('/readyz', async (c) => {
    const checks = await readiness()
    const isReady = Object.values(checks).every((check) => check !== 'failing')
    const status = isReady ? 'ready' : 'not ready'
    const { hold } = deps.state.standing()
    const told = isHeld(hold, deps.clock()) ? { checks, codes: describeHold(hold) } : { checks }
    return json(
      isWatcher(c.get('client'), c.req.raw.headers) ? { status, ...told } : { status },
      isReady ? 200 : 503,
    )
  })
  app.get('/metrics', async (c) => {
    if (!isWatcher(c.get('client'), c.req.raw.headers))
      return errorResponse(refuse('forbidden', { message: 'This address is not in http.metrics.allow.' }))
    return new Response(await metrics.registry.metrics(), {
      headers: { 'Content-Type': metrics.registry.contentType },
    })
  })
}

function json(body: object, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  })
}
