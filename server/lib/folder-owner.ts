import { type FileHandle, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * A file that root creates in the service's folder is given to the folder's owner: the service could not read it
 * otherwise.
 */
export async function giveToFolderOwner(handle: FileHandle, path: string): Promise<void> {
  if (process.geteuid?.() !== 0) return
  const { uid, gid } = await stat(dirname(path))
  await handle.chown(uid, gid)
}
