import { knowUser } from '../users/known-users.ts'
import type { UserView } from './contract.ts'
import type { HttpParts } from './parts.ts'
import type { WidgetCaller } from './request-context.ts'
import { userView } from './user-view.ts'

/** The caller's own second factor as it is now, and the role that the caller has in this portal. */
export async function ownView(
  caller: WidgetCaller,
  parts: Pick<HttpParts, 'state' | 'policy' | 'clock'>,
): Promise<UserView> {
  return { ...userView(await knowUser(caller, parts, parts.clock()), true), role: caller.role }
}
