import type { AuditTail } from './audit-line.ts'
import type { AuditEvent } from './audit-trail.ts'

/** The event of the line that replaces a dropped file. */
export const trimmedEvent = 'audit.trimmed'

/** @param last - the last line of the dropped file */
export function trimmedLine(last: AuditTail): AuditEvent {
  return { event: trimmedEvent, outcome: 'done', door: 'cli', reason: `up to ${formatHead(last)}` }
}

/** The last dropped line; null: this is another event. */
export function parseTrimmed({ event, reason = '' }: Pick<AuditEvent, 'event' | 'reason'>): AuditTail | null {
  return event === trimmedEvent && reason.startsWith('up to ') ? parseHead(reason.slice(6)) : null
}

/** `N:HASH`, as `ringlock audit head` prints it. */
export function formatHead({ seq, hash }: AuditTail): string {
  return `${seq}:${hash}`
}

/** null: the text does not have the form of {@link formatHead}. */
export function parseHead(text: string): AuditTail | null {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? []
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash }
}
