import { heldHashes } from '../../login/recovery-code.ts'
import type { HttpDeps } from '../api/deps.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, nothing, refuse } from '../transport/reply.ts'
import { ownActor } from './own-change.ts'

export function recoveryCodeRoutes({ state, enrolments }: HttpDeps): readonly Route[] {
  return [
    implement(calls.countRecoveryCodes, async (_, { caller }) => {
      const enrolment = await state.readEnrolment(caller.userKey)
      const hashes = enrolment?.recoveryCodeHashes ?? []
      const held = heldHashes(hashes, state.restores())
      return answer({ left: hashes.length - held, ...(held > 0 && { held }) })
    }),

    implement(calls.makeRecoveryCodes, async (_, context) => {
      const codes = await enrolments.makeRecoveryCodes(context.caller.userKey, ownActor(context))
      if (codes === null) return refuse('conflict', { message: 'There is no authenticator to recover.' })
      return answer({ recoveryCodes: [...codes] })
    }),

    implement(calls.deleteRecoveryCodes, async (_, context) => {
      await enrolments.deleteRecoveryCodes(context.caller.userKey, ownActor(context))
      return nothing
    }),
  ]
}
