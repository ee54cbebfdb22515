import { roles } from '../../../adapters/user-store.ts'
import { isoTime } from '../../lib/clock.ts'
import type { HttpDeps } from '../api/deps.ts'
import { roleOf } from '../api/identify.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'
import { severalUsers } from './vouched-user.ts'

/** Issues tokens for users whom a portal has logged in. */
export function widgetTokenRoutes({ users, widgetTokens, audit }: HttpDeps): readonly Route[] {
  return [
    implement(calls.issueWidgetToken, async ({ body: { role, amr, ...named } }, { portal, actor }) => {
      const found = await (named.userKey === undefined
        ? users.findOnly(named.user ?? '')
        : users.get(named.userKey))
      if (found === null) return refuse('not-found')
      if (found === 'ambiguous') return refuse('conflict', severalUsers)
      const { user, userKey } = found
      if (!user.enabled)
        return refuse('forbidden', { message: 'The user store does not let this user log in.' })
      if (role !== undefined && roleOf(user.role, role, portal) !== role) {
        const message = `The user store says ${user.role}; http.portals[].maySetRole lets a portal say more.`
        return refuse('forbidden', { message })
      }
      const said = role ?? null
      const { token, expiresAt } = await widgetTokens.issue({ userKey, portal: portal.name, role: said, amr })
      const isRaised = role !== undefined && roles.indexOf(role) > roles.indexOf(user.role)
      // After single sign-on such a token counts as proof, without a login that would have been recorded.
      const remarks = [...(isRaised ? [`as ${role}`] : []), ...(amr.includes('sso') ? ['sso'] : [])]
      await audit.record({
        event: 'widget-token.issued',
        outcome: 'done',
        reason: remarks.length === 0 ? undefined : remarks.join(', '),
        login: named.user ?? user.name,
        tenant: user.tenant,
        userKey,
        ...actor,
      })
      return answer({ token, expiresAt: isoTime(expiresAt), userKey })
    }),
  ]
}
