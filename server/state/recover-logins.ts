import type { JsonDatabase } from '../../adapters/json-database.ts'
import { type AppendTarget, openForAppending } from '../append-file.ts'
import { createJournal, type Journal, listJournals, readJournals, removeOtherJournals } from './journal.ts'
import { completeRuns, dropStaleRows, type LoginRecord, type LoginTables, putRow } from './logins.ts'
import { foldLogins, type LoginsFile, unfoldLogins } from './logins-file.ts'

export interface RecoverOptions {
  readonly dataDir: string
  readonly file: JsonDatabase<LoginsFile>
  /** Server time, milliseconds since the epoch. */
  readonly now: number
  /** Milliseconds after which every code that may have been used before a backup was put back has run out. */
  readonly restoreMargin: number
  /** Of every enrolment. */
  readonly authenticatorIds: ReadonlySet<string>
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
  const { dataDir, file, now, authenticatorIds } = options
  const journals = await readJournals(dataDir, file.data.generation)
  const tables = unfoldLogins(file.data)
  replay(journals, tables)
  completeRuns(tables)
  for (const id of tables.timeSteps.keys()) if (!authenticatorIds.has(id)) tables.timeSteps.delete(id)
  const inPlace = journals.length > 0 && journals.every((journal) => journal.inPlace)
  const restored = !inPlace && authenticatorIds.size > 0
  const lastFloor = journals.findLast(({ batches }) => batches.length > 0)?.batches.at(-1)?.floor
  const floor = Math.max(lastFloor ?? file.data.floor, restored ? now + options.restoreMargin : now)
  if (restored) options.onNotice(restoredNotice(dataDir, floor))
  dropStaleRows(tables, floor)
  const opened =
    inPlace && !journals.slice(0, -1).some(({ torn }) => torn)
      ? await goOn(options, journals)
      : await beginAnew(options, tables, floor)
  return { tables, floor, ...opened }
}

function replay(journals: readonly Journal[], tables: LoginTables): void {
  for (const { batches } of journals) {
    for (const { records } of batches) {
      for (const [table, key, row] of records as LoginRecord[]) putRow(tables, table, key, row)
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

function restoredNotice(dataDir: string, floor: number): string {
  return (
    `The state in ${dataDir} comes from a backup, or its journal is lost. Codes that may have been used already are ` +
    `refused: every code until ${new Date(floor).toISOString()}. Recovery codes used since the backup work again; ` +
    'give their owners new ones.'
  )
}
