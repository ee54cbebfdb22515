import type { AuditEvent, AuditTrail } from '../audit/audit-trail.ts'
import type { Alert } from './alert.ts'
import { alertOfEvent } from './alert-of.ts'

/** Tells of changes whose lines are written. Logins, which are most of the lines, are told of by their decisions. */
export function withAlerts<Trail extends AuditTrail>(
  trail: Trail,
  tell: (alert: Alert | null) => void,
): Trail {
  const record = (event: AuditEvent, cause?: Promise<void>) => {
    const written = trail.record(event, cause)
    return event.event === 'login' ? written : written.then(() => tell(alertOfEvent(event)))
  }
  return { ...trail, record }
}
