import { constants, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'

export type TextFile =
  | { readonly text: string; readonly readableByOthers: boolean }
  /** What was found instead of a text, worded for a fault. */
  | { readonly problem: string }

/** Reads a regular UTF-8 file up to a size. Never rejects. */
export async function readTextFile(file: string, largest: number): Promise<TextFile> {
  try {
    // Opening a named pipe would otherwise wait for a writer.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = await handle.stat()
      if (stat.isDirectory()) return { problem: 'a folder' }
      if (!stat.isFile()) return { problem: 'something that is no regular file' }
      if (stat.size > largest) return { problem: `${stat.size} bytes (at most ${largest} are read)` }
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile())
      return { text, readableByOthers: (modeForOthers(stat) & 0o044) !== 0 }
    } finally {
      await handle.close()
    }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return 'no such file'
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'bytes that are not UTF-8'
  return `a file that cannot be read (${code})`
}

/**
 * Mode bits that other accounts than the service's have. Root shares a file with a service through its group
 * (root:ringlock, 0640): the service reads it, and cannot change what root's commands then follow.
 */
export function modeForOthers({ mode, uid, gid }: Pick<Stats, 'mode' | 'uid' | 'gid'>): number {
  const sharedByRoot = uid === 0 && gid !== 0
  return mode & (sharedByRoot ? 0o037 : 0o077)
}
