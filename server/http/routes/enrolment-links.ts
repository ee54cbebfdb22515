import { calls } from '../contract.ts'
import type { HttpParts } from '../parts.ts'
import { answer, refuse } from '../reply.ts'
import { implement, type Route } from '../route.ts'
import { isoTime, wholeSeconds } from '../wire-values.ts'

/** Milliseconds: the password that opened the link is proof enough for the setup that follows. */
const proofLifetime = 5 * 60_000

/** The mailed enrolment link: with the password of its user, a widget token for that user alone. */
export function enrolmentLinkRoutes({ mailed, widgetTokens, state, clock }: HttpParts): readonly Route[] {
  return [
    implement(calls.openEnrolmentLink, async ({ body }, { portal, from, source }) => {
      if (mailed === null) return refuse('expired')
      const opened = await mailed.enrolmentMail.open({ ...body, askedBy: portal.name, from, source })
      if (opened.result === 'refused') {
        const { reason, retryAfter } = opened
        return refuse(reason, reason === 'throttled' ? { retryAfter: wholeSeconds(retryAfter) } : {})
      }
      const { userKey } = opened.found
      const issued = await widgetTokens.issue({ userKey, portal: portal.name, role: null, amr: ['pwd'] })
      const now = clock()
      await state.putProof(issued.id, now + proofLifetime, now)
      return answer({ token: issued.token, expiresAt: isoTime(issued.expiresAt), userKey })
    }),
  ]
}
