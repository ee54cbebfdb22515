import type { Actor } from '../../enrolment/enrolments.ts'
import type { KnownUser } from '../../users/directory.ts'
import { loadUserStatus } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { UserContext } from '../api/request-context.ts'
import { userView } from '../api/user-view.ts'
import type { Call, UserView } from '../contract/index.ts'
import { type Answer, answer, type Refusal, refuse } from '../transport/reply.ts'
import { mayManage } from './may-manage.ts'

/** The user whom an admin's call is to change. Whom the caller may not manage is refused, and the trail says so. */
export async function findManaged(
  userKey: string,
  { method, path }: Call,
  { caller, actor }: UserContext,
  { users, policy, audit }: Pick<HttpDeps, 'users' | 'policy' | 'audit'>,
): Promise<KnownUser | Refusal<'not-found' | 'forbidden'>> {
  const found = await users.get(userKey)
  if (found === null) return refuse('not-found')
  if (mayManage(caller, found, policy())) return found
  const reason = `${method} ${path}`
  const who = { userKey, ...adminActor(found, { caller, actor }) }
  await audit.record({ event: 'admin.call', outcome: 'refused', reason, ...who })
  return refuse('forbidden', { message: 'You may not manage this user.' })
}

/** For the audit trail: the caller, who changes what is somebody else's. */
export function adminActor(
  { user }: Pick<KnownUser, 'user'>,
  { caller, actor }: Pick<UserContext, 'caller' | 'actor'>,
): Actor {
  return { ...actor, login: user.name, by: caller.userKey }
}

/** A user whom the caller manages, as they are by now. */
export async function managedView(
  found: KnownUser,
  deps: Pick<HttpDeps, 'state' | 'policy' | 'clock'>,
): Promise<Answer<UserView>> {
  const view = userView(await loadUserStatus(found, deps, deps.clock()), true)
  return answer(view, { version: view.version })
}
