import { readFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditStore } from '../audit/audit-store.ts'
import { readWholeLines } from '../audit/read-lines.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { SnapshotOperations } from '../state/snapshot.ts'
import {
  auditFile,
  type BackupEnd,
  type BackupHeader,
  type BackupLine,
  createChecksum,
  macOf,
  usersFile,
} from './format.ts'

export interface BackupSource {
  readonly header: Omit<BackupHeader, 'keyId'>
  readonly state: Pick<SnapshotOperations, 'readRows'> & Pick<AuditStore, 'listAuditKeys'>
  readonly sealing: Pick<Sealing, 'keyId' | 'backupKey'>
  /** Folder of the audit log. */
  readonly dataDir: string
  /** Users that Ringlock keeps itself: files by the name of their store. */
  readonly usersFiles: ReadonlyMap<string, string>
}

export interface BackupSummary {
  readonly lines: number
  readonly sha256: string
  readonly keyId: string
}

/** The master key, or the keys of the audit log, changed meanwhile: the backup is not to be used, and can be made anew. */
export class ChangedMeanwhileError extends Error {
  override readonly name = 'ChangedMeanwhileError'
}

/** Bytes of a file in one line. */
const pieceBytes = 48 * 1024
/** How often users were changed in the very moment before the state was read. */
const mostAttempts = 20

/**
 * Writes a backup while the service runs. It is consistent: state and users are as of one moment, and the audit log as of a later
 * one, because a log that ends before what the state knows of it counts as cut off. Between any two pieces other work goes on.
 *
 * @param write - gets the text in pieces; the next one follows when it resolves
 */
export async function writeBackup(
  { header, state, sealing, dataDir, usersFiles }: BackupSource,
  write: (piece: string) => Promise<void>,
): Promise<BackupSummary> {
  const checksum = createChecksum()
  const { keyId } = sealing

  async function writeLines(lines: readonly BackupLine[]): Promise<void> {
    let piece = ''
    for (const line of lines) {
      const text = `${JSON.stringify(line)}\n`
      checksum.add(text)
      piece += text
    }
    if (piece !== '') await write(piece)
    await nextTurn()
  }

  async function writeFile(name: string, pieces: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> {
    for await (const piece of pieces) await writeLines([['file', name, piece.toString('latin1')]])
  }

  /** A removed user must not come back without the second factor that is removed afterwards, nor an imported one before it. */
  async function writeState(attempt: number): Promise<Set<string>> {
    const auditKeys = new Set<string>()
    const users = await readAll(usersFiles)
    let begun = false
    try {
      await state.readRows(async (rows) => {
        if (!begun) {
          if (!isSame(users, await readAll(usersFiles))) throw new UsersChanged()
          begun = true
          await writeLines([['header', { ...header, keyId }]])
          for (const [store, bytes] of users) await writeFile(usersFile(store), piecesOf(bytes))
        }
        for (const [table, key] of rows) if (table === 'auditKeys') auditKeys.add(key)
        await writeLines(rows)
      })
    } catch (error) {
      if (!(error instanceof UsersChanged) || attempt === mostAttempts) throw error
      return writeState(attempt + 1)
    }
    return auditKeys
  }

  const auditKeys = await writeState(1)
  for await (const { name, bytes } of readWholeLines(dataDir, pieceBytes)) {
    await writeFile(auditFile(name), [bytes])
  }
  const laterKeys = (await state.listAuditKeys()).filter(({ id }) => !auditKeys.has(id))
  if (laterKeys.length > 0 || sealing.keyId !== keyId) {
    throw new ChangedMeanwhileError('keys were changed while the backup was made; make it again')
  }
  const { lines } = checksum
  const sha256 = checksum.sha256()
  const end: BackupEnd = { lines, sha256, mac: macOf(sha256, sealing.backupKey) }
  await write(`${JSON.stringify(['end', end])}\n`)
  return { lines, sha256, keyId }
}

class UsersChanged extends Error {
  override readonly message = 'the users change all the time'
}

async function readAll(files: ReadonlyMap<string, string>): Promise<Map<string, Buffer>> {
  const read = await Promise.all(
    [...files].map(async ([store, path]) => [store, await readIfThere(path)] as const),
  )
  return new Map(read.flatMap(([store, bytes]) => (bytes === null ? [] : [[store, bytes]])))
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function isSame(before: ReadonlyMap<string, Buffer>, after: ReadonlyMap<string, Buffer>): boolean {
  return (
    before.size === after.size &&
    [...before].every(([store, bytes]) => after.get(store)?.equals(bytes) === true)
  )
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes)
  }
}
