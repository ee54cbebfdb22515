import { randomUUID } from 'node:crypto'
import type { AuditEvent, AuditTrail } from '../audit/audit-trail.ts'
import { lastEvent } from '../audit/last-line.ts'
import type { Clock } from '../lib/clock.ts'
import type {
  Enrolment,
  EnrolmentChange,
  StateStore,
  StoredEvent,
  UserKey,
} from '../state/contract/state-store.ts'

/**
 * Changes of enrolments that are stored together with their audit events, so that no crash leaves a change without its
 * line.
 */
export interface RecordedChanges {
  /**
   * StateStore.changeEnrolments, with the events of `eventsOf` stored in the same write. They are then written to the
   * log; if the log cannot be written now, they are written later.
   */
  change(
    userKeys: readonly UserKey[],
    change: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
    eventsOf: () => readonly AuditEvent[],
  ): Promise<EnrolmentChange>
}

export interface RecordedChangesDeps {
  readonly state: Pick<StateStore, 'changeEnrolments' | 'listStoredEvents' | 'dropStoredEvents'>
  readonly audit: AuditTrail
  readonly clock: Clock
  /** StoredEvent.writer */
  readonly writer: string
}

export function createRecordedChanges(deps: RecordedChangesDeps): RecordedChanges {
  const { state, clock, writer } = deps
  /** Events that could not be written yet. */
  let waiting: readonly StoredEvent[] = []

  return {
    async change(userKeys, change, eventsOf) {
      let stored: readonly StoredEvent[] = []
      const result = await state.changeEnrolments(userKeys, change, () => {
        const at = clock()
        stored = eventsOf().map((event) => ({ id: randomUUID(), writer, at, event: withoutAbsent(event) }))
        return stored
      })
      if (result === 'changed' && stored.length > 0) {
        const events = [...waiting, ...stored]
        waiting = []
        const failed = await write(events, deps)
        waiting = [...waiting, ...failed]
      }
      return result
    },
  }
}

/** Age at which another service's event counts as left behind by a service that will not return, ms. */
const abandonedAfter = 60_000

/** Writes the lines that a killed process did not get to write. */
export async function recoverChanges(deps: RecordedChangesDeps & { readonly folder: string }): Promise<void> {
  const { state, clock, writer, folder } = deps
  const now = clock()
  const left = await state.listStoredEvents()
  const ours = left.filter((each) => each.writer === writer || each.at < now - abandonedAfter)
  const owed: StoredEvent[] = []
  const told: string[] = []
  for (const each of ours) {
    if (await isTold(folder, each)) told.push(each.id)
    else owed.push(each)
  }
  if (told.length > 0) await state.dropStoredEvents(told)
  await write(owed, deps)
}

/** @returns the events that could not be written */
async function write(
  events: readonly StoredEvent[],
  { state, audit }: RecordedChangesDeps,
): Promise<readonly StoredEvent[]> {
  const failed: StoredEvent[] = []
  const written: string[] = []
  await Promise.all(
    events.map((each) =>
      audit.record({ ...each.event, id: each.id }).then(
        () => written.push(each.id),
        () => failed.push(each),
      ),
    ),
  )
  try {
    if (written.length > 0) await state.dropStoredEvents(written)
  } catch {
    // The next start finds their lines in the log.
  }
  return failed
}

/** How far the clock may have been set back between a change and its line, ms. */
const clockMargin = 3_600_000

async function isTold(folder: string, { id, at, event }: StoredEvent): Promise<boolean> {
  const found = await lastEvent(folder, {
    containing: `"id":"${id}"`,
    isWanted: (line) => line.id === id && line.event === event.event,
    since: at - clockMargin,
  })
  return found !== null
}

function withoutAbsent(event: AuditEvent): AuditEvent {
  return JSON.parse(JSON.stringify(event)) as AuditEvent
}
