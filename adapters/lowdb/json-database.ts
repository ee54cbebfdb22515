import { Low } from 'lowdb'
import { DamagedFileError, openJsonFile } from './json-file.ts'
import { createSharedWrites } from './shared-writes.ts'

export { DamagedFileError } from './json-file.ts'

export interface JsonDatabase<T> {
  /** The latest data, on the disk or being written. Never modified in place. */
  readonly data: T
  /**
   * Replaces the data by `change(data)` at once, and resolves when the disk has it. When that fails it rejects, and the
   * data is what the disk has; the next update tries again. `change` must not modify its argument; if it throws,
   * nothing changes.
   */
  update(change: (data: T) => T): Promise<void>
  /** Waits for pending writes. */
  close(): Promise<void>
}

/**
 * A lowdb database in one file, held in memory. The caller holds a lock on the file (process-lock.ts).
 *
 * @param parse - throws an error with a reason for anything but this kind and version of file
 * @param initial - content of a new file; null: the file must exist
 * @throws DamagedFileError when the file is missing or not as it was written
 */
export async function openJsonDatabase<T extends object>(
  path: string,
  { parse, initial }: { readonly parse: (json: unknown) => T; readonly initial: T | null },
): Promise<JsonDatabase<T>> {
  const file = await openJsonFile(path, parse)
  const found = await file.read()
  const start = found ?? initial
  if (start === null) throw new DamagedFileError(path, 'is missing')
  const low = new Low<T>(file, start)
  if (found === null) await low.write()

  let onDisk = low.data
  const writes = createSharedWrites(
    async () => {
      const written = low.data
      await low.write()
      onDisk = written
    },
    () => {
      low.data = onDisk
    },
  )

  return {
    get data() {
      return low.data
    },
    async update(change) {
      low.data = change(low.data)
      await writes.request()
    },
    close: () => writes.settled(),
  }
}
