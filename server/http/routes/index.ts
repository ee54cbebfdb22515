import type { HttpParts } from '../parts.ts'
import type { Route } from '../route.ts'
import { loginRoutes } from './login.ts'
import { resetRoutes } from './reset.ts'
import { widgetTokenRoutes } from './widget-tokens.ts'

/** Everything that answers a call of the contract. */
export function apiRoutes(parts: HttpParts): readonly Route[] {
  return [loginRoutes, resetRoutes, widgetTokenRoutes].flatMap((routes) => routes(parts))
}
