import { readAuditLine, userKeyField } from './audit-line.ts'
import type { RecordedEvent } from './audit-trail.ts'
import { endOfLog, type LogPlace, linesBackwards, logBackwards } from './read-lines.ts'

export interface AuditQuery {
  /** null: of everybody. */
  readonly userKey: string | null
  /** The `nextCursor` of the page before; null asks for the newest. */
  readonly cursor: string | null
  readonly limit: number
}

export interface AuditPage {
  /** Newest first. */
  readonly events: readonly RecordedEvent[]
  /** null: there is nothing older. A page may be short, or empty, and still have a next one. */
  readonly nextCursor: string | null
}

/** Of one page: a search for somebody who seldom comes must not read gigabytes for one answer. */
const mostBytes = 64 * 1024 * 1024

/**
 * Reads the trail from its end, across its files, while it is written to; no more of it is in memory than a block. Where
 * it stops, and whoever reads on, stay right when the current file is given its number meanwhile. Lines that are
 * no lines of a trail are passed over: verify-audit.ts names them.
 *
 * null: the cursor is none of ours.
 */
export async function readAudit(
  folder: string,
  { userKey, cursor, limit }: AuditQuery,
): Promise<AuditPage | null> {
  const from = cursor === null ? endOfLog : placeOf(cursor)
  if (from === null) return null
  const containing = userKey === null ? null : Buffer.from(userKeyField(userKey))
  const events: RecordedEvent[] = []
  let bytes = 0
  for await (const block of logBackwards(folder, from)) {
    const { number } = block
    for (const { text, start } of linesBackwards(block, containing)) {
      const event = readAuditLine(text)
      if (event === null) continue
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
