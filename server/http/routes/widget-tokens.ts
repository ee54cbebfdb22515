import { roles } from '../../../adapters/user-store.ts'
import { calls } from '../contract.ts'
import { roleOf } from '../identify.ts'
import type { HttpParts } from '../parts.ts'
import { answer, refuse } from '../reply.ts'
import { implement, type Route } from '../route.ts'
import { isoTime } from '../wire-values.ts'

/** A portal vouches for a user whom it has let in. */
export function widgetTokenRoutes({ users, widgetTokens, audit }: HttpParts): readonly Route[] {
  return [
    implement(calls.issueWidgetToken, async ({ body: { user: login, role, amr } }, { portal, actor }) => {
      const found = await users.find(login)
      if (found === null || found === 'ambiguous') return refuse('not-found')
      const { user, userKey } = found
      if (!user.enabled)
        return refuse('forbidden', { message: 'The user store does not let this user log in.' })
      if (role !== undefined && roleOf(user.role, role, portal) !== role) {
        const message = `The user store says ${user.role}; http.portals[].maySetRole lets a portal say more.`
        return refuse('forbidden', { message })
      }
      const said = role ?? null
      const { token, expiresAt } = await widgetTokens.issue({ userKey, portal: portal.name, role: said, amr })
      await audit.record({
        event: 'widget-token.issued',
        outcome: 'done',
        reason:
          role === undefined || roles.indexOf(role) <= roles.indexOf(user.role) ? undefined : `as ${role}`,
        login,
        userKey,
        ...actor,
      })
      return answer({ token, expiresAt: isoTime(expiresAt), userKey })
    }),
  ]
}
