import { knowUser } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { WidgetCaller } from '../api/request-context.ts'
import { userView } from '../api/user-view.ts'
import type { UserView } from '../contract/index.ts'

/** The caller's own second factor as it is now, and the role that the caller has in this portal. */
export async function ownView(
  caller: WidgetCaller,
  deps: Pick<HttpDeps, 'state' | 'policy' | 'clock'>,
): Promise<UserView> {
  return { ...userView(await knowUser(caller, deps, deps.clock()), true), role: caller.role }
}
