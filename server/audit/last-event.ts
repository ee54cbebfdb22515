import { readAuditLine } from './audit-line.ts'
import type { RecordedEvent } from './audit-trail.ts'
import { blocksBackwards, linesBackwards } from './lines-backwards.ts'
import { numbersBackwards, openNumber } from './read-audit.ts'

/** Bytes: a start must not wait until gigabytes were read. */
const mostBytes = 256 * 1024 * 1024

export interface EventSearch {
  /** What its line has to hold, as it is written. */
  readonly containing: string
  readonly isWanted: (event: RecordedEvent) => boolean
  /** Milliseconds since the epoch; lines from before are not looked at. */
  readonly since?: number
}

/** The last of some events in the trail; null: there is none, as far back as it is worth looking. */
export async function lastEvent(
  folder: string,
  { containing, isWanted, since = Number.NEGATIVE_INFINITY }: EventSearch,
): Promise<RecordedEvent | null> {
  const wanted = Buffer.from(containing)
  let bytes = 0
  for (const number of await numbersBackwards(folder, Number.MAX_SAFE_INTEGER)) {
    const handle = await openNumber(folder, number)
    if (handle === null) continue
    try {
      for await (const block of blocksBackwards(handle, (await handle.stat()).size)) {
        for (const { text } of linesBackwards(block, wanted)) {
          const event = readAuditLine(text)
          if (event !== null && isWanted(event)) return event
        }
        bytes += block.bytes.length
        if (bytes >= mostBytes || firstTime(block.bytes) < since) return null
      }
    } finally {
      await handle.close()
    }
  }
  return null
}

/** When the first line of a block was written; NaN where it does not say. */
function firstTime(bytes: Buffer): number {
  const event = readAuditLine(bytes.toString('utf8', 0, bytes.indexOf('\n')))
  return event === null ? Number.NaN : Date.parse(event.at)
}
