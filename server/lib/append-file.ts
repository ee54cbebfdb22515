import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { giveToFolderOwner } from './folder-owner.ts'

/** A file to append to, and how many bytes of it count; what lies behind them is overwritten. */
export interface AppendTarget {
  readonly handle: FileHandle
  readonly size: number
}

export interface AppendFile<Entry> {
  /** Bytes in the file that is appended to now. */
  readonly size: number
  /**
   * Resolves when the entry is on the disk. All entries of one write share one promise; when it rejects, none of them
   * is there, and `undo` has taken back what the caller did in memory.
   */
  append(entry: Entry, undo?: () => void): Promise<void>
  /** Resolves when everything appended so far is on the disk; rejects when the last of it is not. */
  settled(): Promise<void>
  /** What is not being written yet goes to another file. Resolves when the former is whole and closed. */
  moveTo(target: AppendTarget): Promise<void>
  /** Waits for what is being written or waits. Nothing can be appended after this call. */
  close(): Promise<void>
}

export interface AppendOptions<Entry> {
  /** The bytes of one write, made when it begins. Runs again, for this write or the next, when this one fails. */
  readonly form: (entries: readonly Entry[]) => Uint8Array
  /** Called when the bytes formed last are on the disk, and waited for, before anybody is told. Never rejects. */
  readonly onWritten: (handle: FileHandle) => void | Promise<void>
  /** Called when a failed write has been cut off the file again; what it rejects with is lost. */
  readonly onCut?: (handle: FileHandle) => Promise<void>
  /** Called once a failed write has been undone; what everybody who waited for it is told. */
  readonly onFailure: (cause: unknown) => Error
  /** Where a write that finds the disk full is tried once more; absent: nowhere. */
  readonly room?: WriteRoom | undefined
}

export interface WriteRoom {
  /** Told of each write, so that the disk is looked at as fast as it fills. */
  wrote(bytes: number): void
  /** Runs a task that writes; where it finds the disk full, gives the reserve up and runs it once more. */
  withReserve<T>(task: () => Promise<T>): Promise<T>
}

interface Batch<Entry> {
  readonly entries: Entry[]
  readonly undos: (() => void)[]
  readonly written: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Milliseconds between the beginnings of two writes: a write costs as much as several logins, whatever is in it. */
const spacing = 2

/** On Linux one call writes and syncs; elsewhere the flag is missing, or stops at the cache of the drive. */
const writesAreSynced = process.platform === 'linux'

/** Opens a file for {@link createAppendFile}; a new one is for its owner only, and nothing was there before. */
export async function openForAppending(path: string, mode: 'existing' | 'new'): Promise<FileHandle> {
  const creation = mode === 'new' ? constants.O_CREAT | constants.O_EXCL : 0
  const synced = writesAreSynced ? constants.O_DSYNC : 0
  const handle = await open(path, constants.O_RDWR | creation | synced, 0o600)
  if (mode === 'new') await giveToFolderOwner(handle, path)
  return handle
}

/**
 * Appends durably, many entries at a time: one write is under way and one waits, which everybody who arrives meanwhile
 * shares. A write that fails is cut off the file again, and takes the waiting one with it, which was built upon its
 * state. The next one tries again.
 */
export function createAppendFile<Entry>(
  first: AppendTarget,
  { form, onWritten, onCut, onFailure, room }: AppendOptions<Entry>,
): AppendFile<Entry> {
  let target = { ...first, clean: false }
  let underWay: Batch<Entry> | null = null
  let waiting: Batch<Entry> | null = null
  let running: Promise<void> | null = null
  let closed = false
  let writtenAt = Number.NEGATIVE_INFINITY

  async function run(): Promise<void> {
    while (waiting !== null) {
      await gathering()
      underWay = waiting
      waiting = null
      try {
        const { entries } = underWay
        await (room === undefined ? write(entries) : room.withReserve(() => write(entries)))
      } catch (error) {
        fail(underWay, error)
        continue
      }
      const { resolve } = underWay
      underWay = null
      resolve()
    }
    running = null
  }

  /** After the poll phase, so that all that arrived together goes out together; under load a little later still. */
  async function gathering(): Promise<void> {
    await new Promise(setImmediate)
    const early = writtenAt + spacing - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    writtenAt = performance.now()
  }

  async function write(entries: readonly Entry[]): Promise<void> {
    const into = target
    const bytes = form(entries)
    try {
      if (!into.clean) await into.handle.truncate(into.size)
      into.clean = false
      await writeDurably(into.handle, bytes, into.size)
      into.clean = true
    } catch (error) {
      await cutOff(into).catch(() => undefined)
      throw error
    }
    into.size += bytes.length
    room?.wrote(bytes.length)
    await onWritten(into.handle)
  }

  async function cutOff({ handle, size }: AppendTarget): Promise<void> {
    await handle.truncate(size)
    await onCut?.(handle)
  }

  function fail(batch: Batch<Entry>, cause: unknown): void {
    const lost = waiting === null ? [batch] : [waiting, batch]
    underWay = null
    waiting = null
    for (const { undos } of lost) for (const undo of undos.reverse()) undo()
    const error = onFailure(cause)
    for (const { reject } of lost) reject(error)
  }

  async function settled(): Promise<void> {
    await (waiting ?? underWay)?.written
  }

  return {
    get size() {
      return target.size
    },
    append(entry, undo) {
      if (closed) return refused(onFailure(new Error('the file is closed')))
      waiting ??= createBatch()
      waiting.entries.push(entry)
      if (undo !== undefined) waiting.undos.push(undo)
      running ??= run()
      return waiting.written
    },
    settled,
    async moveTo(next) {
      const former = target
      target = { ...next, clean: false }
      await underWay?.written.catch(() => undefined)
      await former.handle.close()
    },
    async close() {
      closed = true
      await running
      await target.handle.close()
    },
  }
}

function createBatch<Entry>(): Batch<Entry> {
  let resolve = () => {}
  let reject: (error: Error) => void = () => {}
  const written = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { entries: [], undos: [], written: heeded(written), resolve, reject }
}

function refused(error: Error): Promise<void> {
  return heeded(Promise.reject(error))
}

/** Of two entries appended at once, only one need be waited for. */
function heeded(written: Promise<void>): Promise<void> {
  written.catch(() => undefined)
  return written
}

async function writeDurably(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  await writeWhole(handle, bytes, position)
  if (!writesAreSynced) await handle.datasync()
}

/** One write may take a part alone. */
export async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
