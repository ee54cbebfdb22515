import type { AuditEvent } from '../audit.ts'
import { deleteRecoveryCodes, replaceRecoveryCodes } from './authenticators.ts'
import type { Enrolments } from './enrolments.ts'
import type { EnrolmentRoomParts } from './parts.ts'
import { makeRecoveryCodeSet } from './recovery-code-set.ts'
import { takeStep } from './take-step.ts'

export function createRecoveryCodes({
  sealing,
  changes,
}: EnrolmentRoomParts): Pick<Enrolments, 'makeRecoveryCodes' | 'deleteRecoveryCodes'> {
  return {
    async makeRecoveryCodes(userKey, actor) {
      const { codes, hashes } = makeRecoveryCodeSet(userKey, sealing)
      const made: AuditEvent = { event: 'recovery-codes.made', outcome: 'done', userKey, ...actor }
      const { refusal } = await takeStep(changes, userKey, replaceRecoveryCodes(hashes), () => made)
      return refusal === null ? codes : null
    },

    async deleteRecoveryCodes(userKey, actor) {
      const deleted: AuditEvent = { event: 'recovery-codes.deleted', outcome: 'done', userKey, ...actor }
      await takeStep(changes, userKey, deleteRecoveryCodes, () => deleted)
    },
  }
}
