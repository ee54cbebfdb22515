import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../adapters/sync-folder.ts'
import { type AppendTarget, openForAppending } from '../append-file.ts'
import { currentAuditFile, listAuditFiles, numberedAuditFile } from './audit-folder.ts'
import { type AuditTail, emptyTrail, hashAuditLine, parseAuditLine } from './audit-line.ts'

export interface FoundAuditTail {
  readonly target: AppendTarget
  readonly tail: AuditTail
  /** Of the numbered files; 0: there is none. */
  readonly lastNumber: number
  /** Bytes of a line that was not finished; the first write cuts them off. */
  readonly tornBytes: number
}

/** The trail does not end in a line of a trail. Nothing was changed. */
export class DamagedTrailError extends Error {
  override readonly name = 'DamagedTrailError'
}

/** Far more than a line has, and a write that was cut short ends in one line at most. */
const tailBytes = 1024 * 1024

/** Opens the current file of a trail, which is made where there is none, and finds where the chain stands. */
export async function findAuditTail(folder: string): Promise<FoundAuditTail> {
  const { numbers, hasCurrent } = await listAuditFiles(folder)
  const lastNumber = numbers.at(-1) ?? 0
  const before = lastNumber === 0 ? null : join(folder, numberedAuditFile(lastNumber))
  const handle = await openForAppending(join(folder, currentAuditFile), hasCurrent ? 'existing' : 'new')
  try {
    await syncFolder(folder)
    const current = await readEnd(handle, join(folder, currentAuditFile))
    const target = { handle, size: current.size }
    if (current.tail !== null || before === null) {
      return { target, tail: current.tail ?? emptyTrail, lastNumber, tornBytes: current.tornBytes }
    }
    // The file before was still being written to when the process ended.
    const former = await cutTornEnd(before)
    const tornBytes = former.tornBytes + current.tornBytes
    return { target, tail: former.tail ?? emptyTrail, lastNumber, tornBytes }
  } catch (error) {
    await handle.close()
    throw error
  }
}

interface FileEnd {
  /** Bytes of whole lines. */
  readonly size: number
  readonly tornBytes: number
  /** null: there is no whole line. */
  readonly tail: AuditTail | null
}

async function readEnd(handle: FileHandle, path: string): Promise<FileEnd> {
  const { size } = await handle.stat()
  const start = Math.max(0, size - tailBytes)
  const { buffer } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
  const end = buffer.lastIndexOf('\n') + 1
  if (end === 0 && start === 0) return { size: 0, tornBytes: size, tail: null }
  const line = buffer.subarray(end < 2 ? 0 : buffer.lastIndexOf('\n', end - 2) + 1, Math.max(0, end - 1))
  const parsed = parseAuditLine(line.toString())
  if (parsed === null) throw new DamagedTrailError(damageNotice(path))
  const tail = { seq: parsed.seq, hash: hashAuditLine(line) }
  return { size: start + end, tornBytes: size - start - end, tail }
}

async function cutTornEnd(path: string): Promise<FileEnd> {
  const handle = await openForAppending(path, 'existing')
  try {
    const end = await readEnd(handle, path)
    if (end.tornBytes > 0) {
      await handle.truncate(end.size)
      await handle.sync()
    }
    return end
  } finally {
    await handle.close()
  }
}

function damageNotice(path: string): string {
  return (
    `${path} does not end in a line of an audit trail. Nothing was changed. Move every audit file of this folder to ` +
    'another place while the service is stopped, and a new trail begins; "ringlock audit verify" names the line.'
  )
}
