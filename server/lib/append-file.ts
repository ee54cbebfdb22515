import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { giveToFolderOwner } from './folder-owner.ts'

/** A file to append to, and how many of its bytes are valid; the next write overwrites the rest. */
export interface AppendTarget {
  readonly handle: FileHandle
  readonly size: number
}

export interface AppendFile<Entry> {
  /** Bytes in the current file. */
  readonly size: number
  /**
   * Resolves when the entry is on the disk. All entries of one write share one promise. When it rejects, none of them
   * was written, and `undo` has reverted what the caller changed in memory.
   */
  append(entry: Entry, undo?: () => void): Promise<void>
  /**
   * Like {@link append}, once `cause` has resolved. If that rejects, the entry is not written, and this rejects with the same error.
   * All entries of one cause share one promise.
   */
  appendAfter(cause: Promise<void>, entry: Entry): Promise<void>
  /** Resolves when everything appended so far is on the disk; rejects when the last write failed. */
  settled(): Promise<void>
  /**
   * Entries that are not being written yet go to another file. Resolves when the former file is complete and closed.
   */
  moveTo(target: AppendTarget): Promise<void>
  /** Waits for the current and the next write. Nothing may be appended after this call. */
  close(): Promise<void>
}

export interface AppendOptions<Entry> {
  /** Makes the bytes of one write when it starts. Called again after a failure. */
  readonly form: (entries: readonly Entry[]) => Uint8Array
  /** Called, and awaited, when the bytes are on the disk and before any caller is told. Never rejects. */
  readonly onWritten: (handle: FileHandle) => void | Promise<void>
  /** Called when a failed write has been cut off the file; a rejection is ignored. */
  readonly onCut?: (handle: FileHandle) => Promise<void>
  /** Called when a failed write has been undone; makes the error that all its callers get. */
  readonly onFailure: (cause: unknown) => Error
  /** Where a write that finds the disk full is retried; absent: it is not. */
  readonly room?: WriteRoom | undefined
}

export interface WriteRoom {
  /** Called for each write, so that a disk that fills quickly is checked often. */
  wrote(bytes: number): void
  /** Runs a task that writes. If it finds the disk full, releases the reserve and runs it once more. */
  withReserve<T>(task: () => Promise<T>): Promise<T>
}

interface Batch<Entry> {
  readonly entries: Entry[]
  readonly undos: (() => void)[]
  readonly written: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Entries that are written once their cause is. */
interface Held<Entry> {
  readonly cause: Promise<void>
  readonly entries: Entry[]
  readonly written: Promise<void>
}

/** Time between the starts of two writes, ms: a write costs as much as several logins, whatever its size. */
const spacing = 2

/** On Linux one call writes and syncs. Elsewhere the flag is missing, or syncs only to the drive's cache. */
const writesAreSynced = process.platform === 'linux'

/** Opens a file for {@link createAppendFile}. A new file gets mode 0600 and must not exist. */
export async function openForAppending(path: string, mode: 'existing' | 'new'): Promise<FileHandle> {
  const creation = mode === 'new' ? constants.O_CREAT | constants.O_EXCL : 0
  const synced = writesAreSynced ? constants.O_DSYNC : 0
  const handle = await open(path, constants.O_RDWR | creation | synced, 0o600)
  if (mode === 'new') await giveToFolderOwner(handle, path)
  return handle
}

/**
 * Durable group commit: one write is under way, and callers that arrive meanwhile share the next one. A failed write is
 * cut off the file again, and the waiting write fails with it, because it was based on its state. Later writes try
 * again.
 */
export function createAppendFile<Entry>(
  first: AppendTarget,
  { form, onWritten, onCut, onFailure, room }: AppendOptions<Entry>,
): AppendFile<Entry> {
  let target = { ...first, clean: false }
  let underWay: Batch<Entry> | null = null
  let waiting: Batch<Entry> | null = null
  let running: Promise<void> | null = null
  let held: Held<Entry> | null = null
  /** Whether what waits arrived together already, with the write of its cause. */
  let gathered = false
  let closed = false
  let writtenAt = Number.NEGATIVE_INFINITY

  async function run(): Promise<void> {
    while (waiting !== null) {
      await (gathered ? null : gathering())
      gathered = false
      writtenAt = performance.now()
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

  /**
   * Waits until the poll phase has ended, so that entries that arrived together are written together; under load a
   * little longer.
   */
  async function gathering(): Promise<void> {
    await new Promise(setImmediate)
    const early = writtenAt + spacing - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
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

  function hold(cause: Promise<void>): Held<Entry> {
    const entries: Entry[] = []
    const written = cause.finally(release).then(() => {
      gathered = true
      // They share one write, and its promise.
      return entries.map((entry) => append(entry)).at(-1)
    })
    const holding: Held<Entry> = { cause, entries, written: heeded(written) }
    return holding

    function release(): void {
      if (held === holding) held = null
    }
  }

  function append(entry: Entry, undo?: () => void): Promise<void> {
    if (closed) return refused(onFailure(new Error('the file is closed')))
    waiting ??= createBatch()
    waiting.entries.push(entry)
    if (undo !== undefined) waiting.undos.push(undo)
    running ??= run()
    return waiting.written
  }

  async function settled(): Promise<void> {
    // It is appended only when its cause has resolved.
    await held?.written.catch(() => undefined)
    await (waiting ?? underWay)?.written
  }

  return {
    get size() {
      return target.size
    },
    append,
    appendAfter(cause, entry) {
      if (held?.cause !== cause) held = hold(cause)
      held.entries.push(entry)
      return held.written
    },
    settled,
    async moveTo(next) {
      const former = target
      target = { ...next, clean: false }
      await underWay?.written.catch(() => undefined)
      await former.handle.close()
    },
    async close() {
      await held?.written.catch(() => undefined)
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

/** A caller that appends two entries need await only one: this marks the other promise as handled. */
function heeded(written: Promise<void>): Promise<void> {
  written.catch(() => undefined)
  return written
}

async function writeDurably(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  await writeWhole(handle, bytes, position)
  if (!writesAreSynced) await handle.datasync()
}

/** A single write call may write only a part. */
export async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
