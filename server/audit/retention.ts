import { open, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'
import { listAuditFiles, numberedAuditFile } from './audit-folder.ts'
import { type AuditTail, parseAuditLine, readAuditLine } from './audit-line.ts'
import type { AuditRetention } from './audit-trail.ts'
import { blocksBackwards, linesBackwards } from './read-lines.ts'

export const defaultRetention: AuditRetention = { keep: 400 * 86_400_000, maxSize: 5_000_000_000 }

const megabyte = 1_000_000
const day = 86_400_000

/** Bytes after which a new file is begun: an eighth of the room, so that what goes is little at a time. */
export function rotationSize({ maxSize }: AuditRetention): number {
  return Math.min(64 * megabyte, Math.max(64_000, Math.floor(maxSize / 8)))
}

/** Milliseconds after which a new file is begun, so that on a quiet machine lines grow old in files that can go. */
export function rotationAge({ keep }: AuditRetention): number {
  return Math.max(1000, Math.floor(keep / 16))
}

/** Milliseconds between two looks. */
export function retentionInterval(retention: AuditRetention): number {
  return Math.min(day, rotationAge(retention))
}

export interface TrimOptions {
  readonly folder: string
  readonly retention: AuditRetention
  /** Bytes of the file that is written to. */
  readonly currentSize: number
  readonly now: number
  /** Files that may go for their age in one go; one where it is left out, so that a clock far ahead costs one a look. */
  readonly mostOld?: number
  /** Resolves when a line on the disk says where the chain begins once the file is gone. */
  readonly pin: (last: AuditTail) => Promise<void>
}

/**
 * Drops numbered files that are too old or too many, the oldest first, each after a line that pins where the chain begins
 * from then on: cut off at any step, the trail verifies with the file and without it.
 */
export async function trimAudit(options: TrimOptions): Promise<void> {
  const { folder, retention, currentSize, now, mostOld = 1, pin } = options
  const { numbers } = await listAuditFiles(folder)
  const files = await Promise.all(
    numbers.map(async (number) => {
      const path = join(folder, numberedAuditFile(number))
      return { path, size: (await stat(path)).size }
    }),
  )
  // Lines are written meanwhile.
  const most = retention.maxSize - 2 * rotationSize(retention)
  let total = files.reduce((sum, { size }) => sum + size, currentSize)
  let old = 0
  for (const [i, { path, size }] of files.entries()) {
    const isNewest = i === files.length - 1
    const last = await lastLine(path)
    const isOld = last !== null && Date.parse(last.at) < now - retention.keep
    const mayGo = total > most || size === 0 || (isOld && old++ < mostOld)
    if (!mayGo) return
    // What does not end in a line of a trail is broken, and stays for who looks into it, until its room is needed.
    if (last !== null) await pin(last)
    // Its number stays, so that the file that is written to now gets the next one.
    await (isNewest ? truncate(path) : rm(path))
    await syncFolder(folder)
    total -= size
  }
}

/** null: the file holds no line of a trail. */
async function lastLine(path: string): Promise<(AuditTail & { readonly at: string }) | null> {
  const handle = await open(path, 'r')
  try {
    for await (const block of blocksBackwards(handle, (await handle.stat()).size)) {
      for (const { text } of linesBackwards(block, null)) {
        const link = parseAuditLine(Buffer.from(text))
        const event = link === null ? null : readAuditLine(text)
        if (link !== null && event !== null) return { seq: link.seq, hash: link.hash, at: event.at }
      }
    }
    return null
  } finally {
    await handle.close()
  }
}

/** When the file's first line was written, milliseconds since the epoch; null: it has none. */
export async function begunAt(path: string): Promise<number | null> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
    const at = /^\{"seq":\d+,"at":"([^"]+)"/.exec(buffer.toString('latin1', 0, bytesRead))?.[1]
    const time = at === undefined ? Number.NaN : Date.parse(at)
    return Number.isNaN(time) ? null : time
  } finally {
    await handle.close()
  }
}
