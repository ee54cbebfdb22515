import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'
import { CommandError } from './command-error.ts'

/** A file that gets its name when it is complete and on the disk. */
export interface NewFile {
  /** Resolves when more may be written. */
  write(piece: string): Promise<void>
  /** Bytes on the disk. */
  complete(): Promise<number>
  /** Leaves nothing behind. */
  discard(): Promise<void>
}

interface NewFileOptions {
  /** Otherwise a file of that name is left as it is. */
  readonly overwrite: boolean
  readonly compressed: boolean
}

/** Open to its owner alone. Rejects with CommandError where there is such a file already, or none can be made. */
export async function createNewFile(
  file: string,
  { overwrite, compressed }: NewFileOptions,
): Promise<NewFile> {
  const path = resolve(file)
  const taken = new CommandError(`${file} is there already, and stays as it is; --overwrite replaces it.`)
  if (!overwrite && (await isThere(path))) throw taken
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`
  const handle = await open(temporary, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be made: ${error.code}.`)
  })
  const target = handle.createWriteStream({ flush: true })
  const sink = compressed ? createGzip() : new PassThrough()
  const written = pipeline(sink, target)
  // Reported by the next call.
  written.catch(() => undefined)

  return {
    async write(piece) {
      if (sink.write(piece)) return
      await Promise.race([once(sink, 'drain'), written])
    },
    async complete() {
      sink.end()
      await written
      if (overwrite) await rename(temporary, path)
      else {
        await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
          throw error.code === 'EEXIST' ? taken : error
        })
        await rm(temporary)
      }
      await syncFolder(dirname(path))
      return target.bytesWritten
    },
    async discard() {
      sink.destroy()
      await written.catch(() => undefined)
      await rm(temporary, { force: true })
    },
  }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
