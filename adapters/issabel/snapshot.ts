import { chmod, copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Row } from '../database/database.ts'
import { loadDriver } from '../load-driver.ts'
import { UserStoreError } from '../user-store.ts'

export type Snapshot<Query extends string> = Readonly<Record<Query, readonly Row[]>>

/** Delays between attempts while another program writes, ms. */
const pauses = [5, 10, 20, 40, 80, 160]
/** First bytes of a rollback journal while a transaction is written, and after a crash until it is rolled back. */
const journalMagic = Buffer.from('d9d505f920a163d7', 'hex')
/**
 * Bytes at the start of a database, with a counter that each transaction changes (www.sqlite.org/fileformat.html,
 * section 1.3).
 */
const headerBytes = 100

/**
 * Queries a consistent copy of an SQLite database. The database itself is only read. The driver never opens it, because
 * its locks are folders beside the file, unknown to other programs, and because it does not roll back a transaction
 * that another program left unfinished.
 */
export async function querySnapshot<Query extends string>(
  path: string,
  queries: Readonly<Record<Query, string>>,
): Promise<Snapshot<Query>> {
  const sqlite = await loadDriver('node-sqlite3-wasm', () => import('node-sqlite3-wasm'), UserStoreError)
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

/**
 * Stays the same as long as the database is not written to. Includes the header, because the modification time alone is
 * too coarse.
 */
export async function stampOf(path: string): Promise<string> {
  const [{ ino, size, mtimeNs }, header] = await Promise.all([
    stat(path, { bigint: true }),
    beginningOf(path, headerBytes),
  ])
  return `${ino} ${size} ${mtimeNs} ${header.toString('base64')}`
}

/** Copies the database, and repeats that until it was not written to meanwhile. */
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

/** Whether a part of the data is in another file: an uncommitted transaction, or in WAL mode a committed one. */
async function isBeingWritten(path: string): Promise<boolean> {
  const [journal, log] = await Promise.all([
    beginningOf(`${path}-journal`, journalMagic.length),
    beginningOf(`${path}-wal`, 1),
  ])
  return journal.equals(journalMagic) || log.length > 0
}

/** Fewer bytes where the file is shorter, and none where it is missing. */
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
