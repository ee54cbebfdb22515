import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { currentAuditFile, listAuditFiles, numberedAuditFile } from './audit-folder.ts'
import { type AuditLink, parseAuditLine } from './audit-line.ts'

export interface FoundLine {
  readonly file: string
  /** Line number in the file, from 1. */
  readonly number: number
  readonly text: Buffer
  /** null: this is no line of an audit log. */
  readonly link: AuditLink | null
  /** False: the file ended in the middle of the line. */
  readonly ended: boolean
}

/** Bytes; far more than a line has. */
const longestLine = 1024 * 1024

/** The lines of these files in order. The last file may be growing. */
export async function* readLines(
  files: readonly { readonly name: string; readonly path: string }[],
  pause: () => Promise<void> = async () => {},
): AsyncGenerator<FoundLine> {
  for (const { name, path } of files) {
    let number = 0
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let start = 0
      for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', start)) {
        yield lineOf(name, ++number, bytes.subarray(start, end), true)
        start = end + 1
      }
      // A longer run without a newline is no line, so its end need not be kept.
      rest = bytes.subarray(start, start + longestLine)
      await pause()
    }
    if (rest.length > 0) yield lineOf(name, ++number, rest, false)
  }
}

function lineOf(file: string, number: number, text: Buffer, ended: boolean): FoundLine {
  return { file, number, text, link: parseAuditLine(text), ended }
}

/** Whole lines, each with its newline. */
interface LinesBlock {
  readonly bytes: Buffer
  /** Offset in the file. */
  readonly start: number
}

interface PlacedLine {
  /** Without its newline. */
  readonly text: string
  /** Offset in the file. */
  readonly start: number
}

/** A place in the log. The current file counts under the number that it will get when it is full. */
export interface LogPlace {
  readonly number: number
  /** Bytes from the start of that file. */
  readonly end: number
}

export const endOfLog: LogPlace = { number: Number.MAX_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER }

/**
 * The lines of all files before a place, newest block first. Reading stays right while lines are appended and while the
 * current file gets its number.
 */
export async function* logBackwards(
  folder: string,
  from: LogPlace = endOfLog,
): AsyncGenerator<LinesBlock & { readonly number: number }> {
  const { numbers } = await listAuditFiles(folder)
  const current = (numbers.at(-1) ?? 0) + 1
  for (const number of [...numbers, current].reverse()) {
    const handle = number > from.number ? null : await openNumber(folder, number)
    if (handle === null) continue
    try {
      const { size } = await handle.stat()
      const end = number === from.number ? Math.min(from.end, size) : size
      for await (const block of blocksBackwards(handle, end)) yield { ...block, number }
    } finally {
      await handle.close()
    }
  }
}

/**
 * The bytes of all files as they are now, oldest first, up to the last whole line, while the log is being written. The last file
 * is named as the current one, even if it gets its number meanwhile.
 *
 * @param blockBytes - the most at a time
 */
export async function* readWholeLines(
  folder: string,
  blockBytes: number,
): AsyncGenerator<{ readonly name: string; readonly bytes: Buffer }> {
  const { numbers } = await listAuditFiles(folder)
  const current = (numbers.at(-1) ?? 0) + 1
  for (const number of [...numbers, current]) {
    // A file that is gone was dropped for its age or for room.
    const handle = await openNumber(folder, number)
    if (handle === null) continue
    const name = number === current ? currentAuditFile : numberedAuditFile(number)
    try {
      const { size } = await handle.stat()
      const end = number === current ? await endOfLines(handle, size) : size
      for (let start = 0; start < end; start += blockBytes) {
        const length = Math.min(blockBytes, end - start)
        const { buffer } = await handle.read(Buffer.alloc(length), 0, length, start)
        yield { name, bytes: buffer }
      }
    } finally {
      await handle.close()
    }
  }
}

export const startOfLog: LogPlace = { number: 0, end: 0 }

/** The place behind the last line that is there now. */
export async function currentEnd(folder: string): Promise<LogPlace> {
  const { numbers } = await listAuditFiles(folder)
  const number = (numbers.at(-1) ?? 0) + 1
  const handle = await openNumber(folder, number)
  if (handle === null) return { number, end: 0 }
  try {
    return { number, end: await endOfLines(handle, (await handle.stat()).size) }
  } finally {
    await handle.close()
  }
}

/**
 * The whole lines from a place on that are there now, oldest first, without their newlines. Reading stays right while lines are
 * appended and while the current file gets its number.
 *
 * @returns the place where later lines begin
 */
export async function* linesForward(folder: string, from: LogPlace): AsyncGenerator<string, LogPlace> {
  let place = from
  for (;;) {
    // Before the file is read: it gets its number only after its last line.
    const { numbers } = await listAuditFiles(folder)
    const current = (numbers.at(-1) ?? 0) + 1
    const number = numbers.find((each) => each >= place.number) ?? current
    let end = number === place.number ? place.end : 0
    const handle = await openNumber(folder, number)
    try {
      const upTo = handle === null ? 0 : await endOfLines(handle, (await handle.stat()).size)
      while (handle !== null && end < upTo) {
        const bytes = Buffer.alloc(Math.min(blockBytes, upTo - end))
        await handle.read(bytes, 0, bytes.length, end)
        const whole = bytes.lastIndexOf(newline) + 1
        if (whole > 0) yield* bytes.toString('utf8', 0, whole - 1).split('\n')
        end += whole > 0 ? whole : bytes.length
      }
    } finally {
      await handle?.close()
    }
    place = { number, end }
    if (number >= current) return place
    place = { number: number + 1, end: 0 }
  }
}

async function endOfLines(handle: FileHandle, size: number): Promise<number> {
  for await (const { start, bytes } of blocksBackwards(handle, size)) return start + bytes.length
  return 0
}

/** null: the file is gone, or not there yet. */
async function openNumber(folder: string, number: number): Promise<FileHandle | null> {
  const named = await openIfThere(join(folder, numberedAuditFile(number)))
  if (named !== null) return named
  const current = await openIfThere(join(folder, currentAuditFile))
  // A rotation between the two calls renames the current file, and the next one is opened in its place.
  const namedMeanwhile = await openIfThere(join(folder, numberedAuditFile(number)))
  if (namedMeanwhile === null) return current
  await current?.close()
  return namedMeanwhile
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Much longer than a line of the log; a longer run of bytes is skipped. */
const blockBytes = 256 * 1024
const newline = 0x0a

/** The lines of one file that end before `end`, newest block first; one block is in memory at a time. */
export async function* blocksBackwards(handle: FileHandle, end: number): AsyncGenerator<LinesBlock> {
  for (let upTo = end; upTo > 0; ) {
    const start = Math.max(0, upTo - blockBytes)
    const { buffer } = await handle.read(Buffer.alloc(upTo - start), 0, upTo - start, start)
    const first = start === 0 ? 0 : buffer.indexOf(newline) + 1
    const behindLast = buffer.lastIndexOf(newline) + 1
    if (first < behindLast) yield { bytes: buffer.subarray(first, behindLast), start: start + first }
    upTo = first < behindLast ? start + first : start
  }
}

/** @param containing - only lines with these bytes; null: all */
export function* linesBackwards(
  { bytes, start }: LinesBlock,
  containing: Buffer | null,
): Generator<PlacedLine> {
  for (let rest = bytes; rest.length > 0; ) {
    const at = containing === null ? rest.length - 1 : rest.lastIndexOf(containing)
    if (at < 0) return
    const first = rest.subarray(0, at).lastIndexOf(newline) + 1
    yield { text: rest.toString('utf8', first, rest.indexOf(newline, at)), start: start + first }
    rest = rest.subarray(0, first)
  }
}
