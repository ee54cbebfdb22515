import { createAppendFile, type WriteRoom } from '../../lib/append-file.ts'
import { type ClockRelease, type Hold, type StateStanding, StateStoreError } from '../contract/state-store.ts'
import {
  dropStaleRows,
  factsKey,
  type LoginRows,
  type LoginTable,
  type LoginTables,
} from '../login-tables.ts'
import { heldAnew, releasedRows } from '../release-clock.ts'
import { correction, isHeld, noFacts, type StoreFacts, seeClock, standingOf } from '../store-facts.ts'
import { createJournal, removeOtherJournals, touchIfSlow, touchJournal } from './journal.ts'
import { encodeBatch } from './journal-format.ts'
import { foldLogins, loginsFileSize } from './logins-file.ts'
import { applyRecord, type LoginRecord, putRow } from './logins-memory.ts'
import { type RecoverOptions, recoverLogins } from './recover-logins.ts'

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
  standing(): StateStanding
  restores(): number
  /** Until when a code that is acceptable until then is refused; null: it is not. */
  heldUntil(acceptableUntil: number): number | null
  releaseClock(now: number): Promise<ClockRelease>
  /** The revision of enrolments.json that is on the disk. */
  noteRevision(revision: number): Promise<void>
  /** What another store, from which the state is copied, knows of its past. */
  takeOver(standing: Pick<StoreFacts, 'hold' | 'restores'>): void
  /** Changes a row at once, and resolves when that is on the disk. Rejects with StateStoreError when it is not. */
  put<Table extends LoginTable>(table: Table, key: string, row: LoginRows[Table] | null): Promise<void>
  /** Spends a time-step that is not spent, as {@link put} changes a row. */
  claim(claimKey: string, timeStep: number): Promise<void>
  /** Changes a row at once, and for good: where the disk does not take it, it is so in memory. Never rejects. */
  putBack<Table extends LoginTable>(table: Table, key: string, row: LoginRows[Table]): Promise<void>
  /** Resolves when all changes so far are on the disk. */
  settled(): Promise<void>
  /** Leaves no file with what rows were before the changes so far. Rejects with StateStoreError. */
  forgetFormerRows(): Promise<void>
  close(): Promise<void>
}

export interface DurableLoginsOptions extends RecoverOptions {
  /** Bytes of journal at which it is folded into logins.json; null: 8 MB, or as many as logins.json has. */
  readonly foldAt: number | null
  /** Milliseconds of a clock that no one can set; null: the server's clock is not watched. */
  readonly steadyClock: (() => number) | null
  readonly room?: WriteRoom
}

/** Read in a tenth of a second at the next start. */
const leastFoldAt = 8 * 1024 * 1024
/** Milliseconds between two looks at how the clock was set. */
const clockLooks = 10_000

export async function openDurableLogins(options: DurableLoginsOptions): Promise<DurableLogins> {
  const { dataDir, file, foldAt, systemTime, onNotice, boot, restoreMargin, steadyClock, room } = options
  const recovered = await recoverLogins(options)
  const { tables } = recovered
  let { floor, generation, olderBytes } = recovered
  let foldWhen = await nextFold()
  let folding: Promise<void> | null = null
  let formedAt = 0
  /** Whether the journal tells by now that the service runs. */
  let markedRunning = false
  let facts = tables.facts.get(factsKey) ?? noFacts
  /** While a hold runs: when it has lasted as long as it should, by the steady clock. */
  let holdEnds =
    steadyClock !== null && isHeld(facts.hold, options.now) ? steadyClock() + restoreMargin : null

  const journal = createAppendFile<LoginRecord | null>(recovered.target, {
    form(records) {
      formedAt = systemTime()
      const changes = records.filter((record) => record !== null)
      return encodeBatch({
        writtenAt: formedAt,
        floor,
        records: markedRunning ? changes : [['facts', factsKey, facts], ...changes],
      })
    },
    onWritten(handle) {
      markedRunning = true
      if (olderBytes + journal.size >= foldWhen) startFolding()
      // The batch is on the disk. Where this fails, the next start is careful for nothing.
      return touchIfSlow(handle, formedAt, systemTime).catch(() => undefined)
    },
    onCut: (handle) => touchJournal(handle, systemTime),
    onFailure: (cause) =>
      new StateStoreError(`cannot write to ${dataDir}: ${(cause as Error).message}`, { cause }),
    room,
  })

  /** A fold writes all of logins.json: it comes once in as many bytes, so that many users make no login dearer. */
  async function nextFold(): Promise<number> {
    return foldAt ?? Math.max(leastFoldAt, await loginsFileSize(dataDir))
  }

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

  function putFacts(next: StoreFacts): Promise<void> {
    const before = facts
    facts = next
    putRow(tables, 'facts', factsKey, next)
    return journal.append(['facts', factsKey, next], () => {
      facts = before
      putRow(tables, 'facts', factsKey, before)
    })
  }

  function lookAtClock(): void {
    const seen = seeClock(facts, boot(), systemTime())
    // Best effort: it only helps to tell why the floor is ahead.
    if (seen !== facts) putFacts(seen).catch(() => undefined)
  }

  /** A clock that is set ahead while a hold runs must not end it. */
  function watchHold(now: number): void {
    if (steadyClock === null || holdEnds === null || facts.hold === null) return
    const left = holdEnds - steadyClock()
    if (left <= 0) holdEnds = null
    else if (now + left > facts.hold.until + correction)
      hold({ ...facts.hold, noticedAt: now, until: now + left })
  }

  function hold(next: Hold): void {
    floor = Math.max(floor, next.until)
    putFacts({ ...facts, hold: next }).catch(() => undefined)
  }

  function moveFloor(to: number): Promise<void> {
    const before = floor
    floor = to
    return journal.append(null, () => {
      floor = Math.max(floor, before)
    })
  }

  const looking = setInterval(lookAtClock, clockLooks).unref()

  return {
    tables,
    floor: () => floor,
    raiseFloor(now) {
      if (now > floor) floor = now
      if (holdEnds !== null) watchHold(now)
    },
    standing() {
      lookAtClock()
      return standingOf(facts)
    },
    restores: () => facts.restores,
    heldUntil(acceptableUntil) {
      if (acceptableUntil <= floor) return floor
      const { refused } = facts
      const isRefused = refused !== null && acceptableUntil > refused.from && acceptableUntil <= refused.until
      return isRefused ? refused.until : null
    },
    async releaseClock(now) {
      lookAtClock()
      watchHold(now)
      const { hold } = facts
      const anew = isHeld(hold, now) ? heldAnew(facts, hold, now, restoreMargin) : facts
      if (isHeld(hold, now) && anew === null) return { result: 'held', hold }
      if (anew !== null && anew !== facts) {
        putFacts(anew)
        if (steadyClock !== null) holdEnds = steadyClock() + restoreMargin
      }
      const lowered = isHeld(facts.hold, now) ? facts.hold.until : now
      const rows = releasedRows(tables, now, restoreMargin)
      // All of it goes into one write.
      for (const [key, steps] of rows) put('timeSteps', key, steps)
      await moveFloor(lowered)
      return { result: 'released', floor: lowered, freed: rows.length }
    },
    async noteRevision(revision) {
      if (revision > facts.enrolmentsRevision) await putFacts({ ...facts, enrolmentsRevision: revision })
    },
    takeOver({ hold, restores }) {
      const later = (hold?.until ?? 0) > (facts.hold?.until ?? 0) ? hold : facts.hold
      putFacts({ ...facts, hold: later, restores: Math.max(restores, facts.restores) })
    },
    put,
    claim(claimKey, timeStep) {
      const before = tables.timeSteps.get(claimKey) ?? null
      const record = ['claim', claimKey, timeStep] as const
      applyRecord(tables, record)
      return journal.append(record, () => putRow(tables, 'timeSteps', claimKey, before))
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
      clearInterval(looking)
      await folding
      facts = { ...facts, running: false }
      putRow(tables, 'facts', factsKey, facts)
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
