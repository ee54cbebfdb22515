import { join } from 'node:path'
import { z } from 'zod'
import { openJsonDatabase } from '../../adapters/lowdb/json-database.ts'

/** Up to where the audit log was sent. */
export interface Position {
  /** Number of the last line that was taken. */
  readonly seq: number
  /** A place in the log at or before the next line. */
  readonly place: { readonly number: number; readonly end: number }
}

/** The positions of all receivers, by name, in one small file. */
export interface Positions {
  /** null: the receiver is new. */
  of(name: string): Position | null
  /** Is on the disk within a second, or after {@link settle}. */
  put(name: string, position: Position): void
  settle(): Promise<void>
}

export const positionsFile = 'shipped.json'
/** Milliseconds: one write stands for many lines. */
const writeEvery = 1000

const whole = z.number().int().nonnegative()
const fileSchema = z.strictObject({
  kind: z.literal('ringlock-shipped'),
  version: z.literal(1),
  positions: z.record(
    z.string(),
    z.strictObject({ seq: whole, place: z.strictObject({ number: whole, end: whole }) }),
  ),
})
type PositionsFile = z.output<typeof fileSchema>

/** The caller holds the lock of the folder. */
export async function openPositions(
  folder: string,
  names: readonly string[],
  onNotice: (message: string) => void,
): Promise<Positions> {
  const initial: PositionsFile = { kind: 'ringlock-shipped', version: 1, positions: {} }
  const database = await openJsonDatabase(join(folder, positionsFile), {
    parse: (json) => fileSchema.parse(json),
    initial,
  })
  // Of receivers that are configured no more nothing is kept.
  const positions = new Map(Object.entries(database.data.positions).filter(([name]) => names.includes(name)))
  let timer: NodeJS.Timeout | null = null
  let writing = Promise.resolve()

  function write(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const next = Object.fromEntries(positions)
    writing = database
      .update((data) => ({ ...data, positions: next }))
      .catch((error: Error) =>
        onNotice(`what was sent of the audit trail could not be noted: ${error.message}`),
      )
    return writing
  }

  return {
    of: (name) => positions.get(name) ?? null,
    put(name, position) {
      positions.set(name, position)
      timer ??= setTimeout(write, writeEvery).unref()
    },
    async settle() {
      await (timer === null ? writing : write())
    },
  }
}
