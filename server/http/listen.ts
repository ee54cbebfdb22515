import { createBackground } from '../lib/background.ts'
import { descriptorBudget, descriptorLimit } from '../lib/descriptors.ts'
import type { Service } from '../service.ts'
import { createAssertions } from './api/assertions.ts'
import { createPortals } from './api/portals.ts'
import { createWidgetTokens } from './api/widget-tokens.ts'
import { createHttpApp } from './http-app.ts'
import { createCrowd } from './transport/crowd.ts'
import { openHttpListener, type TlsKeys, usualPatience } from './transport/listener.ts'

export interface HttpListener {
  /** The base URL, such as `http://127.0.0.1:8080`. */
  readonly url: string
  /** Uses these keys for new connections. Does nothing without TLS. */
  useTls(keys: TlsKeys): void
  /** Answers accepted requests, waits for work that follows a response, and closes. */
  close(): Promise<void>
}

/**
 * null if HTTP is not configured. Rejects if the address cannot be bound.
 *
 * @param tls - null for HTTP without TLS
 */
export async function startHttp(service: Service, tls: TlsKeys | null = null): Promise<HttpListener | null> {
  const { config, assertionKeys, sealing, log, clock } = service
  const { http } = config
  if (http === null || assertionKeys === null) return null
  const background = createBackground((err) => log.error({ err }, 'work after an answer failed'))
  const app = createHttpApp({
    ...service,
    http,
    portals: createPortals(http),
    widgetTokens: createWidgetTokens(sealing, http.publicUrl, clock),
    assertions: createAssertions(assertionKeys, http.publicUrl, clock),
    background,
  })
  const { http: bounds } = descriptorBudget(descriptorLimit())
  const crowd = createCrowd(http.trustedProxies, bounds, { log, clock })
  const listener = await openHttpListener(app, http.listen, usualPatience, crowd, tls)
  return {
    url: listener.url,
    useTls: listener.useTls,
    async close() {
      await listener.close()
      await background.idle()
    },
  }
}
