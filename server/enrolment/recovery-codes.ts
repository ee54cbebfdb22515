import type { AuditEvent } from '../audit/audit-trail.ts'
import { heldHashes } from '../login/recovery-code.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { takeStep } from './apply-step.ts'
import { deleteRecoveryCodes, replaceRecoveryCodes, stampRecoveryCodes } from './authenticators.ts'
import type { EnrolmentRoomDeps } from './deps.ts'
import type { Enrolments } from './enrolments.ts'
import { makeRecoveryCodeSet } from './recovery-code-set.ts'

export function createRecoveryCodes({
  sealing,
  state,
  changes,
}: EnrolmentRoomDeps): Pick<
  Enrolments,
  'makeRecoveryCodes' | 'deleteRecoveryCodes' | 'releaseRecoveryCodes'
> {
  return {
    async makeRecoveryCodes(userKey, actor) {
      const { codes, hashes } = makeRecoveryCodeSet(userKey, { sealing, state })
      const made: AuditEvent = { event: 'recovery-codes.made', outcome: 'done', userKey, ...actor }
      const { refusal } = await takeStep(changes, userKey, replaceRecoveryCodes(hashes), () => made)
      return refusal === null ? codes : null
    },

    async deleteRecoveryCodes(userKey, actor) {
      const deleted: AuditEvent = { event: 'recovery-codes.deleted', outcome: 'done', userKey, ...actor }
      await takeStep(changes, userKey, deleteRecoveryCodes, () => deleted)
    },

    async releaseRecoveryCodes(userKey, actor) {
      const restores = state.restores()
      const userKeys = userKey === null ? await usersWithHeldCodes() : [userKey]
      const released = new Set<UserKey>()
      const event = { event: 'recovery-codes.released', outcome: 'done', ...actor } as const
      await changes.change(
        userKeys,
        (each, current) => {
          released.delete(each)
          if (heldHashes(current?.recoveryCodeHashes ?? [], restores) === 0) return current
          released.add(each)
          return stampRecoveryCodes(restores)(current)
        },
        () => [...released].map((each) => ({ ...event, userKey: each })),
      )
      return released.size
    },
  }

  async function usersWithHeldCodes(): Promise<UserKey[]> {
    const restores = state.restores()
    const userKeys: UserKey[] = []
    for await (const [userKey, enrolment] of state.listEnrolments()) {
      if (heldHashes(enrolment.recoveryCodeHashes, restores) > 0) userKeys.push(userKey)
    }
    return userKeys
  }
}
