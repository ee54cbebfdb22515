import type { AuditEvent, AuditTrail } from '../audit/audit-trail.ts'

/** Logins that a full disk kept from being judged: the trail had no room for their lines, and tells their number later. */
export function createTurnedAway(audit: Pick<AuditTrail, 'record'>) {
  const counts = new Map<AuditEvent['door'], number>()

  function count(door: AuditEvent['door'], more = 1): void {
    counts.set(door, (counts.get(door) ?? 0) + more)
  }

  return {
    count,
    /** Whether there is anything to tell. */
    waits: () => counts.size > 0,
    /** Writes a line for each door in the background; what is not taken waits for the next call. */
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
