import type { HttpDeps } from '../api/deps.ts'
import { implement, type Route } from '../api/route.ts'
import { isoTime, wholeSeconds } from '../api/wire-values.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'
import { openLink } from './redeem-link.ts'

export function enrolmentLinkRoutes(deps: HttpDeps): readonly Route[] {
  return [
    implement(calls.openEnrolmentLink, async ({ body }, context) => {
      const opened = await openLink(body, context.portal, context, deps)
      if (opened.result === 'refused') {
        const { reason, retryAfter } = opened
        return refuse(reason, reason === 'throttled' ? { retryAfter: wholeSeconds(retryAfter) } : {})
      }
      const { token, expiresAt } = opened.issued
      return answer({ token, expiresAt: isoTime(expiresAt), userKey: opened.found.userKey })
    }),
  ]
}
