import { readAuditLine, tenantField, userKeyField } from './audit-line.ts'
import type { RecordedEvent } from './audit-trail.ts'
import { endOfLog, type LogPlace, linesBackwards, logBackwards } from './read-lines.ts'

export interface AuditQuery {
  /** null: events of all users. */
  readonly userKey: string | null
  /** Only lines of users of this tenant; null: lines without one. Absent: all. */
  readonly tenant?: string | null | undefined
  /** The `nextCursor` of the page before; null asks for the newest. */
  readonly cursor: string | null
  readonly limit: number
}

export interface AuditPage {
  /** Newest first. */
  readonly events: readonly RecordedEvent[]
  /** null: there are no older events. A page can be short or empty although there is a next one. */
  readonly nextCursor: string | null
}

/** Bytes searched for one page: a search for a rare user must not read gigabytes for one answer. */
const mostBytes = 64 * 1024 * 1024

/**
 * A page of the audit log, newest events first, read while the log is being written. Memory holds one block at a time.
 * Cursors stay valid when the current file gets its number. Lines that do not belong to an audit log are skipped here;
 * verify-audit.ts reports them.
 *
 * @returns null: the cursor is not one of ours
 */
export async function readAudit(
  folder: string,
  { userKey, tenant, cursor, limit }: AuditQuery,
): Promise<AuditPage | null> {
  const from = cursor === null ? endOfLog : placeOf(cursor)
  if (from === null) return null
  const field = userKey === null ? (tenant == null ? null : tenantField(tenant)) : userKeyField(userKey)
  const containing = field === null ? null : Buffer.from(field)
  const events: RecordedEvent[] = []
  let bytes = 0
  for await (const block of logBackwards(folder, from)) {
    const { number } = block
    for (const { text, start } of linesBackwards(block, containing)) {
      const event = readAuditLine(text)
      if (event === null || (tenant !== undefined && (event.tenant ?? null) !== tenant)) continue
      events.push(event)
      if (events.length === limit) return { events, nextCursor: cursorOf({ number, end: start }) }
    }
    bytes += block.bytes.length
    if (bytes >= mostBytes) return { events, nextCursor: cursorOf({ number, end: block.start }) }
  }
  return { events, nextCursor: null }
}

function cursorOf({ number, end }: LogPlace): string {
  return `${number}.${end}`
}

function placeOf(cursor: string): LogPlace | null {
  const [, number, end] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? []
  return number === undefined || end === undefined ? null : { number: Number(number), end: Number(end) }
}
