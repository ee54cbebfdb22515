import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'

export interface HttpEnv {
  Bindings: HttpBindings
}
export type HttpApp = Hono<HttpEnv>
