import { type FileHandle, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What root makes in the service's folder belongs to the service, which could not read it otherwise. */
export async function giveToFolderOwner(handle: FileHandle, path: string): Promise<void> {
  if (process.geteuid?.() !== 0) return
  const { uid, gid } = await stat(dirname(path))
  await handle.chown(uid, gid)
}
