import type { Clock } from '../lib/clock.ts'
import { normaliseLogin } from '../lib/normalise-login.ts'
import type { AuditEvent, AuditTrail } from './audit-trail.ts'

export interface CountRepeatsOptions {
  readonly clock: Clock
  /** Messages for the operator. */
  readonly onNotice: (message: string) => void
}

/** How often counted events are written as one line, ms. */
const interval = 60_000
/** How many refusals get their own line in an interval: per login and reason, per source, and in total. */
const linesOfLogin = 10
const linesOfSource = 100
const linesOfAll = 200
/** How many sources, and challenged logins, are counted separately in an interval. */
const sourcesKept = 200
const challengedKept = 10_000
/** UTF-16 units of a login that are compared. */
const longestName = 256
/** Reasons that get one line per interval: no password was checked, so further lines say nothing new. */
const toldOnce = new Set(['throttled', 'busy', 'disk-full'])

interface Repeats {
  lines: number
  /** The common fields of the events that were counted; null: none was. */
  event: AuditEvent | null
  held: number
}

/**
 * Bounds what callers without a valid login can add to the audit log. Refusals are written one by one up to a limit per
 * login, per source and per interval; beyond it they are counted, and one line per interval has the count. Accepted
 * logins and changes always get their own line.
 *
 * Whether a line is written depends on what was typed and where it came from, never on whether the user exists: writing
 * takes longer than counting, and the difference would tell.
 */
export function countRepeats<Trail extends AuditTrail>(
  trail: Trail,
  { clock, onNotice }: CountRepeatsOptions,
): Trail {
  let repeats = new Map<string, Repeats>()
  let begunAt = Number.NEGATIVE_INFINITY
  let refusals = 0
  let sources = 0
  let challenged = 0
  let timer: NodeJS.Timeout | null = null

  /** Starts the next interval and writes the counts of this one. */
  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    begunAt = clock()
    const counted = [...repeats.values()].filter(({ held }) => held > 0)
    repeats = new Map()
    refusals = 0
    sources = 0
    challenged = 0
    await Promise.all(counted.map(tell))
  }

  async function tell({ event, held }: Repeats): Promise<void> {
    if (event === null) return
    try {
      await trail.record({ ...event, count: held })
    } catch {
      // Written after the next interval, when the disk may have space again.
      hold(entryOf(kindOf(event)), event, held)
    }
  }

  function beginInterval(): void {
    // A clock that was set back starts a new interval too.
    if (Math.abs(clock() - begunAt) >= interval) void flush()
  }

  function entryOf(key: string): Repeats {
    let entry = repeats.get(key)
    if (entry === undefined) {
      entry = { lines: 0, event: null, held: 0 }
      repeats.set(key, entry)
    }
    return entry
  }

  function hold(entry: Repeats, event: AuditEvent, count = event.count ?? 1): null {
    entry.event = entry.event === null ? event : commonOf(entry.event, event)
    entry.held += count
    timer ??= setTimeout(() => void flush(), interval).unref()
    return null
  }

  function admitsChallenge(event: AuditEvent, kind: string): boolean {
    const key = `${kind}|${nameIn(event)}`
    if (!repeats.has(key)) challenged++
    if (challenged > challengedKept) return true
    const entry = entryOf(key)
    if (entry.lines < linesOfLogin) {
      entry.lines++
      return true
    }
    hold(entry, event)
    return false
  }

  function admitsRefusal(event: AuditEvent, kind: string): boolean {
    const ofLogin = `${kind}|${nameIn(event)}`
    const mostOfLogin = toldOnce.has(event.reason ?? '') ? 1 : linesOfLogin
    const source = sourceIn(event)
    const known = repeats.get(ofLogin)
    if (known !== undefined && known.lines >= mostOfLogin) {
      hold(known, event)
      return false
    }
    const ofSource = source === null ? null : entryOfSource(source, kind)
    const mostOfSource = mostOfLogin === 1 ? 1 : linesOfSource
    if (ofSource !== null && ofSource.lines >= mostOfSource) {
      hold(ofSource, event)
      return false
    }
    if (refusals >= linesOfAll) {
      hold(entryOf(kind), event)
      return false
    }
    refusals++
    entryOf(ofLogin).lines++
    if (ofSource !== null) ofSource.lines++
    return true
  }

  /** null: the limit of separately counted sources is reached. */
  function entryOfSource(source: string, kind: string): Repeats | null {
    const key = `${kind}@${source}`
    if (!repeats.has(key)) {
      if (sources >= sourcesKept) return null
      sources++
    }
    return entryOf(key)
  }

  return {
    ...trail,
    record(event, cause) {
      if (event.outcome === 'accept' || event.outcome === 'done') return trail.record(event, cause)
      beginInterval()
      const kind = kindOf(event)
      const admitted =
        event.outcome === 'challenge' ? admitsChallenge(event, kind) : admitsRefusal(event, kind)
      return admitted ? trail.record(event, cause) : counted
    },
    async close() {
      await flush()
      if (timer !== null) clearTimeout(timer)
      const lost = [...repeats.values()].reduce((sum, { held }) => sum + held, 0)
      if (lost > 0) onNotice(`the audit trail lacks the count of ${lost} refusals that it could not take`)
      await trail.close()
    },
  }
}

const counted = Promise.resolve()

function kindOf({ event, outcome, reason, door }: AuditEvent): string {
  return `${door}|${event}|${outcome}|${reason ?? ''}`
}

function nameIn({ login, userKey }: AuditEvent): string {
  return login === undefined ? (userKey ?? '') : normaliseLogin(login.slice(0, longestName))
}

function sourceIn({ source, askedBy }: AuditEvent): string | null {
  return source === undefined ? null : `${askedBy ?? ''}|${source}`
}

/** One event in place of two of the same kind: the fields that they have in common. */
function commonOf(one: AuditEvent, other: AuditEvent): AuditEvent {
  const { event, outcome, reason, door } = one
  return {
    event,
    outcome,
    reason,
    login: same(one.login, other.login),
    userKey: same(one.userKey, other.userKey),
    tenant: same(one.tenant, other.tenant),
    by: same(one.by, other.by),
    door,
    askedBy: same(one.askedBy, other.askedBy),
    from: same(one.from, other.from) ?? same(hostOf(one.from), hostOf(other.from)),
    source: same(one.source, other.source),
  }
}

function same(one: string | undefined, other: string | undefined): string | undefined {
  return one === other ? one : undefined
}

/** `192.0.2.1:4711` and `192.0.2.1` -> `192.0.2.1`; `[2001:db8::1]:4711` -> `[2001:db8::1]` */
function hostOf(from: string | undefined): string | undefined {
  return from?.replace(/^(\[.*\]|[^:]*):\d+$/, '$1')
}
