import type { Actor } from '../../enrolment/enrolments.ts'
import { versionOf } from '../../enrolment/version.ts'
import { loadUserStatus } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { UserContext, WidgetCaller } from '../api/request-context.ts'
import { userView } from '../api/user-view.ts'
import type { UserView } from '../contract/index.ts'
import { type Refusal, refuse } from '../transport/reply.ts'

/** For the audit log: the caller, who changes their own second factor. */
export function ownActor({ caller, actor }: UserContext): Actor {
  return { ...actor, login: caller.user.name, tenant: caller.user.tenant }
}

/**
 * Whether the caller may lose this authenticator, and the version of the second factor for which that was decided, so that a
 * later version is not changed. A user who must have a second factor cannot remove the last one.
 */
export async function mayDoWithout(
  authenticatorId: string,
  { caller, ifMatch }: UserContext,
  deps: Pick<HttpDeps, 'state' | 'policy' | 'clock'>,
): Promise<{ readonly ifVersion: string } | Refusal<'conflict'>> {
  const { record, status } = await loadUserStatus(caller, deps, deps.clock())
  const enabled = (record.enrolment?.authenticators ?? []).filter((one) => one.enabled)
  const isLast = enabled.length === 1 && enabled[0]?.id === authenticatorId
  if (isLast && status.requirement === 'required') {
    return refuse('conflict', { message: 'A second factor is required, and this is the last one.' })
  }
  return { ifVersion: ifMatch ?? versionOf(record.enrolment) }
}

/** The caller's own second factor as it is now, with the caller's role in this portal. */
export async function ownView(
  caller: WidgetCaller,
  deps: Pick<HttpDeps, 'state' | 'policy' | 'clock'>,
): Promise<UserView> {
  return { ...userView(await loadUserStatus(caller, deps, deps.clock()), true), role: caller.role }
}
