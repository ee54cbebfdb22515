import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Write = FileHandle['write']

/** Runs something right before writes to files of this process, however they are opened. */
export interface WatchedWrites {
  /** @param nth - counted from 1, from now on */
  before(nth: number, run: () => Promise<void>): void
  /** Writes since {@link before} was called last. */
  count(): number
  stop(): void
}

/** Each write of a login goes through a FileHandle; what `run` writes itself is not counted. */
export async function watchWrites(): Promise<WatchedWrites> {
  const path = join(tmpdir(), `ringlock-writes-${process.pid}`)
  const handle = await open(path, 'w')
  const prototype = Object.getPrototypeOf(handle) as { write: Write }
  await handle.close()
  await rm(path)

  const original = prototype.write
  let left = Number.POSITIVE_INFINITY
  let seen = 0
  let run: (() => Promise<void>) | null = null
  let paused = false
  prototype.write = async function (this: FileHandle, ...given: unknown[]) {
    if (!paused) {
      seen++
      if (--left === 0 && run !== null) {
        paused = true
        await run()
        paused = false
      }
    }
    return Reflect.apply(original, this, given)
  } as Write

  return {
    before(nth, task) {
      left = nth
      seen = 0
      run = task
    },
    count: () => seen,
    stop() {
      prototype.write = original
    },
  }
}
