import { parseAuditLine } from './audit-line.ts'
import { blocksBackwards, linesBackwards } from './lines-backwards.ts'
import { numbersBackwards, openNumber } from './read-audit.ts'

/** Of the last line of a trail, read without touching it; null: there is no line, or it has no key. */
export async function lastKeyId(folder: string): Promise<string | null> {
  for (const number of await numbersBackwards(folder, Number.MAX_SAFE_INTEGER)) {
    const handle = await openNumber(folder, number)
    if (handle === null) continue
    try {
      for await (const block of blocksBackwards(handle, (await handle.stat()).size)) {
        for (const { text } of linesBackwards(block, null)) {
          const line = parseAuditLine(Buffer.from(text))
          if (line !== null) return line.keyId
        }
      }
    } finally {
      await handle.close()
    }
  }
  return null
}
