import { join } from 'node:path'
import { currentAuditFile, listAuditFiles, numberedAuditFile } from './audit-folder.ts'
import { type AuditLink, type AuditTail, emptyTrail, readAuditLine } from './audit-line.ts'
import { type FoundLine, readLines } from './read-lines.ts'
import type { TrailKey } from './trail-key.ts'
import { parseTrimmed, trimmedEvent } from './trimmed.ts'

/** The key of a line; null: unknown. `unchecked`: the keys are not available, so MACs are not checked. */
export type FindTrailKey = (id: string) => TrailKey | 'unchecked' | null

export interface AuditChecks {
  readonly keyOf: FindTrailKey
  /** The last known position of the log, read before its files; null: none is known. */
  readonly head: AuditTail | null
  /** A head that was noted down outside this machine; null: none was. */
  readonly outsideHead?: AuditTail | null
  /** Called between blocks, so that other work can run. */
  readonly pause?: () => Promise<void>
}

export type AuditVerdict =
  | {
      readonly ok: true
      readonly files: number
      readonly lines: number
      /** The last line; number 0: the log is empty. */
      readonly head: AuditTail
    }
  | (AuditBreak & {
      readonly ok: false
      /** Number of breaks; this is the first of them. */
      readonly breaks: number
      /** How many of them are newer than the last {@link brokenEvent}. */
      readonly untold: number
    })

export interface AuditBreak {
  /** Name in the folder. */
  readonly file: string
  /** From 1; 0: the whole file. */
  readonly line: number
  readonly fault: AuditFault
  /** For `told`: what was found then. */
  readonly reason?: string
}

export type AuditFault =
  | 'altered'
  | 'removed before'
  | 'inserted'
  | 'reordered'
  | 'cut short'
  | 'missing'
  /** Later lines are known, and the file ends before them. */
  | 'removed after'
  /** It fits its neighbours, but another line was known under its number. */
  | 'replaced'
  /** Unknown key: the line comes from another service, or the key is lost. */
  | 'foreign'
  /** The line of the outside head was dropped by the retention. */
  | 'trimmed'
  /** In this line a service reports that it found the log broken. */
  | 'told'

/** The event with which a service reports that it found the log broken. */
export const brokenEvent = 'audit.broken'

/**
 * Follows the chain through all files and names the first line that breaks it. After a break it continues from what the
 * next lines say. An unfinished last line is still being written. Only the heads show that lines are missing at the
 * end.
 */
export async function verifyAudit(folder: string, checks: AuditChecks): Promise<AuditVerdict> {
  const { keyOf, pause } = checks
  const { numbers, hasCurrent } = await listAuditFiles(folder)
  // There is no current file for a moment during a rotation.
  const files = [...numbers.map(numberedAuditFile), ...(hasCurrent ? [currentAuditFile] : [])]
  const heads = [checks.head, checks.outsideHead ?? null].filter((head) => head !== null && head.seq > 0)
  const breaks: AuditBreak[] = []
  let firstUntold = 0
  /** Number to hash of the last lines that were dropped, as later lines report them. */
  const trimmed = new Map<number, string>()
  let start = null as FoundLine | null
  let before = null as FoundLine | null
  let line = null as FoundLine | null
  let lines = 0

  for await (const next of followedByNull(readLines(paths(folder, files, numbers, breaks), pause))) {
    if (line !== null) look(line, next)
    line = next
  }
  if (start?.link && start.link.seq > 1) lookAtStart(start, start.link)
  const tail = tailOf(before)
  for (const head of heads) {
    if (head !== null && tail.seq < head.seq) breaks.push(cutBreak(before, hasCurrent))
  }
  const [first] = breaks
  if (first !== undefined)
    return { ok: false, ...first, breaks: breaks.length, untold: breaks.length - firstUntold }
  return { ok: true, files: files.length, lines, head: tail }

  function look(line: FoundLine, next: FoundLine | null): void {
    lines++
    start ??= line
    if (line.link !== null && line.ended) {
      for (const head of heads) {
        if (head?.seq === line.link.seq && head.hash !== line.link.hash) found(line, 'replaced')
      }
    }
    const isStart = start === line && line.link !== null && line.link.seq > 1
    const broken = isStart ? unknownKey(line) : judge(before, line, next, keyOf)
    if (broken !== null) breaks.push(broken)
    if (line.ended && line.link !== null && carriesOn(tailOf(before), line.link, keyOf)) heed(line)
    if (!line.ended) lines--
    else if (line.link !== null) before = line
  }

  function found({ file, number }: FoundLine, fault: AuditFault): void {
    breaks.push({ file, line: number, fault })
  }

  function foundFirst(first: AuditBreak): void {
    breaks.unshift(first)
    if (firstUntold > 0) firstUntold++
  }

  /** Evaluates a valid line that reports something about the log itself. */
  function heed({ link, text, file, number }: FoundLine): void {
    if (!link?.keyId || !(text.includes(trimmedEvent) || text.includes(brokenEvent))) return
    const event = readAuditLine(text.toString())
    if (event?.event === brokenEvent) {
      breaks.push({ file, line: number, fault: 'told', reason: event.reason ?? '' })
      firstUntold = breaks.length
    }
    const dropped = event === null ? null : parseTrimmed(event)
    if (dropped !== null) trimmed.set(dropped.seq, dropped.hash)
  }

  function unknownKey(line: FoundLine): AuditBreak | null {
    const keyId = line.link?.keyId
    return keyId && keyOf(keyId) === null ? { file: line.file, line: line.number, fault: 'foreign' } : null
  }

  /** The log does not begin with line 1: its first lines were dropped by the retention, or removed. */
  function lookAtStart(first: FoundLine, link: AuditLink): void {
    const hash = trimmed.get(link.seq - 1)
    const { file, number } = first
    if (hash === undefined) {
      const [lowest] = numbers
      const isFileGone = lowest !== undefined && lowest > 1 && number === 1
      foundFirst(
        isFileGone
          ? { file: numberedAuditFile(trimmed.size === 0 ? 1 : lowest - 1), line: 0, fault: 'missing' }
          : { file, line: number, fault: 'removed before' },
      )
    } else if (!carriesOn({ seq: link.seq - 1, hash }, link, keyOf)) {
      foundFirst({ file, line: number, fault: 'altered' })
    }
    const outside = checks.outsideHead
    if (outside && outside.seq < link.seq - 1) breaks.push({ file, line: number, fault: 'trimmed' })
    else if (outside && outside.seq === link.seq - 1 && outside.hash !== hash) found(first, 'replaced')
  }
}

function paths(
  folder: string,
  files: readonly string[],
  numbers: readonly number[],
  breaks: AuditBreak[],
): { readonly name: string; readonly path: string }[] {
  const [first = 1] = numbers
  numbers.forEach((number, i) => {
    const before = numbers[i - 1] ?? first - 1
    if (number !== before + 1) {
      breaks.push({ file: numberedAuditFile(before + 1), line: 0, fault: 'missing' })
    }
  })
  return files.map((name) => ({ name, path: join(folder, name) }))
}

function cutBreak(last: FoundLine | null, hasCurrent: boolean): AuditBreak {
  if (last === null || !hasCurrent) return { file: currentAuditFile, line: 0, fault: 'missing' }
  return { file: last.file, line: last.number, fault: 'removed after' }
}

function tailOf(line: FoundLine | null): AuditTail {
  return line?.link ? { seq: line.link.seq, hash: line.link.hash } : emptyTrail
}

/** null: the line continues the chain. */
function judge(
  before: FoundLine | null,
  line: FoundLine,
  next: FoundLine | null,
  keyOf: FindTrailKey,
): AuditBreak | null {
  const found = (at: FoundLine, fault: AuditFault): AuditBreak => ({ file: at.file, line: at.number, fault })
  if (!line.ended) return next === null ? null : found(line, 'cut short')
  if (line.link === null) return found(line, 'altered')
  const tail = tailOf(before)
  const expected = tail.seq + 1
  const { seq, keyId } = line.link
  if (seq !== expected) {
    if (next?.link?.seq === expected + 1) return found(line, 'altered')
    if (seq < expected) return found(line, 'inserted')
    return found(line, next?.link?.seq === expected ? 'reordered' : 'removed before')
  }
  if (keyId !== null && keyOf(keyId) === null) return found(line, 'foreign')
  // After the first line with a key, every line has one.
  if (keyId === null && before?.link?.keyId) return found(line, 'altered')
  if (carriesOn(tail, line.link, keyOf)) return null
  if (keyId !== null) return found(line, 'altered')
  // Either the line before was altered, or this one. If this one was, the next line does not refer to it.
  const { hash } = line.link
  const isKnown = next?.link?.keyId === null && next.link.prev === hash
  const alteredItself = before === null || (next !== null && !isKnown)
  return found(alteredItself ? line : before, 'altered')
}

function carriesOn(before: AuditTail, link: AuditLink, keyOf: FindTrailKey): boolean {
  if (link.keyId === null) return link.prev === before.hash
  const key = keyOf(link.keyId)
  return key === 'unchecked' || key?.mac(before.hash, link.covered) === link.hash
}

async function* followedByNull<T>(items: AsyncIterable<T>): AsyncGenerator<T | null> {
  yield* items
  yield null
}

const inWords: Readonly<Record<AuditFault, string>> = {
  altered: 'was altered',
  'removed before': 'does not follow the line before it: lines between them were removed',
  inserted: 'was inserted',
  reordered: 'stands in the wrong place',
  'cut short': 'was cut short',
  missing: 'is missing',
  'removed after': 'is not the last one: lines after it were removed',
  replaced: 'is not the line that was known under its number',
  foreign: 'has a key that is not known here: it comes from another service, or its key is lost',
  trimmed: 'is the first one: the line that was asked for was dropped before, for its age or for room',
  told: 'reports that the audit trail was found broken',
}

/**
 * A sentence without its full stop.
 * @param folder - null: file names without their folder
 */
export function breakText({ file, line, fault, reason }: AuditBreak, folder: string | null): string {
  const path = folder === null ? file : join(folder, file)
  const where = line === 0 ? path : `${path}, line ${line},`
  return `${where} ${inWords[fault]}${reason === undefined ? '' : `: ${reason}`}`
}
