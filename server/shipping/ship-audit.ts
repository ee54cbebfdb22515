import { setTimeout as sleep } from 'node:timers/promises'
import { parseAuditLine } from '../audit/audit-line.ts'
import { currentEnd, linesForward } from '../audit/read-lines.ts'
import type { Position, Positions } from './positions.ts'
import type { Sender } from './sender.ts'

export interface ShipDeps {
  /** Of the configuration. */
  readonly name: string
  /** Of the audit log. */
  readonly folder: string
  /** Number of the last line on the disk. */
  readonly lastLine: () => number
  readonly positions: Positions
  readonly sender: Sender
  /** Messages for the operator: once when it begins to fail, once when it works again. */
  readonly onNotice: (message: string) => void
  /** Milliseconds; the usual ones where they are left out. */
  readonly pauses?: Pauses
}

interface Pauses {
  /** Between looks for further lines. */
  readonly look: number
  /** Before the first new attempt; each next pause is twice as long. */
  readonly first: number
  readonly longest: number
  /** For the last lines at a stop. */
  readonly atEnd: number
}

export interface ShipStanding {
  readonly name: string
  /** Lines that were not sent yet. */
  readonly behind: number
  readonly sent: number
  readonly failures: number
}

export interface Shipment {
  standing(): ShipStanding
  /** Sends what is there, but waits for a receiver no longer than a moment. What remains is sent by the next start. */
  close(): Promise<void>
}

const usualPauses: Pauses = { look: 250, first: 1000, longest: 5 * 60_000, atEnd: 2000 }
/** Lines that are read and sent at once: what is in memory. The rest waits in the audit log itself. */
const batchSize = 100

/**
 * Follows the audit log in its files, apart from logins, and sends each line once: a position on the disk says what was taken.
 * A killed process sends the lines of its last second again, under the same numbers. The first start begins with the lines after
 * it.
 */
export async function shipAudit(deps: ShipDeps): Promise<Shipment> {
  const { name, folder, lastLine, positions, sender, onNotice, pauses = usualPauses } = deps
  let position = await firstPosition(deps)
  let sent = 0
  let failures = 0
  let isFailing = false
  let isClosing = false
  let isOver = false
  const stop = new AbortController()
  const rest = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: stop.signal }).catch(() => {})

  async function follow(): Promise<void> {
    let pause = pauses.first
    for (;;) {
      const isLast = isClosing
      try {
        if (lastLine() > position.seq) await sendLines()
        if (isFailing) onNotice(`audit.ship ${name}: lines are taken again`)
        isFailing = false
        pause = pauses.first
        if (isLast) return
        if (!isClosing) await rest(pauses.look)
      } catch (error) {
        failures++
        if (!isFailing) onNotice(`audit.ship ${name}: lines wait, ${(error as Error).message}`)
        isFailing = true
        if (isLast || isOver) return
        if (!isClosing) await rest(pause)
        pause = Math.min(2 * pause, pauses.longest)
      }
    }
  }

  async function sendLines(): Promise<void> {
    const lines = linesForward(folder, position.place)
    // A line after that is being written, and may be cut off again: then another one gets its number.
    const upTo = lastLine()
    let isWhole = true
    const batch: string[] = []
    let last = position.seq
    const flush = async () => {
      if (batch.length === 0) return
      await sender.send(batch)
      sent += batch.length
      batch.length = 0
      position = { ...position, seq: last }
      positions.put(name, position)
    }
    try {
      for (;;) {
        const next = await lines.next()
        if (next.done) {
          await flush()
          if (isWhole) position = { seq: last, place: next.value }
          positions.put(name, position)
          return
        }
        const seq = parseAuditLine(Buffer.from(next.value))?.seq ?? null
        if (seq === null || seq <= last) continue
        if (seq > upTo) {
          isWhole = false
          continue
        }
        batch.push(next.value)
        last = seq
        if (batch.length === batchSize) await flush()
      }
    } finally {
      await lines.return(position.place)
    }
  }

  const following = follow()
  return {
    standing: () => ({ name, behind: Math.max(0, lastLine() - position.seq), sent, failures }),
    async close() {
      isClosing = true
      stop.abort()
      const tooLate = new AbortController()
      const limit = sleep(pauses.atEnd, undefined, { signal: tooLate.signal }).catch(() => {})
      await Promise.race([following, limit])
      tooLate.abort()
      isOver = true
      sender.close()
      await following
      await positions.settle()
    },
  }
}

/**
 * A log that ends before what was sent was put back from a backup: how much of it is new, its numbers do not tell. Its current
 * file is sent again, so that the line about the restore is never missing.
 */
async function firstPosition({ name, folder, lastLine, positions, onNotice }: ShipDeps): Promise<Position> {
  const known = positions.of(name)
  if (known !== null && known.seq <= lastLine()) return known
  const place = await currentEnd(folder)
  const isOlder = known !== null
  if (isOlder)
    onNotice(`audit.ship ${name}: the audit trail is older than what was sent; its last file is sent again`)
  const position = isOlder ? { seq: 0, place: { ...place, end: 0 } } : { seq: lastLine(), place }
  positions.put(name, position)
  return position
}
