import { parseAuditLine, readAuditLine } from './audit-line.ts'
import type { RecordedEvent } from './audit-trail.ts'
import { linesBackwards, logBackwards } from './read-lines.ts'

/** Bytes that are searched; a start must not wait for gigabytes. */
const mostBytes = 256 * 1024 * 1024

export interface EventSearch {
  /** A piece of text that the line contains exactly as written. */
  readonly containing: string
  readonly isWanted: (event: RecordedEvent) => boolean
  /** Milliseconds since the epoch; older lines are not searched. */
  readonly since?: number
}

/** The latest event that is wanted; null: none within {@link mostBytes} of the end. */
export async function lastEvent(
  folder: string,
  { containing, isWanted, since = Number.NEGATIVE_INFINITY }: EventSearch,
): Promise<RecordedEvent | null> {
  const wanted = Buffer.from(containing)
  let bytes = 0
  for await (const block of logBackwards(folder)) {
    for (const { text } of linesBackwards(block, wanted)) {
      const event = readAuditLine(text)
      if (event !== null && isWanted(event)) return event
    }
    bytes += block.bytes.length
    if (bytes >= mostBytes || firstTime(block.bytes) < since) return null
  }
  return null
}

/** When the first line of a block was written; NaN: it has no readable time. */
function firstTime(bytes: Buffer): number {
  const event = readAuditLine(bytes.toString('utf8', 0, bytes.indexOf('\n')))
  return event === null ? Number.NaN : Date.parse(event.at)
}

/** The key id of the last line; null: there is no line, or it has no key. */
export async function lastKeyId(folder: string): Promise<string | null> {
  for await (const block of logBackwards(folder)) {
    for (const { text } of linesBackwards(block, null)) {
      const line = parseAuditLine(Buffer.from(text))
      if (line !== null) return line.keyId
    }
  }
  return null
}
