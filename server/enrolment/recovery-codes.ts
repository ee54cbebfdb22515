import { deleteRecoveryCodes, replaceRecoveryCodes } from './authenticators.ts'
import type { Enrolments } from './enrolments.ts'
import type { EnrolmentParts } from './parts.ts'
import { makeRecoveryCodeSet } from './recovery-code-set.ts'
import { takeStep } from './take-step.ts'

export function createRecoveryCodes({
  state,
  sealing,
  audit,
}: EnrolmentParts): Pick<Enrolments, 'makeRecoveryCodes' | 'deleteRecoveryCodes'> {
  return {
    async makeRecoveryCodes(userKey, actor) {
      const { codes, hashes } = makeRecoveryCodeSet(userKey, sealing)
      const { refusal } = await takeStep(state, userKey, replaceRecoveryCodes(hashes))
      if (refusal !== null) return null
      await audit.record({ event: 'recovery-codes.made', outcome: 'done', userKey, ...actor })
      return codes
    },

    async deleteRecoveryCodes(userKey, actor) {
      const { before, after } = await takeStep(state, userKey, deleteRecoveryCodes)
      if (after === before) return
      await audit.record({ event: 'recovery-codes.deleted', outcome: 'done', userKey, ...actor })
    },
  }
}
