import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ClientAddress } from './client-address.ts'

export interface HttpEnv {
  Bindings: HttpBindings
  /** Set by the access log, the first middleware of every request. */
  Variables: { client: ClientAddress }
}
export type HttpApp = Hono<HttpEnv>
