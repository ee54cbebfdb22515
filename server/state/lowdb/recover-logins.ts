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
  /** Milliseconds after which every code that may have been used before a restore has expired. */
  readonly restoreMargin: number
  readonly enrolments: EnrolmentsFile
  /** How the system identifies the current boot of the machine; null if it does not. */
  readonly boot: () => Boot | null
  /** The system's time, which is compared with the file system's. */
  readonly systemTime: () => number
  readonly onNotice: (message: string) => void
}

export interface RecoveredLogins {
  readonly tables: LoginTables
  readonly floor: number
  /** Generation of the journal to continue with. */
  readonly generation: number
  readonly target: AppendTarget
  /** Size of the earlier journals that are not yet folded into logins.json. */
  readonly olderBytes: number
}

/**
 * Reads logins.json and its journals, and determines the journal to continue with. If that journal is not the one left here, a
 * backup was restored, and the floor is raised so far that no earlier code works again.
 *
 * @throws DamagedFileError if a journal is damaged in a way no crash explains; nothing was changed then
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
  // Codes used before the clock was set back become acceptable again when the clock reaches that time.
  const setBack = cause === null ? 0 : setBackSince(before.boot, here)
  const refused = setBack === 0 ? before.refused : { from: floorBefore, until: until + setBack }
  // A restored folder of an earlier version cannot be distinguished from an upgrade: its codes are held, but nothing else is
  // forgotten.
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

/** By how many milliseconds the clock was set back within this boot; 0 if it was not, or that is not known. */
function setBackSince(before: Boot | null, here: Boot | null): number {
  if (before === null || here === null || before.id !== here.id) return 0
  const by = before.startedAt - here.startedAt
  return by > correction ? by : 0
}

/** The keys under which authenticators claim their codes. */
function liveKeys({ enrolments }: EnrolmentsFile): ReadonlySet<string> {
  return new Set(Object.values(enrolments).flatMap(claimKeys))
}

/** null if, as far as is known, nothing was lost. */
function causeOfHold(
  { running, boot, enrolmentsRevision }: StoreFacts,
  { revision }: EnrolmentsFile,
  inPlace: boolean,
  here: Boot | null,
): HoldCause | null {
  if (!inPlace || revision < enrolmentsRevision) return 'restored'
  return running && boot !== null && here !== null && boot.id !== here.id ? 'unclean-stop' : null
}

/**
 * Deletes what may have been used since the backup and is easily replaced: pending logins, links, and the trust of browsers.
 */
function forgetOneUseThings(tables: LoginTables): void {
  for (const table of ['challenges', 'links', 'trustedDevices', 'proofs'] as const) tables[table].clear()
}

/** The steps of a removed authenticator are kept, in case its TOTP secret is enrolled again. */
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
