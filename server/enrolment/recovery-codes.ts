import { heldHashes } from '../login/recovery-code.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { deleteRecoveryCodes, replaceRecoveryCodes, stampRecoveryCodes } from './authenticators.ts'
import type { EnrolmentDeps } from './deps.ts'
import type { Enrolments } from './enrolments.ts'
import { makeRecoveryCodeSet } from './recovery-code-set.ts'

export function createRecoveryCodes({
  sealing,
  state,
  change,
  changeMany,
}: EnrolmentDeps): Pick<Enrolments, 'makeRecoveryCodes' | 'deleteRecoveryCodes' | 'releaseRecoveryCodes'> {
  return {
    async makeRecoveryCodes(userKey, actor) {
      const { codes, hashes } = makeRecoveryCodeSet(userKey, { sealing, state })
      const { refusal } = await change(userKey, null, actor, {
        apply: replaceRecoveryCodes(hashes),
        eventsOf: () => [{ event: 'recovery-codes.made' }],
      })
      return refusal === null ? codes : null
    },

    async deleteRecoveryCodes(userKey, actor) {
      await change(userKey, null, actor, {
        apply: deleteRecoveryCodes,
        eventsOf: () => [{ event: 'recovery-codes.deleted' }],
      })
    },

    async releaseRecoveryCodes(userKey, actor) {
      const restores = state.restores()
      const userKeys = userKey === null ? await usersWithHeldCodes() : [userKey]
      const event = { event: 'recovery-codes.released', outcome: 'done', ...actor } as const
      const released = await changeMany(
        userKeys,
        actor,
        event.event,
        (_, current) => {
          const isHeld = heldHashes(current?.recoveryCodeHashes ?? [], restores) > 0
          return isHeld ? stampRecoveryCodes(restores)(current) : current
        },
        (changed) => changed.map((each) => ({ ...event, userKey: each })),
      )
      if (released === 'device-taken') throw new Error('recovery codes were taken for a device')
      return released.length
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
