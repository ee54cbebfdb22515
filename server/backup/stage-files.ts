import { type FileHandle, lchown, mkdir, open, rm, stat } from 'node:fs/promises'

/** New files that are written piece by piece, as a backup has them. */
export interface StagedFiles {
  /** Rejects where there is such a file already, or a link. All pieces of a file come one after another. */
  append(path: string, piece: Buffer): Promise<void>
  /** All of them are on the disk. */
  finish(): Promise<void>
}

export function createStagedFiles(): StagedFiles {
  let current: { readonly path: string; readonly handle: FileHandle } | null = null

  async function finish(): Promise<void> {
    const last = current
    current = null
    if (last === null) return
    await last.handle.sync()
    await last.handle.close()
  }

  return {
    async append(path, piece) {
      if (current?.path !== path) {
        await finish()
        current = { path, handle: await open(path, 'wx', 0o600) }
      }
      await current.handle.writeFile(piece)
    },
    finish,
  }
}

/** An empty folder, open to its owner alone. */
export async function makeStagingFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
  await mkdir(path, { mode: 0o700 })
}

/**
 * What root restores belongs to the owner of the folder that it is for: the service could not read it otherwise. What a link
 * points to keeps its owner.
 */
export async function giveToOwnerOf(folder: string, paths: readonly string[]): Promise<void> {
  if (process.geteuid?.() !== 0) return
  const { uid, gid } = await stat(folder)
  for (const path of paths) await lchown(path, uid, gid)
}
