import { isoTime } from '../../lib/clock.ts'
import type { HttpDeps } from '../api/deps.ts'
import { proofLifetime } from '../api/proof.ts'
import { refuseConfirmation, refuseSecret } from '../api/refusals.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, nothing, refuse } from '../transport/reply.ts'
import { mayDoWithout, ownActor, ownView } from './own-change.ts'

export function authenticatorRoutes(deps: HttpDeps): readonly Route[] {
  const { enrolments, state, clock, issuer } = deps

  return [
    implement(calls.offerAuthenticator, async ({ body }, context) => {
      const { totpSecret = null, serial = null, ...parameters } = body
      if (body.kind === 'hardware' && totpSecret === null) return refuseSecret('missing')
      if (body.kind === 'app' && totpSecret !== null) return refuseSecret('not-asked')
      const { userKey, user } = context.caller
      const request = { userKey, account: user.name, email: user.email, totpSecret, serial, ...parameters }
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
        issuer,
        account: user.name,
        codes,
        expiresAt: isoTime(expiresAt),
      })
    }),

    implement(calls.confirmAuthenticator, async ({ params, body }, context) => {
      const { userKey, tokenId } = context.caller
      const confirmed = await enrolments.confirm({ userKey, id: params.id, ...body }, ownActor(context))
      if (confirmed.result === 'refused') return refuseConfirmation(confirmed)
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
