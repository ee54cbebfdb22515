import { knowUser } from '../../users/known-users.ts'
import { calls } from '../contract.ts'
import type { HttpParts } from '../parts.ts'
import { answer, refuse } from '../reply.ts'
import { implement, type Route } from '../route.ts'

/** The mailed reset link: used up by this call alone, never by looking at its page. */
export function resetRoutes({ mailed, state, policy, clock }: HttpParts): readonly Route[] {
  return [
    implement(calls.reset, async ({ body: { token } }, { from }) => {
      const found = mailed === null ? null : await mailed.resets.consume(token, from)
      if (found === null) return refuse('expired')
      const { status } = await knowUser(found, { state, policy }, clock())
      return answer({ name: found.user.name, requirement: status.requirement })
    }),
  ]
}
