import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'

/** Makes the data folder, for its owner only. True when it was not there before; one that was is left as it is. */
export async function prepareDataDir(dataDir: string): Promise<boolean> {
  const created = await mkdir(dataDir, { recursive: true, mode: 0o700 })
  if (created === undefined) return false
  await syncFolder(dirname(created))
  return true
}
