import { normaliseLogin } from '../lib/normalise-login.ts'
import { readAuditLine } from './audit-line.ts'
import type { RecordedEvent } from './audit-trail.ts'
import { type LogPlace, linesBackwards, linesForward, logBackwards } from './read-lines.ts'

/** null: any. */
export interface EventFilter {
  /** The name that was typed, or the user key that it belongs to, where that is known. */
  readonly user: { readonly name: string; readonly userKey: string | null } | null
  /** Milliseconds since the epoch; the first one is in, the last one is not. */
  readonly since: number | null
  readonly until: number | null
  readonly outcomes: readonly string[] | null
  /** Name of a NAS or portal. */
  readonly client: string | null
}

export function createMatcher({ user, since, until, outcomes, client }: EventFilter) {
  const name = user === null ? null : normaliseLogin(user.name)
  return (event: RecordedEvent): boolean => {
    if (outcomes !== null && !outcomes.includes(event.outcome)) return false
    if (client !== null && event.askedBy !== client) return false
    if (user !== null && !isOf(event)) return false
    if (since === null && until === null) return true
    const at = Date.parse(event.at)
    return (since === null || at >= since) && (until === null || at < until)
  }

  /** A line that names its user is not compared by name: namesakes have names, too, and a name passes from one user to the next. */
  function isOf({ login, userKey }: RecordedEvent): boolean {
    if (userKey !== undefined && (userKey === user?.userKey || userKey === user?.name)) return true
    if (userKey !== undefined && user?.userKey != null) return false
    return login !== undefined && normaliseLogin(login) === name
  }
}

/** The newest events before a place that match, oldest first. */
export async function lastEvents(
  folder: string,
  before: LogPlace,
  filter: EventFilter,
  limit: number,
): Promise<RecordedEvent[]> {
  const matches = createMatcher(filter)
  const events: RecordedEvent[] = []
  for await (const block of logBackwards(folder, before)) {
    for (const { text } of linesBackwards(block, null)) {
      const event = readAuditLine(text)
      if (event === null) continue
      if (filter.since !== null && Date.parse(event.at) < filter.since) return events.reverse()
      if (!matches(event)) continue
      events.push(event)
      if (events.length === limit) return events.reverse()
    }
  }
  return events.reverse()
}

/**
 * The events from a place on that match, oldest first, up to what is there now.
 *
 * @returns the place where later events begin
 */
export async function* eventsFrom(
  folder: string,
  from: LogPlace,
  filter: EventFilter,
): AsyncGenerator<RecordedEvent, LogPlace> {
  const matches = createMatcher(filter)
  const lines = linesForward(folder, from)
  for (;;) {
    const next = await lines.next()
    if (next.done) return next.value
    const event = readAuditLine(next.value)
    if (event !== null && matches(event)) yield event
  }
}
