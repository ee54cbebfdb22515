import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'

/** Makes the data folder, accessible to its owner only. True if it did not exist; an existing one is left as it is. */
export async function prepareDataDir(dataDir: string): Promise<boolean> {
  const created = await mkdir(dataDir, { recursive: true, mode: 0o700 })
  if (created === undefined) return false
  await syncFolder(dirname(created))
  return true
}
