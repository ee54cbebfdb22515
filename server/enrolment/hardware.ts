import type { AuditEvent } from '../audit/audit-trail.ts'
import { acceptableUntil, totpKey } from '../login/totp.ts'
import { keyOf } from '../state/claim-key.ts'
import type { ClaimAnswer, Enrolment, TotpAuthenticator, UserKey } from '../state/contract/state-store.ts'
import { bind } from './authenticators.ts'
import type { EnrolmentDeps } from './deps.ts'
import type { Actor, AssignRequest, AssignResult, Enrolments, ImportedDevice } from './enrolments.ts'
import { makeAuthenticator } from './make-authenticator.ts'
import { matchCodes } from './match-codes.ts'
import { readTotpSecret } from './totp-secret-text.ts'

/** Hardware devices that admins assign to users. */
export function createHardware(deps: EnrolmentDeps): Pick<Enrolments, 'assign' | 'importHardware'> {
  const { state, sealing, audit, change, changeMany, clock, policy } = deps

  return {
    async assign(request, actor) {
      const result = await assign(request, actor, clock())
      if (result.result === 'refused') {
        const { userKey } = request
        const event = { event: 'enrolment.assigned', userKey, ...actor }
        await audit.record({ ...event, outcome: 'refused', reason: result.reason })
      }
      return result
    },

    async importHardware(devices, actor) {
      const byUser = byOwner(devices)
      const userKeys = [...byUser.keys()]
      const event = { event: 'enrolment.hardware-imported', ...actor } as const
      const lines = userKeys.map((userKey): AuditEvent => ({ ...event, outcome: 'done', userKey }))
      const changed = await changeMany(
        userKeys,
        actor,
        event.event,
        (userKey, current) => withDevices(current, byUser.get(userKey) ?? []),
        () => lines,
      )
      if (changed === 'device-taken') {
        await audit.record({ ...event, outcome: 'refused', reason: 'device-taken' })
        return 'secret-taken'
      }
      if (changed.length === 0) await Promise.all(lines.map((line) => audit.record(line)))
      return 'changed'
    },
  }

  async function assign(request: AssignRequest, actor: Actor, now: number): Promise<AssignResult> {
    const { userKey, ifVersion, codes, serial } = request
    const totpSecret = readTotpSecret(request.totpSecret)
    if (typeof totpSecret === 'string') return refused(totpSecret)

    const key = totpKey(totpSecret, request.algorithm)
    const rule = { now, driftWindow: policy().driftWindow, least: 1 }
    const match = codes.length === 0 ? null : matchCodes(key, codes, { ...request, kind: 'hardware' }, rule)
    if (match?.match === 'other-time') return refused('codes-wrong', match.clockOffset)
    if (match?.match === 'no') return refused('codes-wrong')

    const stepOffset = match?.stepOffset ?? 0
    const device = { ...request, kind: 'hardware', totpSecret, serial, stepOffset, now } as const
    const authenticator = makeAuthenticator(device, sealing)
    if (match !== null) {
      const answer = await claim(authenticator, match.timeStep, now)
      if (answer === 'used') return refused('codes-wrong')
      if (answer !== 'won') return refused('codes-held', null, answer.heldUntil - now)
    }
    const { refusal } = await change(userKey, ifVersion, actor, {
      apply: bind(authenticator),
      eventsOf: () => [{ event: 'enrolment.assigned' }],
    })
    if (refusal !== null) return refused(refusal)
    return { result: 'assigned', authenticatorId: authenticator.id }
  }

  /** Claims the code that was checked here, so that it cannot log in. */
  function claim(authenticator: TotpAuthenticator, timeStep: number, now: number): Promise<ClaimAnswer> {
    const { period, stepOffset } = authenticator
    const until = acceptableUntil(timeStep, period, policy().driftWindow)
    const claimed = {
      claimKey: keyOf(authenticator),
      timeStep: timeStep + stepOffset,
      acceptableUntil: until,
    }
    return state.claimTimeStep(claimed, now)
  }

  function byOwner(devices: readonly ImportedDevice[]): Map<UserKey, TotpAuthenticator[]> {
    const byUser = new Map<UserKey, TotpAuthenticator[]>()
    for (const device of devices) {
      const authenticator = makeAuthenticator({ ...device, kind: 'hardware', now: clock() }, sealing)
      const others = byUser.get(device.userKey)
      if (others === undefined) byUser.set(device.userKey, [authenticator])
      else others.push(authenticator)
    }
    return byUser
  }
}

type Refusal = Extract<AssignResult, { result: 'refused' }>

function refused(reason: Refusal['reason'], clockOffset: number | null = null, retryAfter = 0): Refusal {
  return { result: 'refused', reason, clockOffset, retryAfter }
}

/** Keeps the devices that the user already has, so that a file can be imported again. */
function withDevices(current: Enrolment | null, devices: readonly TotpAuthenticator[]): Enrolment | null {
  return devices.reduce<Enrolment | null>((enrolment, authenticator) => {
    const next = bind(authenticator)(enrolment)
    return next === 'device-taken' ? enrolment : next
  }, current)
}
