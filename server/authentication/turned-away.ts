import type { AuditEvent, AuditTrail } from '../audit/audit-trail.ts'

/**
 * Counts logins refused because the disk was full. The audit log had no space for their lines, so it gets their number
 * later.
 */
export function createTurnedAway(audit: Pick<AuditTrail, 'record'>) {
  const counts = new Map<AuditEvent['door'], number>()

  function count(door: AuditEvent['door'], more = 1): void {
    counts.set(door, (counts.get(door) ?? 0) + more)
  }

  return {
    count,
    waits: () => counts.size > 0,
    /** Records one event per channel in the background; a count that cannot be written is kept for the next call. */
    tell() {
      const told = [...counts]
      counts.clear()
      for (const [door, number] of told) {
        const event = {
          event: 'login',
          outcome: 'unavailable',
          reason: 'disk-full',
          door,
          count: number,
        } as const
        audit.record(event).catch(() => count(door, number))
      }
    },
  }
}
