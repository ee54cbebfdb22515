import { randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'
import { writeWhole } from '../lib/append-file.ts'
import { giveToFolderOwner } from '../lib/folder-owner.ts'

/** A file that occupies disk space. It is emptied when a write finds the disk full; its content means nothing. */
export interface ReserveFile {
  /** Bytes that {@link release} frees. */
  size(): Promise<number>
  /** Grows the file to this size. Rejects, and leaves it empty, when the disk is full. */
  fill(size: number): Promise<void>
  shrink(size: number): Promise<void>
  /** {@link shrink} to nothing. */
  release(): Promise<void>
  close(): Promise<void>
}

const pieceBytes = 256 * 1024

export const reservePath = (dataDir: string) => join(dataDir, 'reserve')

export async function openReserveFile(dataDir: string): Promise<ReserveFile> {
  const file = await openOrMake(dataDir)

  async function shrink(size: number): Promise<void> {
    await file.truncate(size)
    // Some file systems free blocks only when the change itself is on the disk.
    await file.sync()
  }

  const release = () => shrink(0)

  return {
    shrink,
    size: async () => (await file.stat()).size,
    async fill(size) {
      try {
        // Random bytes, because a compressing file system would occupy no space for zeros.
        const piece = randomBytes(Math.min(size, pieceBytes))
        for (let at = 0; at < size; at += piece.length) {
          await writeWhole(file, piece.subarray(0, Math.min(piece.length, size - at)), at)
        }
        await file.sync()
      } catch (error) {
        await release().catch(() => undefined)
        throw error
      }
    },
    release,
    close: () => file.close(),
  }
}

/** Frees the reserve of a folder in which not even the lock file can be written. */
export async function releaseReserveOf(dataDir: string): Promise<void> {
  const file = await open(reservePath(dataDir), 'r+').catch(() => null)
  if (file === null) return
  try {
    await file.truncate(0)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function openOrMake(dataDir: string): Promise<FileHandle> {
  const path = reservePath(dataDir)
  try {
    return await open(path, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const file = await open(path, 'wx+', 0o600)
  await giveToFolderOwner(file, path)
  await syncFolder(dataDir)
  return file
}
