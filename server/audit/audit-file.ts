import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'
import { type AppendTarget, createAppendFile, openForAppending, type WriteRoom } from '../lib/append-file.ts'
import type { Clock } from '../lib/clock.ts'
import { currentAuditFile, numberedAuditFile } from './audit-folder.ts'
import { type AuditTail, closeAuditLine, formatAuditEvent } from './audit-line.ts'
import { findAuditTail } from './audit-tail.ts'
import type { AuditEvent, AuditRetention, AuditTrail } from './audit-trail.ts'
import {
  begunAt,
  defaultRetention,
  retentionInterval,
  rotationAge,
  rotationSize,
  trimAudit,
} from './retention.ts'
import type { RecallFault, TrailMemory } from './trail-memory.ts'
import { trimmedLine } from './trimmed.ts'
import { type AuditVerdict, breakText, brokenEvent, verifyAudit } from './verify-audit.ts'

export interface AuditFileOptions {
  /** The folder exists, and the caller holds its process lock. */
  readonly folder: string
  readonly clock: Clock
  readonly memory: TrailMemory
  /** Messages for the operator. */
  readonly onNotice: (message: string) => void
  readonly retention?: AuditRetention
  /** Bytes after which a new file begins; the retention decides when this is left out. */
  readonly rotateAt?: number
  /** How often the head of the log is stored in the state store, ms. */
  readonly anchorInterval?: number
  readonly room?: WriteRoom
}

/** The audit log of one data folder, in the process that has the folder open. */
export interface AuditFile extends AuditTrail {
  /** The last line on the disk. */
  head(): AuditTail
  /** @param outsideHead - a head that was noted down outside this machine; null: none was */
  verify(outsideHead: AuditTail | null): Promise<AuditVerdict>
  /**
   * Checks the whole log once, and applies the retention from then on; for a process that stays. A break stops nothing:
   * it is written to the log and told to the operator, and a new epoch begins.
   */
  watch(): Promise<void>
  /** How the log is broken, as far as it was checked; null: no break was found. */
  fault(): string | null
  /** Later lines are authenticated with a new key. */
  beginEpoch(): Promise<void>
  useRetention(retention: AuditRetention): void
}

interface Entry {
  readonly event: AuditEvent
  readonly at: number
}

const defaultAnchorInterval = 1000

/**
 * The audit log as JSON lines in `audit.jsonl`, which becomes a numbered file when it is full. Each line has a MAC over
 * itself and the MAC of the line before, across files. A line that a crash left unfinished is cut off; that, and any
 * tampering that is found, gets a line of its own.
 */
export async function openAuditFile(options: AuditFileOptions): Promise<AuditFile> {
  const { folder, clock, memory, onNotice, anchorInterval = defaultAnchorInterval, room } = options
  const currentPath = join(folder, currentAuditFile)
  const found = await findAuditTail(folder)
  const isoTime = createIsoTime()
  let retention = options.retention ?? defaultRetention
  const rotateAt = () => options.rotateAt ?? rotationSize(retention)
  let { lastNumber } = found
  const recalled = memory.recall(found)
  const known = memory.head()
  // Numbers of removed lines are not given again, so that the gap stays visible.
  let tail: AuditTail = { seq: Math.max(known?.seq ?? 0, found.tail.seq), hash: found.tail.hash }
  let key = (recalled === null ? memory.presentKey() : null) ?? (await memory.beginEpoch(tail))
  let formed = tail
  let rotateWhen = rotateAt()
  let rotating: Promise<void> | null = null
  /** The current file was renamed to its number, and the next current file is not there yet. */
  let numbered = false
  let since = await begunAt(currentPath)
  let fault: string | null = null
  let anchorTimer: NodeJS.Timeout | null = null
  let anchoring = Promise.resolve()
  let upkeepTimer: NodeJS.Timeout | null = null
  let upkeep = Promise.resolve()
  let closed = false

  const file = createAppendFile<Entry>(found.target, {
    form(entries) {
      let text = ''
      formed = tail
      for (const { at, event } of entries) {
        const line = formatAuditEvent(formed.seq + 1, isoTime(at), event)
        formed = { seq: formed.seq + 1, hash: key.mac(formed.hash, line) }
        text += `${closeAuditLine(line, key, formed.hash)}\n`
      }
      since ??= entries[0]?.at ?? null
      return Buffer.from(text)
    },
    onWritten() {
      tail = formed
      if (file.size >= rotateWhen) startRotating()
      anchorTimer ??= setTimeout(anchorSoon, anchorInterval).unref()
    },
    onFailure: (cause) =>
      new Error(`cannot write to the audit trail in ${folder}: ${(cause as Error).message}`, { cause }),
    room,
  })

  /** A failure does no harm: the stored head is only older, and the next write stores a newer one. */
  function anchorSoon(): void {
    anchorTimer = null
    anchoring = memory.anchor(tail).catch(() => undefined)
  }

  async function rotate(): Promise<void> {
    if (!numbered) {
      await rename(currentPath, join(folder, numberedAuditFile(lastNumber + 1)))
      lastNumber++
      numbered = true
    }
    const next = await createCurrentFile(folder)
    numbered = false
    since = null
    await file.moveTo(next)
  }

  function startRotating(): void {
    rotating ??= rotate()
      .then(() => {
        rotateWhen = rotateAt()
        if (upkeepTimer !== null) keepUp()
      })
      .catch((error: Error) => {
        rotateWhen = file.size + rotateAt()
        onNotice(`the audit trail could not begin a new file: ${error.message}`)
      })
      .finally(() => {
        rotating = null
      })
  }

  /** One run at a time; a request during a run starts another run after it. */
  function keepUp(): void {
    upkeep = upkeep.then(trim).catch((error: Error) => {
      onNotice(`old files of the audit trail could not be dropped: ${error.message}`)
    })
  }

  async function trim(): Promise<void> {
    if (closed) return
    const now = clock()
    await trimAudit({
      folder,
      retention,
      currentSize: file.size,
      now,
      async pin(last) {
        await trail.record(trimmedLine(last))
        await memory.anchor(tail)
      },
    })
    if (since !== null && file.size > 0 && now - since >= rotationAge(retention)) startRotating()
  }

  function watchRetention(): void {
    if (upkeepTimer !== null) clearInterval(upkeepTimer)
    upkeepTimer = setInterval(keepUp, retentionInterval(retention)).unref()
    keepUp()
  }

  async function tellBreak(reason: string): Promise<void> {
    key = await memory.beginEpoch(tail)
    await trail.record({ event: brokenEvent, outcome: 'refused', door: 'cli', reason })
  }

  const trail: AuditFile = {
    record(event, cause) {
      const entry = { event, at: clock() }
      return cause === undefined ? file.append(entry) : file.appendAfter(cause, entry)
    },
    head: () => tail,
    verify: (outsideHead) =>
      verifyAudit(folder, { keyOf: memory.keyOf, head: tail, outsideHead, pause: createPause() }),
    async watch() {
      const verdict = await trail.verify(null)
      if (!verdict.ok) {
        fault = breakText(verdict, null)
        onNotice(`The audit trail is broken: ${breakText(verdict, folder)}.`)
        if (verdict.untold > 0) await tellBreak(fault)
      }
      watchRetention()
    },
    fault: () => fault,
    async beginEpoch() {
      key = await memory.beginEpoch(tail)
    },
    useRetention(next) {
      retention = next
      rotateWhen = rotateAt()
      if (file.size >= rotateWhen) startRotating()
      if (upkeepTimer !== null) watchRetention()
    },
    async close() {
      closed = true
      if (upkeepTimer !== null) clearInterval(upkeepTimer)
      await upkeep
      await file.settled().catch(() => undefined)
      await rotating
      if (anchorTimer !== null) clearTimeout(anchorTimer)
      await anchoring
      const isAnchored = memory.head()?.seq === tail.seq && memory.head()?.hash === tail.hash
      if (!isAnchored) await memory.anchor(tail).catch(() => undefined)
      await file.close()
    },
  }

  /** A full disk must not stop the start; the operator was told. */
  const atTheStart = (line: Promise<void>) => line.catch((error: Error) => onNotice(error.message))
  const broken = recalled === null ? null : inWords(recalled, found.tail, known)
  if (broken !== null) {
    fault = broken
    onNotice(`The audit trail in ${folder} is broken: ${broken}.`)
    await atTheStart(trail.record({ event: brokenEvent, outcome: 'refused', door: 'cli', reason: broken }))
  }
  if (found.damaged !== null) {
    fault = `${found.damaged} does not end in a line of an audit trail`
    onNotice(`The audit trail in ${folder} is broken: ${fault}.`)
    await atTheStart(tellBreak(fault))
  }
  if (found.tornBytes > 0) {
    const reason = `${found.tornBytes} bytes of an unfinished line`
    await atTheStart(trail.record({ event: 'audit.cut', outcome: 'done', door: 'cli', reason }))
  }
  return trail
}

function inWords(fault: RecallFault, found: AuditTail, known: AuditTail | null): string {
  switch (fault) {
    case 'gone':
      return `all its lines are gone, up to line ${known?.seq}`
    case 'cut':
      return `it ends with line ${found.seq}, and line ${known?.seq} was known: the lines between were removed`
    case 'replaced':
      return `line ${found.seq} is not the line that was known under its number`
    case 'foreign':
      return `line ${found.seq} has a key that is not known here: it comes from another service, or its key is lost`
    case 'anchor missing':
      return `what the state store knew of its end is missing or was altered`
  }
}

/** Pauses for as long as it worked, so that checking a long log leaves half of the time to logins. */
function createPause(): () => Promise<void> {
  let resumedAt = performance.now()
  return async () => {
    const worked = performance.now() - resumedAt
    if (worked < 5) return
    await sleep(worked)
    resumedAt = performance.now()
  }
}

async function createCurrentFile(folder: string): Promise<AppendTarget> {
  const path = join(folder, currentAuditFile)
  const handle = await openForAppending(path, 'new')
  try {
    await syncFolder(folder)
  } catch (error) {
    await handle.close()
    await rm(path)
    throw error
  }
  return { handle, size: 0 }
}

/** ISO 8601. Remembers the last result, because many events share a millisecond. */
function createIsoTime(): (time: number) => string {
  let last = Number.NaN
  let text = ''
  return (time) => {
    if (time !== last) {
      last = time
      text = new Date(time).toISOString()
    }
    return text
  }
}
