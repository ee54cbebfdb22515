import type { HttpParts } from '../parts.ts'
import type { Route } from '../route.ts'
import { auditRoutes } from './audit.ts'
import { authenticatorRoutes } from './authenticators.ts'
import { enrolmentLinkRoutes } from './enrolment-links.ts'
import { hardwareImportRoutes } from './hardware-imports.ts'
import { loginRoutes } from './login.ts'
import { meRoutes } from './me.ts'
import { recoveryCodeRoutes } from './recovery-codes.ts'
import { resetRoutes } from './reset.ts'
import { settingsRoutes } from './settings.ts'
import { trustedDeviceRoutes } from './trusted-devices.ts'
import { userChangeRoutes } from './user-changes.ts'
import { userPolicyRoutes } from './user-policy.ts'
import { userRoutes } from './users.ts'
import { widgetTokenRoutes } from './widget-tokens.ts'

const makers: readonly ((parts: HttpParts) => readonly Route[])[] = [
  loginRoutes,
  resetRoutes,
  enrolmentLinkRoutes,
  widgetTokenRoutes,
  meRoutes,
  authenticatorRoutes,
  recoveryCodeRoutes,
  trustedDeviceRoutes,
  userRoutes,
  userChangeRoutes,
  userPolicyRoutes,
  hardwareImportRoutes,
  auditRoutes,
  settingsRoutes,
]

/** Everything that answers a call of the contract. */
export function apiRoutes(parts: HttpParts): readonly Route[] {
  return makers.flatMap((make) => make(parts))
}
