import type { AuditEvent } from '../audit.ts'
import { browserPlaces } from '../login/known-place.ts'
import type { UserKey } from '../state/state-store.ts'
import { remove, removeAll, type Step, setUserPolicy, switchOnOff } from './authenticators.ts'
import type { Actor, Change, ChangeResult, Enrolments } from './enrolments.ts'
import type { EnrolmentParts } from './parts.ts'
import { type Taken, takeStep } from './take-step.ts'
import { fromVersion } from './version.ts'

type Administration = Pick<Enrolments, 'switchOnOff' | 'remove' | 'removeAll' | 'reset' | 'setRequirement'>

/** What is done to authenticators that stand. What changes nothing leaves no line in the trail. */
export function createAdministration({ state, audit, clock }: EnrolmentParts): Administration {
  return {
    async switchOnOff({ id, enabled, ...change }, actor) {
      const taken = await take(change, switchOnOff(id, enabled))
      await record(taken, { event: switched(enabled) }, change.userKey, actor)
      return resultOf(taken)
    },

    async remove({ id, ...change }, actor) {
      const taken = await take(change, remove(id))
      const wasOffered = taken.before?.pending?.authenticator.id === id
      if (taken.refusal === null && !wasOffered)
        await Promise.allSettled([distrustDevicesOf(change.userKey, id)])
      await record(
        taken,
        { event: wasOffered ? 'enrolment.withdrawn' : 'enrolment.deleted' },
        change.userKey,
        actor,
      )
      return resultOf(taken)
    },

    removeAll: reset,
    reset: async (userKey, actor) => (await reset({ userKey, ifVersion: null }, actor)).result === 'changed',

    async setRequirement({ requirement, enabled, ...change }, actor) {
      const taken = await take(change, setUserPolicy(requirement, enabled))
      const { before, after } = taken
      const isSet = (before?.requirement ?? null) !== (after?.requirement ?? null)
      const isSwitched = enabled !== undefined && before?.authenticators !== after?.authenticators
      const reason = requirement ?? 'as the policy says'
      await Promise.all([
        isSet && record(taken, { event: 'enrolment.requirement-set', reason }, change.userKey, actor),
        isSwitched && record(taken, { event: switched(enabled) }, change.userKey, actor),
      ])
      return resultOf(taken)
    },
  }

  /**
   * The links go first: one that was mailed before must not take away what is set up after. Trusted devices are trusted no more
   * without their authenticators, and only leave the list.
   */
  async function reset({ userKey, ifVersion }: Change, actor: Actor): Promise<ChangeResult> {
    const step = fromVersion(ifVersion, removeAll)
    if (typeof step(await state.readEnrolment(userKey)) !== 'string') await state.deleteLinks(userKey)
    const taken = await takeStep(state, userKey, step)
    if (taken.refusal === null) await Promise.allSettled([distrustAllDevicesOf(userKey)])
    await record(taken, { event: 'enrolment.reset' }, userKey, actor)
    return resultOf(taken)
  }

  function take<Refusal extends string>({ userKey, ifVersion }: Change, step: Step<Refusal>) {
    return takeStep(state, userKey, fromVersion(ifVersion, step))
  }

  async function record(
    { before, after }: Taken<string>,
    event: Pick<AuditEvent, 'event' | 'reason'>,
    userKey: UserKey,
    actor: Actor,
  ): Promise<void> {
    if (after !== before) await audit.record({ ...event, outcome: 'done', userKey, ...actor })
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
