import { roles, type User } from '../../../adapters/user-store.ts'
import type { PolicyConfig } from '../../config/load-config.ts'
import type { Actor } from '../../enrolment/enrolments.ts'
import { policyOf } from '../../login/policy.ts'
import type { UserKey } from '../../state/contract/state-store.ts'
import type { KnownUser } from '../../users/directory.ts'
import { type Reach, reaches } from '../../users/tenants.ts'
import { loadUserStatus } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { UserContext } from '../api/request-context.ts'
import { userView } from '../api/user-view.ts'
import type { Call, UserView } from '../contract/index.ts'
import { type Answer, answer, type Refusal, refuse } from '../transport/reply.ts'

/**
 * Whether an admin may change this user's second factor. Admins change their own under `/me`, by the rules for users.
 * Only superadmins change that of another tenant's users.
 *
 * @param caller - with the role in this portal
 * @param target - with the role in the user store
 */
export function mayManage(
  caller: Reach & { readonly userKey: UserKey },
  target: { readonly userKey: UserKey; readonly user: Pick<User, 'role'> & Reach['user'] },
  policies: Pick<PolicyConfig, 'adminControl'> & {
    readonly tenants?: Readonly<Record<string, Pick<PolicyConfig, 'adminControl'>>>
  },
): boolean {
  const { adminControl } = policyOf(policies, target.user.tenant)
  if (!reaches(caller, target.user)) return false
  if (adminControl === 'self-only' || caller.role === 'user' || caller.userKey === target.userKey)
    return false
  return roles.indexOf(target.user.role) < roles.indexOf(caller.role)
}

/** The target of an admin's call. If the caller may not manage that user, the call is refused and recorded in the audit log. */
export async function findManaged(
  userKey: string,
  { method, path }: Call,
  { caller, actor }: UserContext,
  { users, policy, audit }: Pick<HttpDeps, 'users' | 'policy' | 'audit'>,
): Promise<KnownUser | Refusal<'not-found' | 'forbidden'>> {
  const found = await users.get(userKey)
  if (found === null || !reaches(caller, found.user)) return refuse('not-found')
  if (mayManage(caller, found, policy())) return found
  const reason = `${method} ${path}`
  const who = { userKey, ...adminActor(found, { caller, actor }) }
  await audit.record({ event: 'admin.call', outcome: 'refused', reason, ...who })
  return refuse('forbidden', { message: 'You may not manage this user.' })
}

/** For the audit log: the caller, who changes another user's second factor. */
export function adminActor(
  { user }: Pick<KnownUser, 'user'>,
  { caller, actor }: Pick<UserContext, 'caller' | 'actor'>,
): Actor {
  return { ...actor, login: user.name, tenant: user.tenant, by: caller.userKey }
}

/** A user whom the caller manages, as that user is now. */
export async function managedView(
  found: KnownUser,
  deps: Pick<HttpDeps, 'state' | 'policy' | 'clock'>,
): Promise<Answer<UserView>> {
  const view = userView(await loadUserStatus(found, deps, deps.clock()), true)
  return answer(view, { version: view.version })
}
