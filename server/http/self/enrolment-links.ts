import { isoTime, wholeSeconds } from '../../lib/clock.ts'
import type { LinkRefusal, OpenedLink } from '../../notifications/redeem-link.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { Portal } from '../api/portals.ts'
import { proofLifetime } from '../api/proof.ts'
import { linkExpired } from '../api/refusals.ts'
import type { PortalContext } from '../api/request-context.ts'
import { implement, type Route } from '../api/route.ts'
import type { IssuedToken } from '../api/widget-tokens.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'

export function enrolmentLinkRoutes(deps: HttpDeps): readonly Route[] {
  return [
    implement(calls.openEnrolmentLink, async ({ body }, context) => {
      const opened = await redeemLink(body, context.portal, context, deps)
      if (opened.result === 'refused') {
        const { reason, retryAfter } = opened
        if (reason === 'throttled') return refuse(reason, { retryAfter: wholeSeconds(retryAfter) })
        return reason === 'expired' ? refuse(reason, linkExpired) : refuse(reason)
      }
      const { token, expiresAt } = opened.issued
      return answer({ token, expiresAt: isoTime(expiresAt), userKey: opened.found.userKey })
    }),
  ]
}

type RedeemDeps = Pick<HttpDeps, 'notifications' | 'widgetTokens' | 'state' | 'clock'>

/** Exchanges a mailed enrolment link and its user's password for a widget token, which counts as proof for the set-up. */
export async function redeemLink(
  typed: { readonly token: string; readonly password: string },
  portal: Portal,
  { from, source }: Pick<PortalContext, 'from' | 'source'>,
  { notifications, widgetTokens, state, clock }: RedeemDeps,
): Promise<LinkRefusal | (Exclude<OpenedLink, LinkRefusal> & { readonly issued: IssuedToken })> {
  if (notifications === null) return { result: 'refused', reason: 'expired', retryAfter: 0 }
  const opened = await notifications.enrolmentMail.open({ ...typed, askedBy: portal.name, from, source })
  if (opened.result === 'refused') return opened
  const { userKey } = opened.found
  const issued = await widgetTokens.issue({ userKey, portal: portal.name, role: null, amr: ['pwd'] })
  const now = clock()
  await state.putProof(issued.id, now + proofLifetime, now)
  return { ...opened, issued }
}
