import { statfs } from 'node:fs/promises'

/** Bytes of the file system that a folder lies on. */
export interface DiskSpace {
  /** What this process may still write. */
  readonly free: number
  readonly total: number
}

/** Bytes of free space below which something is done about it; less on small disks. */
export interface DiskMarks {
  /** An operator should make room. */
  readonly low: number
  /** Logins will end soon. */
  readonly nearlyFull: number
  /** No login begins. */
  readonly full: number
  /** What is kept back for logins that have begun. */
  readonly reserve: number
}

const megabyte = 1024 * 1024
const block = 4096

/** null: it cannot be told, as some file systems keep no count. */
export async function readDiskSpace(folder: string): Promise<DiskSpace | null> {
  try {
    const { bsize, blocks, bavail, bfree } = await statfs(folder)
    if (blocks === 0) return null
    // Some blocks are for root alone.
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

/** Whether something failed because a write found no room, on the disk or within a quota. */
export function isNoRoom(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false
  const { code } = fault as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT' || isNoRoom(fault.cause)
}
