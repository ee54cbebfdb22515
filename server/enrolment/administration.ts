import type { AuditEvent } from '../audit/audit-trail.ts'
import { browserPlaces } from '../login/known-place.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { type Taken, takeStep } from './apply-step.ts'
import { remove, removeAll, type Step, setUserPolicy, switchOnOff } from './authenticators.ts'
import type { EnrolmentRoomDeps } from './deps.ts'
import type { Actor, Change, ChangeResult, Enrolments } from './enrolments.ts'
import { fromVersion } from './version.ts'

type Administration = Pick<Enrolments, 'switchOnOff' | 'remove' | 'removeAll' | 'reset' | 'setRequirement'>

/** What is done to authenticators that stand. What changes nothing leaves no line in the trail. */
export function createAdministration({ state, changes, clock }: EnrolmentRoomDeps): Administration {
  return {
    async switchOnOff({ id, enabled, ...change }, actor) {
      const step = switchOnOff(id, enabled)
      return resultOf(await take(change, step, () => done(change, actor, switched(enabled))))
    },

    async remove({ id, ...change }, actor) {
      const isOffered = ({ before }: Taken<string>) => before?.pending?.authenticator.id === id
      const taken = await take(change, remove(id), (taken) =>
        done(change, actor, isOffered(taken) ? 'enrolment.withdrawn' : 'enrolment.deleted'),
      )
      if (taken.refusal === null && !isOffered(taken)) {
        await Promise.allSettled([distrustDevicesOf(change.userKey, id)])
      }
      return resultOf(taken)
    },

    removeAll: reset,
    reset: async (userKey, actor) => (await reset({ userKey, ifVersion: null }, actor)).result === 'changed',

    async setRequirement({ requirement, enabled, ...change }, actor) {
      const reason = requirement ?? 'as the policy says'
      const taken = await take(change, setUserPolicy(requirement, enabled), ({ before, after }) => {
        const isSet = (before?.requirement ?? null) !== (after?.requirement ?? null)
        const isSwitched = enabled !== undefined && before?.authenticators !== after?.authenticators
        return [
          ...(isSet ? [{ ...done(change, actor, 'enrolment.requirement-set'), reason }] : []),
          ...(isSwitched ? [done(change, actor, switched(enabled))] : []),
        ]
      })
      return resultOf(taken)
    },
  }

  /**
   * The links go first: one that was mailed before must not take away what is set up after. Trusted devices are trusted no more
   * without their authenticators, and only leave the list.
   */
  async function reset(change: Change, actor: Actor): Promise<ChangeResult> {
    const { userKey, ifVersion } = change
    const step = fromVersion(ifVersion, removeAll)
    if (typeof step(await state.readEnrolment(userKey)) !== 'string') await state.deleteLinks(userKey)
    const taken = await takeStep(changes, userKey, step, () => done(change, actor, 'enrolment.reset'))
    if (taken.refusal === null) await Promise.allSettled([distrustAllDevicesOf(userKey)])
    return resultOf(taken)
  }

  function take<Refusal extends string>(
    { userKey, ifVersion }: Change,
    step: Step<Refusal>,
    eventsOf: (taken: Taken<string>) => AuditEvent | readonly AuditEvent[],
  ) {
    return takeStep(changes, userKey, fromVersion(ifVersion, step), eventsOf)
  }

  function done({ userKey }: Change, actor: Actor, event: string): AuditEvent {
    return { event, outcome: 'done', userKey, ...actor }
  }

  async function distrustAllDevicesOf(userKey: UserKey): Promise<void> {
    await Promise.all([state.deleteTrustedDevices(userKey), state.deletePlaces(userKey, browserPlaces)])
  }

  /**
   * They are trusted no more already, for want of their authenticator; this takes them off the list. A fault here must not say
   * that nothing was done.
   */
  async function distrustDevicesOf(userKey: UserKey, authenticatorId: string): Promise<void> {
    const devices = await state.listTrustedDevices(userKey, clock())
    const bound = devices.filter((device) => device.authenticatorId === authenticatorId)
    await Promise.all(bound.map(({ id }) => state.deleteTrustedDevice(userKey, id)))
  }
}

const switched = (enabled: boolean | undefined) =>
  enabled === true ? 'enrolment.enabled' : 'enrolment.disabled'

type Refusal = Extract<ChangeResult, { result: 'refused' }>['reason']

/** None of these steps adds a device. */
function resultOf({ refusal }: Taken<Refusal>): ChangeResult {
  if (refusal === null) return { result: 'changed' }
  return { result: 'refused', reason: refusal === 'device-taken' ? 'conflict' : refusal }
}
