import type { JsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import { type AppendTarget, openForAppending } from '../../lib/append-file.ts'
import { isoTime } from '../../lib/clock.ts'
import type { HoldCause } from '../contract/state-store.ts'
import { dropStaleRows, factsKey, type LoginTables } from '../login-tables.ts'
import { type Boot, correction, noFacts, type StoreFacts, seeClock } from '../store-facts.ts'
import { claimKeys, newestStamp } from '../store-rules.ts'
import type { EnrolmentsFile } from './enrolments-file.ts'
import { createJournal, type Journal, listJournals, readJournals, removeOtherJournals } from './journal.ts'
import { foldLogins, type LoginsFile, unfoldLogins } from './logins-file.ts'
import { applyRecord, completeRuns, type LoginRecord, putRow } from './logins-memory.ts'

export interface RecoverOptions {
  readonly dataDir: string
  readonly file: JsonDatabase<LoginsFile>
  /** Server time, milliseconds since the epoch. */
  readonly now: number
  /** Milliseconds after which every code that may have been used before a backup was put back has run out. */
  readonly restoreMargin: number
  readonly enrolments: EnrolmentsFile
  /** How the system tells this start of the machine from others; null: it does not. */
  readonly boot: () => Boot | null
  /** Time of the system; it is compared with what the file system says. */
  readonly systemTime: () => number
  readonly onNotice: (message: string) => void
}

export interface RecoveredLogins {
  readonly tables: LoginTables
  readonly floor: number
  /** Of the journal that is written to from now on. */
  readonly generation: number
  readonly target: AppendTarget
  /** Bytes of the journals before it that are not folded into logins.json. */
  readonly olderBytes: number
}

/**
 * What logins.json and its journals hold, and the journal to go on with. Where that journal is not the one that was
 * left here, a backup was put back, and the floor rises so far that no code of before works again.
 *
 * @throws DamagedFileError when a journal is damaged in a way that no crash can explain; then nothing was changed
 */
export async function recoverLogins(options: RecoverOptions): Promise<RecoveredLogins> {
  const { dataDir, file, now, enrolments, boot } = options
  const journals = await readJournals(dataDir, file.data.generation)
  const tables = unfoldLogins(file.data)
  replay(journals, tables)
  completeRuns(tables)
  const inPlace = journals.length > 0 && journals.every((journal) => journal.inPlace)
  const live = liveKeys(enrolments)
  const before = tables.facts.get(factsKey) ?? noFacts
  const here = boot()
  const cause = live.size === 0 ? null : causeOfHold(before, enrolments, inPlace, here)
  const until = now + options.restoreMargin
  const hold = cause === null ? before.hold : { cause, noticedAt: now, until }
  const lastFloor = journals.findLast(({ batches }) => batches.length > 0)?.batches.at(-1)?.floor
  const floorBefore = lastFloor ?? file.data.floor
  const floor = Math.max(floorBefore, cause === null ? now : until)
  // Codes that were used under the clock as it was before it was set back become acceptable when it shows that time again.
  const setBack = cause === null ? 0 : setBackSince(before.boot, here)
  const refused = setBack === 0 ? before.refused : { from: floorBefore, until: until + setBack }
  // What an earlier version left cannot be told from its upgrade: its codes are held, and nothing else is lost.
  const isRestore = cause === 'restored' && tables.facts.has(factsKey)
  if (isRestore) forgetOneUseThings(tables)
  const restores = isRestore ? Math.max(before.restores, newestStamp(enrolments)) + 1 : before.restores
  const seen = seeClock(before, here, options.systemTime())
  const { revision } = enrolments
  const facts = { ...seen, hold, refused, restores, running: true, boot: here, enrolmentsRevision: revision }
  putRow(tables, 'facts', factsKey, facts)
  if (cause !== null) options.onNotice(holdNotice(cause, dataDir, floor))
  keepRemoved(tables, live, floor)
  dropStaleRows(tables, floor)
  const isWhole = inPlace && !journals.slice(0, -1).some(({ torn }) => torn)
  const opened =
    isWhole && cause === null ? await goOn(options, journals) : await beginAnew(options, tables, floor)
  return { tables, floor, ...opened }
}

/** Milliseconds that the clock was set back within this start of the machine; 0: none, or it cannot be told. */
function setBackSince(before: Boot | null, here: Boot | null): number {
  if (before === null || here === null || before.id !== here.id) return 0
  const by = before.startedAt - here.startedAt
  return by > correction ? by : 0
}

/** What authenticators claim their codes under. */
function liveKeys({ enrolments }: EnrolmentsFile): ReadonlySet<string> {
  return new Set(Object.values(enrolments).flatMap(claimKeys))
}

/** null: nothing was lost, as far as can be told. */
function causeOfHold(
  { running, boot, enrolmentsRevision }: StoreFacts,
  { revision }: EnrolmentsFile,
  inPlace: boolean,
  here: Boot | null,
): HoldCause | null {
  if (!inPlace || revision < enrolmentsRevision) return 'restored'
  return running && boot !== null && here !== null && boot.id !== here.id ? 'unclean-stop' : null
}

/** What may have been used since the backup and can simply be had again: logins begin anew, and browsers are asked for a code. */
function forgetOneUseThings(tables: LoginTables): void {
  for (const table of ['challenges', 'links', 'trustedDevices', 'proofs'] as const) tables[table].clear()
}

/** The steps of an authenticator that is gone count for whoever enrols its TOTP secret again. */
function keepRemoved(
  { timeSteps, removedKeys }: LoginTables,
  live: ReadonlySet<string>,
  floor: number,
): void {
  for (const key of removedKeys.keys()) if (live.has(key)) removedKeys.delete(key)
  for (const key of timeSteps.keys()) if (!live.has(key) && !removedKeys.has(key)) removedKeys.set(key, floor)
}

function replay(journals: readonly Journal[], tables: LoginTables): void {
  for (const { batches } of journals) {
    for (const { records } of batches) {
      for (const record of records as LoginRecord[]) applyRecord(tables, record)
    }
  }
}

type OpenedJournal = Pick<RecoveredLogins, 'generation' | 'target' | 'olderBytes'>

async function goOn({ dataDir, file }: RecoverOptions, journals: readonly Journal[]): Promise<OpenedJournal> {
  const older = journals.slice(0, -1)
  const last = journals.at(-1) as Journal
  await removeOtherJournals(dataDir, file.data.generation, last.generation)
  const handle = await openForAppending(last.path, 'existing')
  const olderBytes = older.reduce((sum, { size }) => sum + size, 0)
  return { generation: last.generation, target: { handle, size: last.size }, olderBytes }
}

async function beginAnew(
  { dataDir, file, systemTime }: RecoverOptions,
  tables: LoginTables,
  floor: number,
): Promise<OpenedJournal> {
  const generation = Math.max(file.data.generation, ...(await listJournals(dataDir))) + 1
  const target = await createJournal(dataDir, generation, systemTime)
  try {
    await file.update(() => foldLogins(tables, generation, floor))
    await removeOtherJournals(dataDir, generation, generation)
  } catch (error) {
    await target.handle.close()
    throw error
  }
  return { generation, target, olderBytes: 0 }
}

function holdNotice(cause: HoldCause, dataDir: string, floor: number): string {
  const until = isoTime(floor)
  if (cause === 'unclean-stop') {
    return (
      `The machine was started anew while the service ran. In case its disk is a snapshot that was put back, every code is ` +
      `refused until ${until}; then codes work again, and there is nothing to do.`
    )
  }
  return (
    `The state in ${dataDir} comes from a backup, or its journal is lost. Codes that may have been used already are ` +
    `refused: every code until ${until}; then codes work again, and there is nothing to do. Recovery codes made before are ` +
    'held back until their owners make new ones: ringlock doctor names them.'
  )
}
