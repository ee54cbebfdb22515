import type { AuditTail } from './audit-line.ts'
import type { AuditEvent } from './audit-trail.ts'

/** The event of the line that a file leaves which was dropped for its age or for room. */
export const trimmedEvent = 'audit.trimmed'

/** @param last - the last line of the file */
export function trimmedLine(last: AuditTail): AuditEvent {
  return { event: trimmedEvent, outcome: 'done', door: 'cli', reason: `up to ${formatHead(last)}` }
}

/** The last line that was dropped; null: the event tells of none. */
export function parseTrimmed({ event, reason = '' }: Pick<AuditEvent, 'event' | 'reason'>): AuditTail | null {
  return event === trimmedEvent && reason.startsWith('up to ') ? parseHead(reason.slice(6)) : null
}

/** `N:HASH`, as `ringlock audit head` prints it. */
export function formatHead({ seq, hash }: AuditTail): string {
  return `${seq}:${hash}`
}

/** null: not as {@link formatHead} writes it. */
export function parseHead(text: string): AuditTail | null {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? []
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash }
}
