import { createAppendFile, type WriteRoom } from '../append-file.ts'
import { createJournal, removeOtherJournals, touchIfSlow, touchJournal } from './journal.ts'
import { encodeBatch } from './journal-format.ts'
import {
  dropStaleRows,
  type LoginRecord,
  type LoginRows,
  type LoginTable,
  type LoginTables,
  putRow,
} from './logins.ts'
import { foldLogins } from './logins-file.ts'
import { type RecoverOptions, recoverLogins } from './recover-logins.ts'
import { StateStoreError } from './state-store.ts'

/**
 * The tables of logins.ts, kept in logins.json and a journal of what changed since. The journal's records say what a row
 * is from now on, so that one that is folded into logins.json already does no harm when it is read again.
 */
export interface DurableLogins {
  /** Changed by {@link put} alone. */
  readonly tables: LoginTables
  floor(): number
  /** In memory; it goes to the disk with the next write. */
  raiseFloor(now: number): void
  resetFloor(now: number): Promise<void>
  /** Changes a row at once, and resolves when that is on the disk. Rejects with StateStoreError when it is not. */
  put<Table extends LoginTable>(table: Table, key: string, row: LoginRows[Table] | null): Promise<void>
  /** Changes a row at once, and for good: where the disk does not take it, it is so in memory. Never rejects. */
  putBack<Table extends LoginTable>(table: Table, key: string, row: LoginRows[Table]): Promise<void>
  /** Resolves when all changes so far are on the disk. */
  settled(): Promise<void>
  /** Leaves no file with what rows were before the changes so far. Rejects with StateStoreError. */
  forgetFormerRows(): Promise<void>
  close(): Promise<void>
}

export interface DurableLoginsOptions extends RecoverOptions {
  /** Bytes of journal at which it is folded into logins.json. */
  readonly foldAt: number
  readonly room?: WriteRoom
}

export async function openDurableLogins(options: DurableLoginsOptions): Promise<DurableLogins> {
  const { dataDir, file, foldAt, systemTime, onNotice, room } = options
  const recovered = await recoverLogins(options)
  const { tables } = recovered
  let { floor, generation, olderBytes } = recovered
  let foldWhen = foldAt
  let folding: Promise<void> | null = null
  let formedAt = 0

  const journal = createAppendFile<LoginRecord | null>(recovered.target, {
    form(records) {
      formedAt = systemTime()
      return encodeBatch({
        writtenAt: formedAt,
        floor,
        records: records.filter((record) => record !== null),
      })
    },
    onWritten(handle) {
      if (olderBytes + journal.size >= foldWhen) startFolding()
      // The batch is on the disk. Where this fails, the next start is careful for nothing.
      return touchIfSlow(handle, formedAt, systemTime).catch(() => undefined)
    },
    onCut: (handle) => touchJournal(handle, systemTime),
    onFailure: (cause) =>
      new StateStoreError(`cannot write to ${dataDir}: ${(cause as Error).message}`, { cause }),
    room,
  })

  /** Logins go on meanwhile, into the journal of the generation that logins.json is about to have. */
  async function fold(): Promise<void> {
    const target = await createJournal(dataDir, generation + 1, systemTime)
    generation++
    olderBytes += journal.size
    const former = journal.moveTo(target)
    dropStaleRows(tables, floor)
    const folded = foldLogins(tables, generation, floor)
    // What is folded must not be undone: it may hold changes that are still on their way to the disk.
    await Promise.all([former, journal.settled()])
    await file.update(() => folded)
    await removeOtherJournals(dataDir, folded.generation, generation)
    olderBytes = 0
  }

  function startFolding(): Promise<void> {
    folding ??= fold()
      .then(() => {
        foldWhen = foldAt
      })
      .catch((error: Error) => {
        foldWhen = olderBytes + journal.size + foldAt
        onNotice(`logins.json could not be written, and its journal grows: ${error.message}`)
      })
      .finally(() => {
        folding = null
      })
    return folding
  }

  async function foldNow(): Promise<void> {
    await folding
    const { generation: before } = file.data
    await startFolding()
    if (file.data.generation === before) throw new StateStoreError(`cannot write to ${dataDir}`)
  }

  return {
    tables,
    floor: () => floor,
    raiseFloor(now) {
      if (now > floor) floor = now
    },
    resetFloor(now) {
      const before = floor
      floor = now
      return journal.append(null, () => {
        floor = Math.max(floor, before)
      })
    },
    put(table, key, row) {
      const before = tables[table].get(key) ?? null
      putRow(tables, table, key, row)
      return journal.append([table, key, row] as LoginRecord, () => putRow(tables, table, key, before))
    },
    putBack(table, key, row) {
      putRow(tables, table, key, row)
      return journal.append([table, key, row] as LoginRecord).catch(() => undefined)
    },
    settled: journal.settled,
    async forgetFormerRows() {
      await journal.settled()
      await foldNow()
      // logins.json.previous is of the generation before.
      await foldNow()
    },
    async close() {
      await folding
      await startFolding()
      await journal.close()
      await file.close()
    },
  }
}

/** Takes out the oldest rows as long as there are too many, or they are stale. */
export function makeRoom<Table extends LoginTable>(
  { tables, put }: DurableLogins,
  table: Table,
  kept: number,
  isStale: (row: LoginRows[Table]) => boolean,
): void {
  const rows: Map<string, LoginRows[Table]> = tables[table]
  for (const [key, row] of rows) {
    if (rows.size <= kept && !isStale(row)) return
    put(table, key, null)
  }
}
