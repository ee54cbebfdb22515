import { type FileHandle, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'
import { type AppendTarget, openForAppending } from '../lib/append-file.ts'
import { currentAuditFile, listAuditFiles, numberedAuditFile } from './audit-folder.ts'
import { type AuditTail, emptyTrail, parseAuditLine } from './audit-line.ts'

export interface FoundAuditTail {
  readonly target: AppendTarget
  readonly tail: AuditTail
  /** Key id of the last line; null: the line has no key, or there is no line. */
  readonly keyId: string | null
  /** The highest number of a full file; 0: there is none. */
  readonly lastNumber: number
  /** Bytes of an unfinished line; the first write cuts them off. */
  readonly tornBytes: number
  /** Name of a file whose end is no line of an audit log; null: there is none. Its bytes are left as they are. */
  readonly damaged: string | null
}

/** Far more than a line has: an interrupted write leaves at most one unfinished line. */
const tailBytes = 1024 * 1024

/**
 * Opens the current file, creating it where needed, and finds the end of the chain. A current file that does not end in
 * a line of the log is set aside under the next number, and a new one begins.
 */
export async function findAuditTail(folder: string): Promise<FoundAuditTail> {
  const { numbers, hasCurrent } = await listAuditFiles(folder)
  const lastNumber = numbers.at(-1) ?? 0
  const path = join(folder, currentAuditFile)
  const handle = await openForAppending(path, hasCurrent ? 'existing' : 'new')
  let target: AppendTarget
  try {
    await syncFolder(folder)
    const current = await readEnd(handle)
    target = { handle, size: current.size }
    if (current.isDamaged) {
      await handle.close()
      const damaged = numberedAuditFile(lastNumber + 1)
      await rename(path, join(folder, damaged))
      const next = await openForAppending(path, 'new')
      await syncFolder(folder)
      return { ...endOf(current), target: { handle: next, size: 0 }, lastNumber: lastNumber + 1, damaged }
    }
    if (current.last !== null || lastNumber === 0) {
      return { ...endOf(current), target, lastNumber, damaged: null }
    }
    // The process ended between a rotation and the first line of the new file.
    const before = numberedAuditFile(lastNumber)
    const former = await cutTornEnd(join(folder, before))
    const tornBytes = former.tornBytes + current.tornBytes
    return { ...endOf(former), target, lastNumber, tornBytes, damaged: former.isDamaged ? before : null }
  } catch (error) {
    await handle.close()
    throw error
  }
}

interface FileEnd {
  /** Bytes of complete lines. */
  readonly size: number
  readonly tornBytes: number
  /** Whether the last complete line is no line of an audit log. */
  readonly isDamaged: boolean
  /** The last line of the log in this file; null: there is none. */
  readonly last: { readonly tail: AuditTail; readonly keyId: string | null } | null
}

function endOf({ last, tornBytes }: FileEnd) {
  return { tail: last?.tail ?? emptyTrail, keyId: last?.keyId ?? null, tornBytes }
}

async function readEnd(handle: FileHandle): Promise<FileEnd> {
  const { size } = await handle.stat()
  const start = Math.max(0, size - tailBytes)
  const { buffer } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
  const end = buffer.lastIndexOf('\n') + 1
  if (end === 0 && start === 0) return { size: 0, tornBytes: size, isDamaged: false, last: null }
  for (let upTo = end, isDamaged = false; upTo > 0; isDamaged = true) {
    const from = upTo < 2 ? 0 : buffer.lastIndexOf('\n', upTo - 2) + 1
    const parsed = parseAuditLine(buffer.subarray(from, upTo - 1))
    if (parsed !== null) {
      const { seq, hash, keyId } = parsed
      const last = { tail: { seq, hash }, keyId }
      return { size: start + end, tornBytes: size - start - end, isDamaged, last }
    }
    upTo = from
  }
  return { size: start + end, tornBytes: size - start - end, isDamaged: true, last: null }
}

async function cutTornEnd(path: string): Promise<FileEnd> {
  const handle = await openForAppending(path, 'existing')
  try {
    const end = await readEnd(handle)
    if (end.tornBytes > 0 && !end.isDamaged) {
      await handle.truncate(end.size)
      await handle.sync()
    }
    return end
  } finally {
    await handle.close()
  }
}
