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

/** Bytes after which a new file begins: an eighth of the maximum, so that dropping a file removes little at a time. */
export function rotationSize({ maxSize }: AuditRetention): number {
  return Math.min(64 * megabyte, Math.max(64_000, Math.floor(maxSize / 8)))
}

/** Age after which a new file begins, ms: on a quiet machine, too, lines must end up in files that can be dropped. */
export function rotationAge({ keep }: AuditRetention): number {
  return Math.max(1000, Math.floor(keep / 16))
}

/** How often the retention is applied, ms. */
export function retentionInterval(retention: AuditRetention): number {
  return Math.min(day, rotationAge(retention))
}

export interface TrimOptions {
  readonly folder: string
  readonly retention: AuditRetention
  /** Bytes of the current file. */
  readonly currentSize: number
  readonly now: number
  /**
   * How many files may be dropped for their age in one run. 1 by default, so that a clock that is far ahead costs one
   * file per run.
   */
  readonly mostOld?: number
  /** Resolves when the disk has a line that says where the chain will begin without this file. */
  readonly pin: (last: AuditTail) => Promise<void>
}

/**
 * Drops numbered files that are too old or exceed the maximum, the oldest first. Before each, a line is written that
 * says where the chain begins from then on, so that the log verifies at every step, with the file and without it.
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
  // Leaves a margin, because lines are appended meanwhile.
  const most = retention.maxSize - 2 * rotationSize(retention)
  let total = files.reduce((sum, { size }) => sum + size, currentSize)
  let old = 0
  for (const [i, { path, size }] of files.entries()) {
    const isNewest = i === files.length - 1
    const last = await lastLine(path)
    const isOld = last !== null && Date.parse(last.at) < now - retention.keep
    const mayGo = total > most || size === 0 || (isOld && old++ < mostOld)
    if (!mayGo) return
    // A file that does not end in a line of the log is broken. It is kept for investigation until its space is needed.
    if (last !== null) await pin(last)
    // An empty file keeps the newest number, so that the current file gets the next one.
    await (isNewest ? truncate(path) : rm(path))
    await syncFolder(folder)
    total -= size
  }
}

/** null: the file has no line of an audit log. */
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
