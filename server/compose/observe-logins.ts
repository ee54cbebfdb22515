import type { DestinationStream } from 'pino'
import type { Registry } from 'prom-client'
import { alertOfDecision } from '../alerts/alert-of.ts'
import type { AuditEvent, AuditTrail } from '../audit/audit-trail.ts'
import type { Decision, LoginObserver } from '../authentication/login-observer.ts'
import type { LogLevel } from '../config/load-config.ts'
import type { Clock } from '../lib/clock.ts'
import type { Service } from '../service.ts'
import { createDecisionLog } from './decision-log.ts'
import { createLoginMetrics } from './login-metrics.ts'
import type { AlertsOfService } from './open-alerts.ts'

interface ObserveDeps {
  readonly logLevel: LogLevel
  readonly lines: DestinationStream
  readonly registry: Registry
  readonly alerts: Pick<AlertsOfService, 'tell'>
  readonly audit: Pick<AuditTrail, 'record'>
  readonly clock: Clock
  /** Gets the fault of a line of the audit log that could not be written. */
  readonly onFault: (fault: unknown) => void
}

/** Log, metrics and alerts of logins: of those that are judged, and of those that a listener answers itself. */
export function observeLogins({
  logLevel,
  lines,
  registry,
  alerts,
  audit,
  clock,
  onFault,
}: ObserveDeps): Pick<Service, 'onDecided'> & { readonly observer: LoginObserver } {
  const counted = createLoginMetrics(registry)
  const logDecision = createDecisionLog(logLevel, lines, clock)

  function tell(decision: Decision, milliseconds: number): void {
    logDecision(decision, milliseconds)
    alerts.tell(alertOfDecision(decision))
  }

  return {
    observer: {
      uptime: () => performance.now(),
      took: counted.took,
      decided(decision, milliseconds) {
        counted.decided(decision, milliseconds)
        tell(decision, milliseconds)
      },
    },
    onDecided(decision) {
      counted.count(decision)
      tell(decision, 0)
      const event = undecodable(decision)
      if (event !== null) audit.record(event).catch(onFault)
    },
  }
}

/** A known NAS brought the login of a user, who was refused for what an admin can set right: it is no stray packet. */
function undecodable({ reason, user, client, from, source }: Decision): AuditEvent | null {
  if (reason !== 'password-undecodable') return null
  const login = { login: user ?? undefined, source: source ?? undefined }
  return { event: 'login', outcome: 'reject', reason, door: 'radius', askedBy: client, from, ...login }
}
