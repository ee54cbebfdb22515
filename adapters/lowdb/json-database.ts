import { Low } from 'lowdb'
import { DamagedFileError, openJsonFile } from './json-file.ts'
import { createSharedWrites } from './shared-writes.ts'

export { DamagedFileError } from './json-file.ts'

export interface JsonDatabase<T> {
  /** The newest data, on the disk or on its way there. Never changed in place. */
  readonly data: T
  /**
   * Replaces the data by `change(data)` at once, and resolves when that is on the disk. Rejects when it is not; then the
   * data is what the disk has, and the next update tries again. `change` leaves what it is given as it is; what it
   * throws changes nothing.
   */
  update(change: (data: T) => T): Promise<void>
  /** Waits for what is being written. */
  close(): Promise<void>
}

/**
 * A lowdb database in one file, held in memory. Whoever opens it holds a lock on it (process-lock.ts).
 *
 * @param parse - throws an error with a reason for anything but this kind and version of file
 * @param initial - what a file to be created holds; null: the file must exist
 * @throws DamagedFileError when the file is lost or not what it was left as
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
