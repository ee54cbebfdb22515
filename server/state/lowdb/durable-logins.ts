import { createAppendFile, type WriteRoom } from '../../lib/append-file.ts'
import { StateStoreError } from '../contract/state-store.ts'
import {
  dropStaleRows,
  factsKey,
  type LoginRows,
  type LoginTable,
  type LoginTables,
} from '../login-tables.ts'
import { spendStep } from '../spent-steps.ts'
import { createFloor, type FloorOptions, type LowdbFloor } from './floor.ts'
import { createJournal, removeOtherJournals, touchIfSlow, touchJournal } from './journal.ts'
import { encodeBatch } from './journal-format.ts'
import { foldLogins, loginsFileSize } from './logins-file.ts'
import { type LoginRecord, putRow } from './logins-memory.ts'
import { type RecoverOptions, recoverLogins } from './recover-logins.ts'

/**
 * The tables of login-tables.ts, kept in logins.json and a journal of later changes. A journal record has the whole new row, so
 * applying it again after it was folded into logins.json is harmless.
 */
export interface DurableLogins extends LowdbFloor {
  /** Only {@link put} changes them. */
  readonly tables: LoginTables
  /**
   * Changes a row in memory at once, and resolves when it is on the disk. Rejects with StateStoreError if it cannot be written.
   */
  put<Table extends LoginTable>(table: Table, key: string, row: LoginRows[Table] | null): Promise<void>
  /** Spends an unspent time-step; otherwise like {@link put}. */
  claim(claimKey: string, timeStep: number): Promise<void>
  /** Changes a row in memory, and keeps the change even if the disk cannot be written. Never rejects. */
  putBack<Table extends LoginTable>(table: Table, key: string, row: LoginRows[Table]): Promise<void>
  /** Resolves when all changes so far are on the disk. */
  settled(): Promise<void>
  /** Removes all files with former content of the rows. Rejects with StateStoreError. */
  forgetFormerRows(): Promise<void>
  close(): Promise<void>
}

export interface DurableLoginsOptions extends RecoverOptions, FloorOptions {
  /**
   * Bytes of journal after which it is folded into logins.json; null for 8 MB or the size of logins.json, whichever is more.
   */
  readonly foldAt: number | null
  readonly room?: WriteRoom
}

/** A start reads this much in a tenth of a second. */
const leastFoldAt = 8 * 1024 * 1024

export async function openDurableLogins(options: DurableLoginsOptions): Promise<DurableLogins> {
  const { dataDir, file, foldAt, systemTime, onNotice, room } = options
  const recovered = await recoverLogins(options)
  const { tables } = recovered
  let { generation, olderBytes } = recovered
  let foldWhen = await nextFold()
  let folding: Promise<void> | null = null
  let formedAt = 0
  /** Whether the journal already has the fact that the service runs. */
  let markedRunning = false
  const journal = createAppendFile<LoginRecord | null>(recovered.target, {
    form(records) {
      formedAt = systemTime()
      const changes = records.filter((record) => record !== null)
      return encodeBatch({
        writtenAt: formedAt,
        floor: floor.floor(),
        records: markedRunning ? changes : [['facts', factsKey, floor.facts()], ...changes],
      })
    },
    onWritten(handle) {
      markedRunning = true
      if (olderBytes + journal.size >= foldWhen) startFolding()
      // The batch is on the disk. Best effort: if this fails, the next start may wrongly suspect a restored backup.
      return touchIfSlow(handle, formedAt, systemTime).catch(() => undefined)
    },
    onCut: (handle) => touchJournal(handle, systemTime),
    onFailure: (cause) =>
      new StateStoreError(`cannot write to ${dataDir}: ${(cause as Error).message}`, { cause }),
    room,
  })

  const floor = createFloor(recovered, options, {
    append: journal.append,
    putSteps: (claimKey, steps) => put('timeSteps', claimKey, steps),
  })

  /**
   * A fold rewrites logins.json. It happens once per as many bytes of journal, so the cost per login does not grow with users.
   */
  async function nextFold(): Promise<number> {
    return foldAt ?? Math.max(leastFoldAt, await loginsFileSize(dataDir))
  }

  /** Meanwhile logins continue in the journal of the next generation of logins.json. */
  async function fold(): Promise<void> {
    const target = await createJournal(dataDir, generation + 1, systemTime)
    generation++
    olderBytes += journal.size
    const former = journal.moveTo(target)
    dropStaleRows(tables, floor.floor())
    const folded = foldLogins(tables, generation, floor.floor())
    // Changes still being written may be in the fold, and must not be undone after it.
    await Promise.all([former, journal.settled()])
    await file.update(() => folded)
    await removeOtherJournals(dataDir, folded.generation, generation)
    olderBytes = 0
    foldWhen = await nextFold()
  }

  function startFolding(): Promise<void> {
    folding ??= fold()
      .catch((error: Error) => {
        foldWhen = olderBytes + journal.size + (foldAt ?? leastFoldAt)
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

  function put<Table extends LoginTable>(
    table: Table,
    key: string,
    row: LoginRows[Table] | null,
  ): Promise<void> {
    const before = tables[table].get(key) ?? null
    putRow(tables, table, key, row)
    return journal.append([table, key, row] as LoginRecord, () => putRow(tables, table, key, before))
  }

  const { facts: _, end, ...ofFolder } = floor
  return {
    tables,
    ...ofFolder,
    put,
    claim(claimKey, timeStep) {
      const before = tables.timeSteps.get(claimKey)
      putRow(tables, 'timeSteps', claimKey, spendStep(before, timeStep))
      return journal.append(['claim', claimKey, timeStep], () =>
        putRow(tables, 'timeSteps', claimKey, before ?? null),
      )
    },
    putBack(table, key, row) {
      putRow(tables, table, key, row)
      return journal.append([table, key, row] as LoginRecord).catch(() => undefined)
    },
    settled: journal.settled,
    async forgetFormerRows() {
      await journal.settled()
      await foldNow()
      // After a second fold, logins.json.previous has no former rows either.
      await foldNow()
    },
    async close() {
      await folding
      end()
      await startFolding()
      await journal.close()
      await file.close()
    },
  }
}

/** Deletes the oldest rows while there are too many or they are stale. */
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
