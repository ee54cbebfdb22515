import { statfs } from 'node:fs/promises'

/** Bytes of the file system that holds a folder. */
export interface DiskSpace {
  /** Bytes this process may still write. */
  readonly free: number
  readonly total: number
}

/** Limits of free space, in bytes; lower on small disks. */
export interface DiskMarks {
  /** Below it, operators are asked to make space. */
  readonly low: number
  /** Below it, logins will soon be refused. */
  readonly nearlyFull: number
  /** Below it, no login starts. */
  readonly full: number
  /** Kept for logins that have already started. */
  readonly reserve: number
}

const megabyte = 1024 * 1024
const block = 4096

/** null: unknown, because some file systems do not count. */
export async function readDiskSpace(folder: string): Promise<DiskSpace | null> {
  try {
    const { bsize, blocks, bavail, bfree } = await statfs(folder)
    if (blocks === 0) return null
    // Some blocks are reserved for root.
    const free = process.geteuid?.() === 0 ? bfree : bavail
    return { free: free * bsize, total: blocks * bsize }
  } catch {
    return null
  }
}

/** @param total - bytes of the file system; null: unknown */
export function diskMarks(total: number | null): DiskMarks {
  const share = (most: number, part: number) => (total === null ? most : Math.min(most, total / part))
  const reserve = wholeBlocks(share(megabyte, 16))
  return {
    low: share(200 * megabyte, 5),
    nearlyFull: share(10 * megabyte, 10),
    full: wholeBlocks(reserve / 4),
    reserve,
  }
}

export function wholeBlocks(bytes: number): number {
  return Math.floor(bytes / block) * block
}

/** Whether an error means that a write found the disk, or a quota, full. */
export function isNoRoom(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false
  const { code } = fault as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT' || isNoRoom(fault.cause)
}
