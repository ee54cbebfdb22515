import type { RecordedEvent } from '../audit.ts'
import { readAuditLine } from './audit-line.ts'
import { blocksBackwards, linesBackwards } from './lines-backwards.ts'
import { numbersBackwards, openNumber } from './read-audit.ts'

/** Bytes: a start must not wait until gigabytes were read. */
const mostBytes = 256 * 1024 * 1024

/** The last of some events in the trail; null: there is none, as far back as it is worth looking. */
export async function lastEvent(
  folder: string,
  /** How the names of all that are looked for begin. */
  prefix: string,
  isWanted: (event: RecordedEvent) => boolean,
): Promise<RecordedEvent | null> {
  const containing = Buffer.from(`"event":"${prefix}`)
  let bytes = 0
  for (const number of await numbersBackwards(folder, Number.MAX_SAFE_INTEGER)) {
    const handle = await openNumber(folder, number)
    if (handle === null) continue
    try {
      for await (const block of blocksBackwards(handle, (await handle.stat()).size)) {
        for (const { text } of linesBackwards(block, containing)) {
          const event = readAuditLine(text)
          if (event !== null && isWanted(event)) return event
        }
        bytes += block.bytes.length
        if (bytes >= mostBytes) return null
      }
    } finally {
      await handle.close()
    }
  }
  return null
}
