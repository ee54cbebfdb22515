import { calls } from '../contract.ts'
import { openLink } from '../open-link.ts'
import type { HttpParts } from '../parts.ts'
import { answer, refuse } from '../reply.ts'
import { implement, type Route } from '../route.ts'
import { isoTime, wholeSeconds } from '../wire-values.ts'

export function enrolmentLinkRoutes(parts: HttpParts): readonly Route[] {
  return [
    implement(calls.openEnrolmentLink, async ({ body }, context) => {
      const opened = await openLink(body, context.portal, context, parts)
      if (opened.result === 'refused') {
        const { reason, retryAfter } = opened
        return refuse(reason, reason === 'throttled' ? { retryAfter: wholeSeconds(retryAfter) } : {})
      }
      const { token, expiresAt } = opened.issued
      return answer({ token, expiresAt: isoTime(expiresAt), userKey: opened.found.userKey })
    }),
  ]
}
