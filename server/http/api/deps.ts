import type { HttpConfig } from '../../config/load-config.ts'
import type { Background } from '../../lib/background.ts'
import type { Service } from '../../service.ts'
import type { Assertions } from './assertions.ts'
import type { Portals } from './portals.ts'
import type { WidgetTokens } from './widget-tokens.ts'

/** What routes need: the service, and what only HTTP has. */
export interface HttpDeps extends Service {
  readonly http: HttpConfig
  readonly portals: Portals
  readonly widgetTokens: WidgetTokens
  readonly assertions: Assertions
  /** For work that continues after the response. */
  readonly background: Background
}
