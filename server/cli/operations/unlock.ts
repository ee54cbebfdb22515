import { recordFirst } from '../../audit/record-first.ts'
import { failedFactors } from '../../login/throttle.ts'
import { done } from '../answer.ts'
import { door, type Operation, withUser } from './operation.ts'

export interface UnlockRequest {
  readonly name: string
}

/** Forgets a user's failures, so that the next attempt is looked at at once. */
export const unlock: Operation<UnlockRequest, { readonly name: string }> = (service, { name }) =>
  withUser(service, name, async ({ user, userKey }) => {
    const event = { event: 'user.unlocked', outcome: 'done', login: name, userKey, door } as const
    await recordFirst(service.audit, event, async () => {
      for (const factor of failedFactors) await service.state.clearFailuresOf(userKey, factor)
    })
    return done(`${user.name} may try again now.`, { name: user.name })
  })

export interface UnlockClockRequest {
  /** The time to go back to, milliseconds since the epoch. */
  readonly now: number
}

/** Moves the floor to now: the way out after a clock that ran ahead. */
export const unlockClock: Operation<UnlockClockRequest, { readonly floor: number }> = async (
  { state, audit },
  { now },
) => {
  const before = new Date(state.floor()).toISOString()
  const event = { event: 'clock.reset', outcome: 'done', reason: `floor was ${before}`, door } as const
  await recordFirst(audit, event, () => state.resetFloor(now))
  return done(`Codes are judged by the clock again, from ${new Date(now).toISOString()} on.`, { floor: now })
}
