import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DamagedFileError } from '../../../adapters/lowdb/json-database.ts'
import { syncFolder } from '../../../adapters/lowdb/sync-folder.ts'
import { type AppendTarget, openForAppending } from '../../lib/append-file.ts'
import {
  type DecodedJournal,
  decodeHeader,
  decodeJournal,
  encodeHeader,
  type JournalHeader,
} from './journal-format.ts'

export interface Journal extends DecodedJournal {
  readonly path: string
  readonly generation: number
  /**
   * Whether the file is the one that was written here, unchanged. A restored backup has another inode or creation time, or a
   * ctime, which no program can set, long after its last write.
   */
  readonly inPlace: boolean
}

/** Milliseconds from forming a batch to the kernel's time stamp. Restoring a backup takes longer. */
const ctimeTolerance = 2000
/** On a busy disk it may take longer. Then the header is written again with the new time, up to this many times. */
const mostTouches = 5
const longestHeader = 512

const namePattern = /^logins\.\d+\.journal$/

export function journalPath(folder: string, generation: number): string {
  return join(folder, `logins.${generation}.journal`)
}

export function isJournal(name: string): boolean {
  return namePattern.test(name)
}

/** Ascending. */
export async function listJournals(folder: string): Promise<number[]> {
  const names = (await readdir(folder)).filter(isJournal)
  return names.map((name) => Number(name.split('.')[1])).sort((a, b) => a - b)
}

/** Creates an empty journal, which is on the disk when the promise resolves. */
export async function createJournal(
  folder: string,
  generation: number,
  systemTime: () => number,
): Promise<AppendTarget> {
  const path = journalPath(folder, generation)
  const handle = await openForAppending(path, 'new')
  try {
    const inode = String((await handle.stat({ bigint: true })).ino)
    const born = await birthOf(handle, folder)
    const touchedAt = systemTime()
    const header = { kind: 'ringlock-journal', version: 1, generation, inode, born, touchedAt } as const
    const size = await writeHeader(handle, header)
    await touchIfSlow(handle, touchedAt, systemTime)
    await handle.sync()
    await syncFolder(folder)
    return { handle, size }
  } catch (error) {
    await handle.close()
    await rm(path, { force: true })
    throw error
  }
}

/**
 * The creation time of a file, which no program can set: a copy could have the journal's inode and other times. null if the
 * file system has none, for which Node.js shows 0 or the ctime.
 */
async function birthOf(handle: FileHandle, folder: string): Promise<string | null> {
  const { birthtimeNs, ctimeNs } = await stat(folder, { bigint: true })
  if (birthtimeNs === 0n || birthtimeNs === ctimeNs) return null
  return String((await handle.stat({ bigint: true })).birthtimeNs)
}

/** Removes all journals outside this range of generations. */
export async function removeOtherJournals(folder: string, from: number, to: number): Promise<void> {
  for (const generation of await listJournals(folder)) {
    if (generation < from || generation > to) await rm(journalPath(folder, generation), { force: true })
  }
}

/** Records that the file changed without a batch. It overwrites in place with the same length, so it works on a full disk. */
export async function touchJournal(handle: FileHandle, systemTime: () => number): Promise<void> {
  const { buffer } = await handle.read(Buffer.alloc(longestHeader), 0, longestHeader, 0)
  const header = decodeHeader(buffer)
  if (header === null) return
  for (let touches = 0; touches < mostTouches; touches++) {
    const touchedAt = systemTime()
    await writeHeader(handle, { ...header, touchedAt })
    if (!wasSlow(touchedAt, systemTime)) return
  }
}

/** A slow write leaves a late ctime. This records it, so that the next start does not take it for a restored backup. */
export async function touchIfSlow(
  handle: FileHandle,
  writtenAt: number,
  systemTime: () => number,
): Promise<void> {
  if (wasSlow(writtenAt, systemTime)) await touchJournal(handle, systemTime)
}

function wasSlow(writtenAt: number, systemTime: () => number): boolean {
  return Math.abs(systemTime() - writtenAt) > ctimeTolerance / 2
}

/** Reads consecutive journals, starting with one generation; none if that one is missing. */
export async function readJournals(folder: string, from: number): Promise<Journal[]> {
  const journals: Journal[] = []
  const present = await listJournals(folder)
  for (let generation = from; present.includes(generation); generation++) {
    const journal = await readJournal(folder, generation)
    if (journal === null) break
    journals.push(journal)
  }
  const lastUsed = journals.findLastIndex(({ batches }) => batches.length > 0)
  for (const { path, torn, batches } of journals.slice(0, Math.max(lastUsed, 0))) {
    if (torn) throw new DamagedJournalError(path, batches.length + 2)
  }
  return journals
}

/** null if its creation was interrupted, so that it never had a batch. */
async function readJournal(folder: string, generation: number): Promise<Journal | null> {
  const path = journalPath(folder, generation)
  const handle = await open(path, 'r')
  try {
    const { ino, ctimeMs, birthtimeNs } = await handle.stat({ bigint: true })
    const decoded = decodeJournal(await handle.readFile())
    if (decoded === null) return null
    if ('damagedLine' in decoded) throw new DamagedJournalError(path, decoded.damagedLine)
    const { header, lastWrittenAt } = decoded
    const inPlace =
      header.generation === generation &&
      header.inode === String(ino) &&
      (header.born ?? String(birthtimeNs)) === String(birthtimeNs) &&
      Math.abs(Number(ctimeMs) - lastWrittenAt) <= ctimeTolerance
    return { ...decoded, path, generation, inPlace }
  } finally {
    await handle.close()
  }
}

async function writeHeader(handle: FileHandle, header: JournalHeader): Promise<number> {
  const bytes = encodeHeader(header)
  await handle.write(bytes, 0, bytes.length, 0)
  return bytes.length
}

/** A journal is not as it was left. Nothing on the disk was changed. */
class DamagedJournalError extends DamagedFileError {
  constructor(path: string, line: number) {
    super(path, `is damaged in line ${line}`)
    this.message =
      `${path} is damaged in line ${line}. Nothing was changed. To restore it, stop the service and put a backup of ` +
      `all of ${dirname(path)} in place; or remove this file, and lose the failed logins counted in it: codes that ` +
      'may have been used are then refused until they have run out.'
  }
}
