import { open } from 'node:fs/promises'

/** Makes changes of a folder's entries durable: files created, renamed or removed. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
