import type { LinkRefusal, OpenedLink } from '../../notifications/open-link.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { Portal } from '../api/portals.ts'
import { proofLifetime } from '../api/proof.ts'
import type { PortalContext } from '../api/request-context.ts'
import type { IssuedToken } from '../api/widget-tokens.ts'

type RedeemDeps = Pick<HttpDeps, 'mailed' | 'widgetTokens' | 'state' | 'clock'>

/** The mailed enrolment link: with its user's password, a widget token for that user alone, proven for the setup to come. */
export async function openLink(
  typed: { readonly token: string; readonly password: string },
  portal: Portal,
  { from, source }: Pick<PortalContext, 'from' | 'source'>,
  { mailed, widgetTokens, state, clock }: RedeemDeps,
): Promise<LinkRefusal | (Exclude<OpenedLink, LinkRefusal> & { readonly issued: IssuedToken })> {
  if (mailed === null) return { result: 'refused', reason: 'expired', retryAfter: 0 }
  const opened = await mailed.enrolmentMail.open({ ...typed, askedBy: portal.name, from, source })
  if (opened.result === 'refused') return opened
  const { userKey } = opened.found
  const issued = await widgetTokens.issue({ userKey, portal: portal.name, role: null, amr: ['pwd'] })
  const now = clock()
  await state.putProof(issued.id, now + proofLifetime, now)
  return { ...opened, issued }
}
