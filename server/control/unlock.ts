import { recordFirst } from '../audit/record-first.ts'
import { isoTime } from '../lib/clock.ts'
import { counted } from '../lib/counted.ts'
import { failedFactors } from '../login/throttle.ts'
import type { Service } from '../service.ts'
import { keyOf } from '../state/claim-key.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { describeHold } from '../state/describe-hold.ts'
import { isHeld } from '../state/store-facts.ts'
import { labelOf } from '../users/tenants.ts'
import { done, door, type Operation, refused, withUser } from './operation.ts'

export interface UnlockRequest {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface Unlocked {
  readonly name: string
  /** ISO 8601. Not null: a code was used while the clock ran ahead, and codes are refused until this time. */
  readonly codesWorkAt: string | null
}

/** Forgets a user's failures, so that the next attempt is not delayed. */
export const unlock: Operation<UnlockRequest, Unlocked> = (service, { name, now }) =>
  withUser(service, name, async ({ user, userKey }) => {
    const event = {
      event: 'user.unlocked',
      outcome: 'done',
      login: name,
      userKey,
      tenant: user.tenant,
      door,
    } as const
    await recordFirst(service.audit, event, async () => {
      for (const factor of failedFactors) await service.state.clearFailuresOf(userKey, factor)
    })
    const aheadUntil = await usedAheadUntil(service, userKey, now)
    const codesWorkAt = isoTime(aheadUntil)
    const ahead =
      codesWorkAt === null
        ? ''
        : ` But a code was used while the clock ran ahead, and codes are refused until ${codesWorkAt}: when the clock is right, ringlock unlock --clock.`
    return done(`${labelOf(user)} may try again now.${ahead}`, { name: user.name, codesWorkAt })
  })

/** Until when all codes of this user are refused because one was used while the clock ran ahead; null: they are not. */
async function usedAheadUntil({ state }: Service, userKey: UserKey, now: number): Promise<number | null> {
  const enrolment = await state.readEnrolment(userKey)
  const active = enrolment?.authenticators.filter(({ enabled }) => enabled) ?? []
  if (active.length === 0) return null
  const lastSteps = await state.readLastSteps(active.map(keyOf))
  const ends = active.map(({ period, stepOffset }, i) => {
    const last = lastSteps[i] ?? null
    return last === null ? 0 : (last - stepOffset + 1) * period * 1000
  })
  const first = Math.min(...ends)
  return first > now + aheadOfUs ? first : null
}

/** Further ahead than any drift window, ms. */
const aheadOfUs = 10 * 60_000

export interface ReleaseRecoveryCodesRequest {
  /** null: all users. */
  readonly name: string | null
}

/** Releases recovery codes from before a restore: the administrator knows that none was used since the backup. */
export const releaseRecoveryCodes: Operation<
  ReleaseRecoveryCodesRequest,
  { readonly users: number }
> = async (service, { name }) => {
  const release = (userKey: UserKey | null, tenant?: string) =>
    service.enrolments.releaseRecoveryCodes(userKey, name === null ? { door } : { door, login: name, tenant })
  if (name === null) {
    const users = await release(null)
    const whose = counted(users, 'user')
    const line =
      users === 0 ? 'No recovery codes are held back.' : `The recovery codes of ${whose} work again.`
    return done(line, { users })
  }
  return withUser(service, name, async ({ user, userKey }) => {
    const users = await release(userKey, user.tenant)
    return users === 0
      ? refused('nothing-held', `No recovery codes of ${labelOf(user)} are held back.`)
      : done(`The recovery codes of ${labelOf(user)} work again.`, { users })
  })
}

export interface UnlockClockRequest {
  /** The time to set the floor to, milliseconds since the epoch. */
  readonly now: number
}

/**
 * Sets the floor to the current time, after a clock that ran ahead. Refused while codes are on hold after a restore.
 */
export const unlockClock: Operation<
  UnlockClockRequest,
  { readonly floor: number; readonly freed: number }
> = async ({ state, audit }, { now }) => {
  const before = isoTime(state.floor())
  // The audit line is written first: a crash in between leaves a line without a change, never a change without a line.
  if (!isHeld(state.standing().hold, now)) {
    await audit.record({ event: 'clock.reset', outcome: 'done', reason: `floor was ${before}`, door })
  }
  const released = await state.releaseClock(now)
  if (released.result === 'held') {
    await audit.record({ event: 'clock.reset', outcome: 'refused', reason: released.hold.cause, door })
    return refused('held', `Codes that may have been used are still refused. ${describeHold(released.hold)}.`)
  }
  const { floor, freed } = released
  const from = isoTime(floor)
  const users = freed === 0 ? '' : ` Authenticators freed that were used while the clock ran ahead: ${freed}.`
  return done(`Codes are judged by the clock again, from ${from} on.${users}`, { floor, freed })
}
