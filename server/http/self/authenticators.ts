import type { Factor } from '../../authentication/login-attempt.ts'
import { isoTime } from '../../lib/clock.ts'
import { labelOf } from '../../users/tenants.ts'
import { acceptedBody } from '../api/accepted-login.ts'
import { lifetimeWithSetUp } from '../api/assertions.ts'
import type { HttpDeps } from '../api/deps.ts'
import { proofLifetime } from '../api/proof.ts'
import { refuseConfirmation, refuseSecret } from '../api/refusals.ts'
import type { UserContext } from '../api/request-context.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, nothing, refuse } from '../transport/reply.ts'
import { mayDoWithout, ownActor, ownView } from './own-change.ts'

export function authenticatorRoutes(deps: HttpDeps): readonly Route[] {
  const { enrolments, state, clock, branding, assertions, audit } = deps

  /** Recovery codes are shown only once. If the login cannot be finished, they are sent without it. */
  async function afterSetUp(recoveryCodes: readonly string[], context: UserContext) {
    const login = await finishLogin(context).catch((err) => {
      deps.log.error({ err }, 'a login could not be finished behind its set-up')
      return null
    })
    return { recoveryCodes: [...recoveryCodes], ...(login !== null && { login }) }
  }

  /** The password was verified when the token was made, and the code has just been claimed. */
  async function finishLogin({ caller, portal, actor }: UserContext) {
    const { user, userKey, setUp } = caller
    const vouched = setUp?.vouched
    const factors: Factor[] = vouched === undefined ? ['password', 'totp'] : ['totp']
    const login = { user, userKey, factors, ...setUp, invitation: null, deviceCookie: null }
    const who = { login: user.name, tenant: user.tenant, userKey, ...actor }
    const told = [...(vouched ?? []).map((amr) => `portal:${amr}`), ...factors]
    await audit.record({ event: 'login', outcome: 'accept', reason: 'enrolled', factors: told, ...who })
    return acceptedBody(login, await assertions.sign(login, portal.name, lifetimeWithSetUp))
  }

  return [
    implement(calls.offerAuthenticator, async ({ body }, context) => {
      const { totpSecret = null, serial = null, ...parameters } = body
      if (body.kind === 'hardware' && totpSecret === null) return refuseSecret('missing')
      if (body.kind === 'app' && totpSecret !== null) return refuseSecret('not-asked')
      const { userKey, user } = context.caller
      const request = {
        userKey,
        account: labelOf(user),
        email: user.email,
        totpSecret,
        serial,
        ...parameters,
      }
      const offer = await enrolments.offer(request, ownActor(context))
      if (offer.result === 'refused') {
        const { reason } = offer
        return reason === 'unreadable' || reason === 'too-short' ? refuseSecret(reason) : refuse(reason)
      }
      const { id, uri, codes, expiresAt } = offer
      return answer({
        id,
        ...parameters,
        totpSecret: offer.totpSecret,
        uri,
        issuer: branding.issuerFor(user.tenant),
        account: labelOf(user),
        codes,
        expiresAt: isoTime(expiresAt),
      })
    }),

    implement(calls.confirmAuthenticator, async ({ params, body }, context) => {
      const { userKey, tokenId, setUp } = context.caller
      // Asked again in the change itself: another one may have been set up since the token was looked at, while the body came.
      const request = { userKey, id: params.id, ...body, asFirst: setUp !== null }
      const confirmed = await enrolments.confirm(request, ownActor(context))
      if (confirmed.result === 'refused') return refuseConfirmation(confirmed)
      if (setUp !== null) return answer(await afterSetUp(confirmed.recoveryCodes, context))
      // Its code has just been shown. Without this proof the next change asks again; the recovery codes are shown only here.
      await Promise.allSettled([state.putProof(tokenId, clock() + proofLifetime, clock())])
      return answer({ recoveryCodes: [...confirmed.recoveryCodes] })
    }),

    implement(calls.switchAuthenticator, async ({ params: { id }, body: { enabled } }, context) => {
      const allowed = enabled ? { ifVersion: context.ifMatch } : await mayDoWithout(id, context, deps)
      if ('refused' in allowed) return allowed
      const { userKey } = context.caller
      const change = await enrolments.switchOnOff({ userKey, id, enabled, ...allowed }, ownActor(context))
      if (change.result === 'refused') return refuse(change.reason)
      const view = await ownView(context.caller, deps)
      return answer(view, { version: view.version })
    }),

    implement(calls.deleteAuthenticator, async ({ params: { id } }, context) => {
      const allowed = await mayDoWithout(id, context, deps)
      if ('refused' in allowed) return allowed
      const { userKey } = context.caller
      const change = await enrolments.remove({ userKey, id, ...allowed }, ownActor(context))
      return change.result === 'refused' ? refuse(change.reason) : nothing
    }),
  ]
}
