import { constants } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import {
  link,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Adapter } from 'lowdb'
import { isRunning, ownIdentity } from './process-identity.ts'
import { syncFolder } from './sync-folder.ts'

/** The file is not as it was written. The disk was not changed. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError'

  constructor(path: string, reason: string) {
    super(
      `${path} ${reason}. Nothing was changed. To restore it, put a backup or ${previousOf(path)} (the generation ` +
        'before) in its place while the service is stopped.',
    )
  }
}

/** Bytes that a JSON file may have: it is read as one string, and V8 has none that is longer. */
export const mostReadable = constants.MAX_STRING_LENGTH

/** A durable lowdb adapter: see {@link openJsonFile}. */
export interface JsonFile<T> extends Adapter<T> {
  /** null: there is no file, and never was one. Throws {@link DamagedFileError}. */
  read: () => Promise<T | null>
  /**
   * Reads iterables while it writes, and resolves when the data is on the disk. Rejects when it is not; the file is then
   * unchanged.
   */
  write: (data: T) => Promise<void>
}

/**
 * A JSON file that is complete at any time, even after kill -9 or a power failure: a temporary file (0600) is written
 * and synced, the current file is kept as NAME.previous, the new one is renamed over it, and the folder is synced.
 * Symbolic links are followed. One write at a time.
 *
 * @param parse - throws an error with a reason for anything but this kind and version of file
 * @param most - bytes; more are not written, because they could not be read again
 */
export async function openJsonFile<T extends object>(
  path: string,
  parse: (json: unknown) => T,
  most = mostReadable,
): Promise<JsonFile<T>> {
  const target = await targetOf(path)
  const folder = dirname(target)
  await removeStaleTemporaries(target)
  const { uid, gid } = await stat(target).catch(() => stat(folder))

  async function writeTemporary(temporary: string, pieces: Iterable<string>): Promise<void> {
    const file = await open(temporary, 'wx', 0o600)
    try {
      // A file that an administrator's command writes as root must stay readable for the service.
      if (process.geteuid?.() === 0) await file.chown(uid, gid)
      await writeFile(file, atMost(pieces, most))
      await file.sync()
    } finally {
      await file.close()
    }
  }

  return {
    async read() {
      const bytes = await readIfThere(target)
      if (bytes === null) {
        const previous = await readIfThere(previousOf(target))
        if (previous !== null) throw new DamagedFileError(target, 'is missing')
        return null
      }
      if (bytes.length === 0) throw new DamagedFileError(target, 'is empty')
      try {
        return parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
      } catch (error) {
        throw new DamagedFileError(target, `cannot be read: ${(error as Error).message}`)
      }
    },

    async write(data) {
      const temporary = temporaryFor(target)
      try {
        await writeTemporary(temporary, serialise(data))
        await keepPrevious(target)
        await rename(temporary, target)
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined)
        throw error
      }
      try {
        await syncFolder(folder)
      } catch (error) {
        // It is unknown which of the two files a power failure would leave, so the one that callers were promised is
        // restored.
        await rename(previousOf(target), target).catch(() => undefined)
        throw error
      }
    },
  }
}

function previousOf(target: string): string {
  return `${target}.previous`
}

/** The file behind a path and its symbolic links, whether it exists or not. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const pointsTo = await readlink(path).catch(() => null)
  if (pointsTo !== null) return targetOf(resolve(dirname(path), pointsTo))
  return join(await realpath(dirname(path)), basename(path))
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Uses a hard link, so that the file exists at all times. */
async function keepPrevious(target: string): Promise<void> {
  await rm(previousOf(target), { force: true })
  try {
    await link(target, previousOf(target))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function temporaryFor(target: string): string {
  const { pid, startTime } = ownIdentity()
  const unique = randomBytes(6).toString('hex')
  return join(dirname(target), `.${basename(target)}.${pid}-${startTime ?? ''}-${unique}.tmp`)
}

async function removeStaleTemporaries(target: string): Promise<void> {
  const prefix = `.${basename(target)}.`
  for (const entry of await readdir(dirname(target))) {
    if (!entry.startsWith(prefix)) continue
    const made = /^(\d+)-(\d*)-[0-9a-f]+\.tmp$/.exec(entry.slice(prefix.length))
    if (made === null) continue
    const startTime = made[2] === '' || made[2] === undefined ? null : made[2]
    if (!isRunning({ pid: Number(made[1]), startTime }))
      await rm(join(dirname(target), entry), { force: true })
  }
}

function* atMost(pieces: Iterable<string>, most: number): Generator<string> {
  let bytes = 0
  for (const piece of pieces) {
    bytes += Buffer.byteLength(piece)
    if (bytes > most)
      throw new RangeError(`it would have more than ${most} bytes and could not be read again`)
    yield piece
  }
}

/** Characters written at once. Other work of the process goes on between two pieces. */
const pieceLength = 128 * 1024

/** One row per line: short to write, and easy to read and compare. */
function* serialise(data: object): Generator<string> {
  let piece = '{\n'
  let separator = ''
  for (const [key, value] of Object.entries(data)) {
    if (value === undefined) continue
    piece += `${separator}${JSON.stringify(key)}: `
    separator = ',\n'
    for (const line of linesOf(value)) {
      piece += line
      if (piece.length < pieceLength) continue
      yield piece
      piece = ''
    }
  }
  yield `${piece}\n}\n`
}

function* linesOf(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    yield JSON.stringify(value)
  } else if (isIterable(value)) {
    let before = '[\n'
    for (const row of value) {
      yield before + JSON.stringify(row)
      before = ',\n'
    }
    yield before === '[\n' ? '[\n\n]' : '\n]'
  } else {
    let before = '{\n'
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue
      yield `${before}${JSON.stringify(key)}: ${JSON.stringify(member)}`
      before = ',\n'
    }
    yield before === '{\n' ? '{\n\n}' : '\n}'
  }
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value
}
