import type { FoundUser } from '../user-directory.ts'
import type { Call } from './contract.ts'
import { mayManage } from './manageable.ts'
import type { HttpParts } from './parts.ts'
import { type Refusal, refuse } from './reply.ts'
import type { UserContext } from './request-context.ts'

/** The user whom an admin's call is to change. Whom the caller may not manage is refused, and the trail says so. */
export async function findManaged(
  userKey: string,
  { method, path }: Call,
  { caller, actor }: UserContext,
  { users, policy, audit }: Pick<HttpParts, 'users' | 'policy' | 'audit'>,
): Promise<FoundUser | Refusal<'not-found' | 'forbidden'>> {
  const found = await users.get(userKey)
  if (found === null) return refuse('not-found')
  if (mayManage(caller, found, policy())) return found
  await audit.record({
    event: 'admin.call',
    outcome: 'refused',
    reason: `${method} ${path}`,
    login: found.user.name,
    userKey,
    by: caller.userKey,
    ...actor,
  })
  return refuse('forbidden', { message: 'This user is not yours to manage.' })
}
