import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadDriver, type Row } from '../sql/database.ts'

export type Snapshot<Query extends string> = Readonly<Record<Query, readonly Row[]>>

/** Milliseconds between two tries while somebody writes. */
const pauses = [5, 10, 20, 40, 80, 160]
/** SQLite's default; beside a database while a transaction is written, and after a crash until it is undone. */
const journalOf = (path: string) => `${path}-journal`

/**
 * Queries a copy of an SQLite database, as of one moment between transactions. The database itself is only read and never
 * locked: the driver's locks are folders beside the file, which its owner knows nothing of.
 */
export async function querySnapshot<Query extends string>(
  path: string,
  queries: Readonly<Record<Query, string>>,
): Promise<Snapshot<Query>> {
  const sqlite = await loadDriver('node-sqlite3-wasm', () => import('node-sqlite3-wasm'))
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-sqlite-'))
  try {
    const copy = join(folder, 'copy.db')
    await copyUnchanged(path, copy)
    const database = new sqlite.default.Database(copy)
    try {
      const entries = Object.entries<string>(queries).map(([name, sql]) => [name, database.all(sql)])
      return Object.fromEntries(entries)
    } finally {
      database.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The same for as long as nobody has written to the database. */
export async function stampOf(path: string): Promise<string> {
  const [main, journal] = await Promise.all([
    stat(path, { bigint: true }),
    stat(journalOf(path), { bigint: true }).catch(() => null),
  ])
  return [main, journal]
    .map((file) => (file === null ? '' : `${file.ino} ${file.size} ${file.mtimeNs}`))
    .join()
}

/** Copies the database and what would undo a half-written transaction, until nobody wrote meanwhile. */
async function copyUnchanged(path: string, copy: string): Promise<void> {
  for (const pause of [...pauses, null]) {
    const before = await stampOf(path)
    await copyPrivate(path, copy)
    const hasJournal = await copyPrivate(journalOf(path), journalOf(copy)).then(
      () => true,
      () => false,
    )
    if (!hasJournal) await rm(journalOf(copy), { force: true })
    if ((await stampOf(path)) === before) return
    if (pause !== null) await sleep(pause)
  }
  throw new Error(`${path} is being written all the time`)
}

/** The folder is closed to others; the copy is, too, and can be written whatever the mode of the original. */
async function copyPrivate(from: string, to: string): Promise<void> {
  await copyFile(from, to)
  const file = await open(to)
  try {
    await file.chmod(0o600)
  } finally {
    await file.close()
  }
}
