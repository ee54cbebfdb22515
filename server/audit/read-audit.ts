import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { currentAuditFile, listAuditFiles, numberedAuditFile } from './audit-folder.ts'
import { readAuditLine, userKeyField } from './audit-line.ts'
import type { RecordedEvent } from './audit-trail.ts'
import { blocksBackwards, linesBackwards } from './lines-backwards.ts'

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

/** Up to where the pages before have read. The current file has the number that it will be given. */
interface Place {
  readonly number: number
  /** Bytes. */
  readonly end: number
}

/** Of one page: a search for somebody who seldom comes must not read gigabytes for one answer. */
const mostBytes = 64 * 1024 * 1024
const theEnd: Place = { number: Number.MAX_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER }

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
  const from = cursor === null ? theEnd : placeOf(cursor)
  if (from === null) return null
  const containing = userKey === null ? null : Buffer.from(userKeyField(userKey))
  const events: RecordedEvent[] = []
  let bytes = 0
  for (const number of await numbersBackwards(folder, from.number)) {
    const handle = await openNumber(folder, number)
    if (handle === null) continue
    try {
      const { size } = await handle.stat()
      const end = number === from.number ? Math.min(from.end, size) : size
      for await (const block of blocksBackwards(handle, end)) {
        for (const { text, start } of linesBackwards(block, containing)) {
          const event = readAuditLine(text)
          if (event === null) continue
          events.push(event)
          if (events.length === limit) return { events, nextCursor: cursorOf({ number, end: start }) }
        }
        bytes += block.bytes.length
        if (bytes >= mostBytes) return { events, nextCursor: cursorOf({ number, end: block.start }) }
      }
    } finally {
      await handle.close()
    }
  }
  return { events, nextCursor: null }
}

export async function numbersBackwards(folder: string, from: number): Promise<number[]> {
  const { numbers } = await listAuditFiles(folder)
  const current = (numbers.at(-1) ?? 0) + 1
  return [...numbers, current].filter((number) => number <= from).reverse()
}

/** null: there is no such file, or not yet. */
export async function openNumber(folder: string, number: number): Promise<FileHandle | null> {
  const named = await openIfThere(join(folder, numberedAuditFile(number)))
  if (named !== null) return named
  const current = await openIfThere(join(folder, currentAuditFile))
  // It may have been given its number between the two, and what is current now is the next one.
  const namedMeanwhile = await openIfThere(join(folder, numberedAuditFile(number)))
  if (namedMeanwhile === null) return current
  await current?.close()
  return namedMeanwhile
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function cursorOf({ number, end }: Place): string {
  return `${number}.${end}`
}

function placeOf(cursor: string): Place | null {
  const [, number, end] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? []
  return number === undefined || end === undefined ? null : { number: Number(number), end: Number(end) }
}
