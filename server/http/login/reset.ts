import { loadUserStatus } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import { linkExpired } from '../api/refusals.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'

/** Consumes the mailed reset link. Only this call does, never a view of its page. */
export function resetRoutes({ notifications, state, policy, clock }: HttpDeps): readonly Route[] {
  return [
    implement(calls.reset, async ({ body: { token } }, { from }) => {
      const found = notifications === null ? null : await notifications.resets.consume(token, from)
      if (found === null) return refuse('expired', linkExpired)
      const { status } = await loadUserStatus(found, { state, policy }, clock())
      return answer({ name: found.user.name, requirement: status.requirement })
    }),
  ]
}
