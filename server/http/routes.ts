import { auditRoutes } from './admin/audit.ts'
import { hardwareImportRoutes } from './admin/hardware-imports.ts'
import { settingsRoutes } from './admin/settings.ts'
import { userChangeRoutes } from './admin/user-changes.ts'
import { userRoutes } from './admin/users.ts'
import type { HttpDeps } from './api/deps.ts'
import type { Route } from './api/route.ts'
import { loginRoutes } from './login/login.ts'
import { redeemAssertionRoutes } from './login/redeem-assertion.ts'
import { resetRoutes } from './login/reset.ts'
import { widgetTokenRoutes } from './login/widget-tokens.ts'
import { authenticatorRoutes } from './self/authenticators.ts'
import { enrolmentLinkRoutes } from './self/enrolment-links.ts'
import { meRoutes } from './self/me.ts'
import { recoveryCodeRoutes } from './self/recovery-codes.ts'
import { trustedDeviceRoutes } from './self/trusted-devices.ts'

const makers: readonly ((deps: HttpDeps) => readonly Route[])[] = [
  loginRoutes,
  resetRoutes,
  redeemAssertionRoutes,
  enrolmentLinkRoutes,
  widgetTokenRoutes,
  meRoutes,
  authenticatorRoutes,
  recoveryCodeRoutes,
  trustedDeviceRoutes,
  userRoutes,
  userChangeRoutes,
  hardwareImportRoutes,
  auditRoutes,
  settingsRoutes,
]

/** The implementations of all calls in the contract. */
export function apiRoutes(deps: HttpDeps): readonly Route[] {
  return makers.flatMap((make) => make(deps))
}
