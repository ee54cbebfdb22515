import { chmod, copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadDriver, type Row } from '../database/database.ts'

export type Snapshot<Query extends string> = Readonly<Record<Query, readonly Row[]>>

/** Milliseconds between two tries while somebody writes. */
const pauses = [5, 10, 20, 40, 80, 160]
/** What a rollback journal begins with while a transaction is written, and after a crash until it is undone. */
const journalMagic = Buffer.from('d9d505f920a163d7', 'hex')
/** Bytes in front of a database, with a number that each transaction changes (www.sqlite.org/fileformat.html, section 1.3). */
const headerBytes = 100

/**
 * Queries a copy of an SQLite database, as of one moment between transactions. The database itself is only read and never
 * opened by the driver, whose locks are folders beside the file, which other programs know nothing of, and which
 * undoes no transaction that another program was cut off in.
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

/** The same for as long as nobody has written to the database; its time alone stands still for some milliseconds. */
export async function stampOf(path: string): Promise<string> {
  const [{ ino, size, mtimeNs }, header] = await Promise.all([
    stat(path, { bigint: true }),
    beginningOf(path, headerBytes),
  ])
  return `${ino} ${size} ${mtimeNs} ${header.toString('base64')}`
}

/** Copies the database, again until nobody wrote meanwhile. */
async function copyUnchanged(path: string, copy: string): Promise<void> {
  for (const pause of [...pauses, null]) {
    const before = await stampOf(path)
    if (!(await isBeingWritten(path))) {
      await copyFile(path, copy)
      if (!(await isBeingWritten(path)) && (await stampOf(path)) === before) return chmod(copy, 0o600)
    }
    if (pause !== null) await sleep(pause)
  }
  throw new Error(`${path} is being written`)
}

/** Whether part of the truth is in another file: a transaction that is not committed, or one that is (WAL mode). */
async function isBeingWritten(path: string): Promise<boolean> {
  const [journal, log] = await Promise.all([
    beginningOf(`${path}-journal`, journalMagic.length),
    beginningOf(`${path}-wal`, 1),
  ])
  return journal.equals(journalMagic) || log.length > 0
}

/** None of a file that is not there, and fewer of one that is shorter. */
async function beginningOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (file === null) return Buffer.alloc(0)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
