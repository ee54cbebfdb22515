import type { EnrolmentOperations } from '../contract/enrolments.ts'
import type { GiveBackOperations } from '../contract/give-back.ts'
import { linkKey } from '../login-tables.ts'
import { unspendStep } from '../spent-steps.ts'
import { withRecoveryCode } from '../store-rules.ts'
import type { DurableLogins } from './durable-logins.ts'

/** Changes memory first, because on a full disk the undo must not depend on the disk. */
export function createGiveBack(
  { tables, putBack }: DurableLogins,
  { changeEnrolment }: Pick<EnrolmentOperations, 'changeEnrolment'>,
): GiveBackOperations['giveBack'] {
  return async (spent) => {
    switch (spent.kind) {
      case 'time-step': {
        const { claimKey, timeStep } = spent
        const steps = tables.timeSteps.get(claimKey)
        const before = unspendStep(steps, timeStep)
        if (before !== undefined && before !== steps) await putBack('timeSteps', claimKey, before)
        return
      }
      case 'recovery-code':
        await changeEnrolment(spent.userKey, (current) => withRecoveryCode(current, spent.hash)).catch(
          () => undefined,
        )
        return
      case 'challenge': {
        const { challenge } = spent
        if (tables.challenges.has(challenge.challengeState)) return
        await putBack('challenges', challenge.challengeState, challenge)
        return
      }
      case 'device': {
        const { id, userKey, secretHash, nextSecretHash } = spent.rotation
        const devices = tables.trustedDevices.get(userKey) ?? []
        const isOurs = (each: { id: string; secretHash: string }) =>
          each.id === id && each.secretHash === nextSecretHash
        if (!devices.some(isOurs)) return
        const before = devices.map((each) => (isOurs(each) ? { ...each, secretHash } : each))
        await putBack('trustedDevices', userKey, before)
        return
      }
      case 'link': {
        const { link } = spent
        const isNewer = ({ purpose, userKey }: typeof link) =>
          purpose === link.purpose && userKey === link.userKey
        if ([...tables.links.values()].some(isNewer)) return
        await putBack('links', linkKey(link), link)
        return
      }
    }
  }
}
