import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { currentAuditFile, listAuditFiles, numberedAuditFile } from './audit-folder.ts'
import { emptyTrail, hashAuditLine, parseAuditLine } from './audit-line.ts'

export type AuditVerdict =
  /** `lastSeq` counts the lines, because the first one has number 1; 0: there is no trail yet. */
  | { readonly ok: true; readonly files: number; readonly lastSeq: number }
  | {
      readonly ok: false
      /** Within the folder. */
      readonly file: string
      /** Counted from 1; 0: the whole file. */
      readonly line: number
      readonly fault: AuditFault
    }

export type AuditFault = 'altered' | 'removed before' | 'inserted' | 'reordered' | 'cut short' | 'missing'

interface Line {
  readonly file: string
  readonly number: number
  readonly hash: string
  /** null: it is no line of a trail. */
  readonly link: { readonly seq: number; readonly prev: string } | null
  /** False: the file ended before the line did. */
  readonly ended: boolean
}

/**
 * Follows the chain of hashes through every file, and names the first line that breaks it. Nobody can tell whether the
 * very last line was altered, or lines after it removed: no later one speaks of them. A last line that is not finished
 * is being written.
 */
export async function verifyAudit(folder: string): Promise<AuditVerdict> {
  const { numbers, hasCurrent } = await listAuditFiles(folder)
  const gap = numbers.findIndex((number, i) => number !== i + 1)
  if (gap >= 0) return missing(numberedAuditFile(gap + 1))

  // Between two files there is no current one for a moment.
  const files = [...numbers.map(numberedAuditFile), ...(hasCurrent ? [currentAuditFile] : [])]
  let before: Line | null = null
  let line: Line | null = null
  for await (const next of followedByNull(readLines(folder, files))) {
    const fault: AuditVerdict | null = line === null ? null : judge(before, line, next)
    if (fault !== null) return fault
    if (line?.ended) before = line
    line = next
  }
  return { ok: true, files: files.length, lastSeq: before?.link?.seq ?? 0 }
}

/** null: the line carries on from the one before. */
function judge(before: Line | null, line: Line, next: Line | null): AuditVerdict | null {
  const found = (at: Line, fault: AuditFault): AuditVerdict => ({
    ok: false,
    file: at.file,
    line: at.number,
    fault,
  })
  if (!line.ended) return next === null ? null : found(line, 'cut short')
  if (line.link === null) return found(line, 'altered')
  const expected = (before?.link?.seq ?? 0) + 1
  const { seq, prev } = line.link
  if (seq !== expected) {
    if (next?.link?.seq === expected + 1) return found(line, 'altered')
    if (seq < expected) return found(line, 'inserted')
    return found(line, next?.link?.seq === expected ? 'reordered' : 'removed before')
  }
  if (prev === (before?.hash ?? emptyTrail.hash)) return null
  // Either the line before is another than it was, or what this one says of it; then the next one does not know this one.
  const alteredItself = before === null || (next !== null && next.link?.prev !== line.hash)
  return found(alteredItself ? line : before, 'altered')
}

function missing(file: string): AuditVerdict {
  return { ok: false, file, line: 0, fault: 'missing' }
}

async function* readLines(folder: string, files: readonly string[]): AsyncGenerator<Line> {
  for (const file of files) {
    let number = 0
    let rest = Buffer.alloc(0)
    for await (const chunk of createReadStream(join(folder, file)) as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, chunk])
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        yield lineOf(file, ++number, rest.subarray(0, end), true)
        rest = rest.subarray(end + 1)
      }
    }
    if (rest.length > 0) yield lineOf(file, ++number, rest, false)
  }
}

function lineOf(file: string, number: number, bytes: Buffer, ended: boolean): Line {
  return { file, number, hash: hashAuditLine(bytes), link: parseAuditLine(bytes.toString()), ended }
}

async function* followedByNull<T>(items: AsyncIterable<T>): AsyncGenerator<T | null> {
  yield* items
  yield null
}
