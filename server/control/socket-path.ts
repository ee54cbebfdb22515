import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

const socketName = 'ringlock.sock'
/** unix(7): sun_path has 108 bytes, including the final NUL. */
const longestSocketPath = 107

/** The path of the data folder is too long; the message says what to do. */
export class SocketPathError extends Error {
  override readonly name = 'SocketPathError'
}

/** A path to the socket of a data folder. */
export interface SocketPath {
  readonly path: string
  /** The path may be invalid afterwards. */
  release(): Promise<void>
}

/**
 * The path of dataDir's socket, short enough for a socket address: for a long path it goes through the open folder in
 * /proc. Throws ENOENT where there is no such folder.
 */
export async function openSocketPath(dataDir: string): Promise<SocketPath> {
  const path = join(dataDir, socketName)
  if (Buffer.byteLength(path) <= longestSocketPath) return { path, release: async () => {} }
  if (process.platform !== 'linux') {
    throw new SocketPathError(
      `The path of ${path} is longer than ${longestSocketPath} bytes, too long for a socket: choose a shorter dataDir.`,
    )
  }
  const folder = await open(dataDir, constants.O_RDONLY | constants.O_DIRECTORY)
  return { path: `/proc/self/fd/${folder.fd}/${socketName}`, release: () => folder.close() }
}
