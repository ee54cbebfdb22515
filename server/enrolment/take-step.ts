import type { Enrolment, StateStore, UserKey } from '../state/state-store.ts'
import type { Step } from './authenticators.ts'

export interface Taken<Refusal extends string> {
  /** null: the step was taken, and is on the disk. */
  readonly refusal: Refusal | 'device-taken' | null
  readonly before: Enrolment | null
  readonly after: Enrolment | null
}

/** Takes a step in one atomic change, and says what it was taken from. `device-taken`: another user has the device. */
export async function takeStep<Refusal extends string>(
  state: StateStore,
  userKey: UserKey,
  step: Step<Refusal>,
): Promise<Taken<Refusal>> {
  let taken: Taken<Refusal> = { refusal: null, before: null, after: null }
  const change = await state.changeEnrolment(userKey, (before) => {
    const next = step(before)
    taken =
      typeof next === 'string'
        ? { refusal: next, before, after: before }
        : { refusal: null, before, after: next }
    return taken.after
  })
  return change === 'secret-taken' ? { ...taken, refusal: 'device-taken', after: taken.before } : taken
}
