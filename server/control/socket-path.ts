import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

const socketName = 'ringlock.sock'
/** unix(7): sun_path has 108 bytes, one of them for the NUL at its end. */
const longestSocketPath = 107

/** The data folder lies too deep; the message says what to do. */
export class SocketPathError extends Error {
  override readonly name = 'SocketPathError'
}

/** Where commands reach the service that has a data folder open. */
export interface SocketPath {
  readonly path: string
  /** Afterwards the path may lead nowhere. */
  release(): Promise<void>
}

/**
 * A path of dataDir's socket that fits into an address: of a deep folder, one that goes by way of the open folder. Throws
 * ENOENT when there is no such folder.
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
