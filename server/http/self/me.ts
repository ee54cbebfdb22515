import { isoTime, wholeSeconds } from '../../lib/clock.ts'
import { policyOf } from '../../login/policy.ts'
import { loadUserStatus } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer } from '../transport/reply.ts'
import { ownView } from './own-change.ts'
import { neededProof, proveAgain } from './reverify.ts'

export function meRoutes(deps: HttpDeps): readonly Route[] {
  const { state, clock, branding, mailer } = deps

  return [
    implement(calls.me, async (_, { caller }) => {
      const { requireEmail, enrolmentCodes, trustedDevice } = policyOf(deps.policy(), caller.user.tenant)
      const user = await ownView(caller, deps)
      const body = {
        user,
        issuer: branding.issuerFor(caller.user.tenant),
        amr: [...caller.amr],
        provenUntil: isoTime(caller.provenUntil),
        proof: neededProof(caller.amr, user),
        enrolmentCodes,
        emailRequired: requireEmail,
        mail: mailer !== null,
        trustFor: trustedDevice === null ? null : wholeSeconds(trustedDevice),
      }
      return answer(body, { version: user.version })
    }),

    implement(calls.reverify, async ({ body }, context) => {
      const { caller } = context
      const { status } = await loadUserStatus(caller, deps, clock())
      const typed = { password: body.password ?? null, code: body.code ?? null }
      const proof = await proveAgain(typed, status, context, deps)
      if ('refused' in proof) return proof
      await state.putProof(caller.tokenId, proof.provenUntil, clock())
      return answer({ provenUntil: isoTime(proof.provenUntil) })
    }),
  ]
}
