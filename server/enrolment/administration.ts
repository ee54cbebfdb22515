import { browserPlaces } from '../login/known-place.ts'
import type { Enrolment, UserKey } from '../state/contract/state-store.ts'
import { remove, removeAll, setUserPolicy, switchOnOff } from './authenticators.ts'
import type { Changed, EnrolmentStep } from './change.ts'
import type { EnrolmentDeps } from './deps.ts'
import type { ChangeResult, Enrolments } from './enrolments.ts'
import { fromVersion } from './version.ts'

type Administration = Pick<
  Enrolments,
  'switchOnOff' | 'remove' | 'removeAll' | 'reset' | 'forget' | 'setRequirement'
>

/** Changes of confirmed authenticators. A request that changes nothing leaves no line in the audit log. */
export function createAdministration({ state, change, changeGuarded, clock }: EnrolmentDeps): Administration {
  return {
    async switchOnOff({ userKey, ifVersion, id, enabled }, actor) {
      const step = { apply: switchOnOff(id, enabled), eventsOf: () => [switched(enabled)] }
      // Enabling an authenticator cannot lock anyone out, so it needs no guard.
      return resultOf(await (enabled ? change : changeGuarded)(userKey, ifVersion, actor, step))
    },

    async remove({ userKey, ifVersion, id }, actor) {
      const isOffer = (before: Enrolment | null) => before?.pending?.authenticator.id === id
      const changed = await changeGuarded(userKey, ifVersion, actor, {
        apply: remove(id),
        eventsOf: ({ before }) => [{ event: isOffer(before) ? 'enrolment.withdrawn' : 'enrolment.deleted' }],
      })
      if (changed.refusal === null && !isOffer(changed.before)) {
        await Promise.allSettled([distrustDevicesOf(userKey, id)])
      }
      return resultOf(changed)
    },

    async removeAll({ userKey, ifVersion }, actor) {
      const changed = await changeGuarded(userKey, ifVersion, actor, resetStep(userKey, ifVersion))
      if (changed.refusal === null) await Promise.allSettled([distrustAllDevicesOf(userKey)])
      return resultOf(changed)
    },

    async reset(userKey, actor) {
      const { refusal } = await change(userKey, null, actor, resetStep(userKey, null))
      if (refusal === null) await Promise.allSettled([distrustAllDevicesOf(userKey)])
      return refusal === null
    },

    async forget(userKey, actor) {
      await state.deleteLinks(userKey)
      await change(userKey, null, actor, forgetStep)
      await distrustAllDevicesOf(userKey)
    },

    async setRequirement({ userKey, ifVersion, requirement, enabled }, actor) {
      const reason = requirement ?? 'as the policy says'
      const changed = await changeGuarded(userKey, ifVersion, actor, {
        apply: setUserPolicy(requirement, enabled),
        eventsOf({ before, after }) {
          const isSet = (before?.requirement ?? null) !== (after?.requirement ?? null)
          const isSwitched = enabled !== undefined && before?.authenticators !== after?.authenticators
          return [
            ...(isSet ? [{ event: 'enrolment.requirement-set', reason } as const] : []),
            ...(isSwitched ? [switched(enabled)] : []),
          ]
        },
      })
      return resultOf(changed)
    },
  }

  /** Links are deleted first, so that an old one cannot remove an authenticator that is set up afterwards. */
  function resetStep(userKey: UserKey, ifVersion: string | null): EnrolmentStep<'not-found'> {
    const apply = fromVersion(ifVersion, removeAll)
    return {
      apply: removeAll,
      async prepare() {
        if (typeof apply(await state.readEnrolment(userKey)) !== 'string') await state.deleteLinks(userKey)
      },
      eventsOf: () => [{ event: 'enrolment.reset' }],
    }
  }

  /** Without the authenticators no device is trusted any more; this only removes them from the list. */
  async function distrustAllDevicesOf(userKey: UserKey): Promise<void> {
    await Promise.all([state.deleteTrustedDevices(userKey), state.deletePlaces(userKey, browserPlaces)])
  }

  /**
   * Without its authenticator the device is not trusted any more; this only removes it from the list. A fault here must not
   * make the whole change look failed.
   */
  async function distrustDevicesOf(userKey: UserKey, authenticatorId: string): Promise<void> {
    const devices = await state.listTrustedDevices(userKey, clock())
    const bound = devices.filter((device) => device.authenticatorId === authenticatorId)
    await Promise.all(bound.map(({ id }) => state.deleteTrustedDevice(userKey, id)))
  }
}

const forgetStep: EnrolmentStep<never> = {
  apply: () => null,
  eventsOf: ({ before }) => (typeof removeAll(before) === 'string' ? [] : [{ event: 'enrolment.reset' }]),
}

const switched = (enabled: boolean) =>
  ({ event: enabled ? 'enrolment.enabled' : 'enrolment.disabled' }) as const

type Refusal = Extract<ChangeResult, { result: 'refused' }>['reason']

/** None of these steps adds a device, so `device-taken` cannot occur. */
function resultOf({ refusal }: Changed<Refusal>): ChangeResult {
  if (refusal === null) return { result: 'changed' }
  return { result: 'refused', reason: refusal === 'device-taken' ? 'conflict' : refusal }
}
