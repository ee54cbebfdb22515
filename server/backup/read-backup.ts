import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import {
  type BackupEnd,
  type BackupHeader,
  type BackupLine,
  backupVersion,
  createChecksum,
} from './format.ts'

export type BackupReading =
  | { readonly result: 'whole'; readonly header: BackupHeader; readonly end: BackupEnd }
  /** @property why - a part of a sentence */
  | { readonly result: 'damaged'; readonly why: string }
  | { readonly result: 'other-version'; readonly madeBy: string; readonly version: number }

/** Bytes; a line holds a row or a piece of a file. */
const longestLine = 64 * 1024 * 1024

/**
 * Reads a backup to its end and compares the checksum. Only `whole` says that what `visit` got is what was written, and only
 * its MAC by whom. Rejects where the file cannot be opened.
 *
 * @param visit - gets all lines between header and end
 */
export async function readBackup(
  file: string,
  visit: (line: Exclude<BackupLine, readonly ['header' | 'end', ...unknown[]]>) => Promise<void> | void,
): Promise<BackupReading> {
  const checksum = createChecksum()
  let header: BackupHeader | null = null
  let end: BackupEnd | null = null

  async function take(text: string): Promise<void> {
    if (end !== null) throw new Damaged('something follows its end')
    const line = parseLine(text)
    if (header === null) header = headerOf(line)
    else if (line[0] === 'end') {
      end = line[1]
      return
    } else if (line[0] === 'header') throw new Damaged('it has two headers')
    else await visit(line)
    checksum.add(`${text}\n`)
  }

  const source = createReadStream(file)
  const bytes = createGunzip()
  try {
    // The lines end, or fail, with whichever of the two streams fails first.
    source.once('error', (error) => bytes.destroy(error)).pipe(bytes)
    for await (const text of linesIn(bytes)) await take(text)
  } catch (error) {
    if (error instanceof OtherVersion) {
      return { result: 'other-version', madeBy: error.madeBy, version: error.version }
    }
    if (error instanceof Damaged) return { result: 'damaged', why: error.message }
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'Z_BUF_ERROR') return { result: 'damaged', why: 'it ends too early' }
    if (code === 'Z_DATA_ERROR') {
      return { result: 'damaged', why: header === null ? 'it is no backup' : 'its bytes were altered' }
    }
    throw error
  } finally {
    source.destroy()
    bytes.destroy()
  }
  return verdict(header, end, checksum.lines, checksum.sha256())
}

function verdict(
  header: BackupHeader | null,
  end: BackupEnd | null,
  lines: number,
  sha256: string,
): BackupReading {
  if (header === null) return { result: 'damaged', why: 'it is empty' }
  if (end === null) return { result: 'damaged', why: 'it ends too early' }
  if (end.lines !== lines || end.sha256 !== sha256) return { result: 'damaged', why: 'its checksum differs' }
  return { result: 'whole', header, end }
}

class Damaged extends Error {}

class OtherVersion extends Error {
  readonly madeBy: string
  readonly version: number

  constructor(madeBy: string, version: number) {
    super()
    this.madeBy = madeBy
    this.version = version
  }
}

function headerOf(line: BackupLine): BackupHeader {
  const [what, header] = line as readonly ['header', BackupHeader]
  if (what !== 'header' || header?.kind !== 'ringlock-backup') throw new Damaged('it is no backup')
  const { version, madeBy } = header as { version: number; madeBy: string }
  if (version !== backupVersion) throw new OtherVersion(madeBy, version)
  return header
}

function parseLine(text: string): BackupLine {
  try {
    const line: unknown = JSON.parse(text)
    if (Array.isArray(line) && typeof line[0] === 'string') return line as unknown as BackupLine
  } catch {
    // Told below.
  }
  throw new Damaged('it is no backup, or a line of it was altered')
}

/** Throws where text follows the last newline. */
async function* linesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  let length = 0
  for await (let chunk of chunks) {
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n')) {
      yield Buffer.concat([...rest, chunk.subarray(0, end)]).toString()
      chunk = chunk.subarray(end + 1)
      rest = []
      length = 0
    }
    rest.push(chunk)
    length += chunk.length
    if (length > longestLine) throw new Damaged('it is no backup')
  }
  if (length > 0) throw new Damaged('it ends too early')
}
