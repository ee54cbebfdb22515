import type { AuditEvent } from '../audit/audit-trail.ts'
import type { RecordedChanges } from '../audit/recorded-changes.ts'
import type { Enrolment, UserKey } from '../state/contract/state-store.ts'
import type { Step } from './authenticators.ts'

export interface Taken<Refusal extends string> {
  /** null: the step was taken, and is on the disk. */
  readonly refusal: Refusal | 'device-taken' | null
  readonly before: Enrolment | null
  readonly after: Enrolment | null
}

/**
 * Takes a step in one atomic change, and says what it was taken from. `device-taken`: another user has the device.
 *
 * @param eventsOf - what the trail is told of a step that changed something; one with the change
 */
export async function takeStep<Refusal extends string>(
  changes: RecordedChanges,
  userKey: UserKey,
  step: Step<Refusal>,
  eventsOf: (taken: Taken<Refusal>) => AuditEvent | readonly AuditEvent[],
): Promise<Taken<Refusal>> {
  let taken: Taken<Refusal> = { refusal: null, before: null, after: null }
  const change = await changes.change(
    [userKey],
    (_, before) => {
      const next = step(before)
      taken =
        typeof next === 'string'
          ? { refusal: next, before, after: before }
          : { refusal: null, before, after: next }
      return taken.after
    },
    () => [eventsOf(taken)].flat(),
  )
  return change === 'secret-taken' ? { ...taken, refusal: 'device-taken', after: taken.before } : taken
}
