import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../adapters/sync-folder.ts'
import { type AppendTarget, createAppendFile, openForAppending } from '../append-file.ts'
import type { AuditEvent, AuditTrail } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { currentAuditFile, numberedAuditFile } from './audit-folder.ts'
import { type AuditTail, formatAuditLine, hashAuditLine } from './audit-line.ts'
import { findAuditTail } from './audit-tail.ts'

export interface AuditFileOptions {
  /** Exists, and the caller holds its process lock. */
  readonly folder: string
  readonly clock: Clock
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
  /** Bytes after which a new file is begun. */
  readonly rotateAt?: number
}

interface Entry {
  readonly event: AuditEvent
  readonly at: number
}

const defaultRotateAt = 64 * 1024 * 1024

/**
 * The audit trail as JSON lines, each with the hash of the one before it, in `audit.jsonl` and the numbered files that
 * it became when it was full; the chain goes on from file to file. A line that a crash cut short is cut off, and the
 * trail says so.
 *
 * @throws DamagedTrailError when the trail does not end as one
 */
export async function openAuditFile(options: AuditFileOptions): Promise<AuditTrail> {
  const { folder, clock, onNotice, rotateAt = defaultRotateAt } = options
  const found = await findAuditTail(folder)
  const isoTime = createIsoTime()
  let { tail, lastNumber } = found
  let formed: AuditTail = tail
  let rotateWhen = rotateAt
  let rotating: Promise<void> | null = null
  /** The file that is written to has its number already, and a new current one is still to be made. */
  let numbered = false

  const file = createAppendFile<Entry>(found.target, {
    form(entries) {
      let text = ''
      formed = tail
      for (const { at, event } of entries) {
        const line = formatAuditLine(formed.seq + 1, isoTime(at), event, formed.hash)
        formed = { seq: formed.seq + 1, hash: hashAuditLine(line) }
        text += `${line}\n`
      }
      return Buffer.from(text)
    },
    onWritten() {
      tail = formed
      if (file.size >= rotateWhen) startRotating()
    },
    onFailure: (cause) =>
      new Error(`cannot write to the audit trail in ${folder}: ${(cause as Error).message}`, { cause }),
  })

  async function rotate(): Promise<void> {
    if (!numbered) {
      await rename(join(folder, currentAuditFile), join(folder, numberedAuditFile(lastNumber + 1)))
      lastNumber++
      numbered = true
    }
    const next = await createCurrentFile(folder)
    numbered = false
    await file.moveTo(next)
  }

  function startRotating(): void {
    rotating ??= rotate()
      .then(() => {
        rotateWhen = rotateAt
      })
      .catch((error: Error) => {
        rotateWhen = file.size + rotateAt
        onNotice(`the audit trail could not begin a new file: ${error.message}`)
      })
      .finally(() => {
        rotating = null
      })
  }

  const trail: AuditTrail = {
    record: (event) => file.append({ event, at: clock() }),
    async close() {
      await file.settled().catch(() => undefined)
      await rotating
      await file.close()
    },
  }
  if (found.tornBytes > 0) {
    const reason = `${found.tornBytes} bytes of an unfinished line`
    await trail.record({ event: 'audit.cut', outcome: 'done', door: 'cli', reason })
  }
  return trail
}

async function createCurrentFile(folder: string): Promise<AppendTarget> {
  const path = join(folder, currentAuditFile)
  const handle = await openForAppending(path, 'new')
  try {
    await syncFolder(folder)
  } catch (error) {
    await handle.close()
    await rm(path)
    throw error
  }
  return { handle, size: 0 }
}

/** ISO 8601; many events share a millisecond. */
function createIsoTime(): (time: number) => string {
  let last = Number.NaN
  let text = ''
  return (time) => {
    if (time !== last) {
      last = time
      text = new Date(time).toISOString()
    }
    return text
  }
}
