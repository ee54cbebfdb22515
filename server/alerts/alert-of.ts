import type { AuditEvent } from '../audit/audit-trail.ts'
import type { Decision } from '../authentication/login-observer.ts'
import { accountThrottle } from '../login/throttle.ts'
import type { Alert } from './alert.ts'

/** Changes that an operator or admin makes. Of enrolments, those of users for themselves are none. */
const byAdmins =
  /^(enrolment\.|recovery-codes\.|user\.|assertion-key\.|master-key\.|state\.|clock\.|configuration\.)/
/** Words of Ringlock's own that say what was done; typed names follow in quotes. */
const longestName = 100

/** null: there is nothing to tell. */
export function alertOfEvent(event: AuditEvent): Alert | null {
  if (event.outcome !== 'done') return null
  if (event.event === 'enrolment.reset') return { kind: 'reset', text: textOf(event) }
  const isOwn = event.door !== 'cli' && (event.by === undefined || event.by === event.userKey)
  return byAdmins.test(event.event) && !isOwn ? { kind: 'admin-change', text: textOf(event) } : null
}

/** A lock is the one delay that is longer than the longest of the others. */
export function alertOfDecision({ user, userKey, reason, retryAfter, client }: Decision): Alert | null {
  if (reason !== 'throttled' || retryAfter <= accountThrottle.longestDelay) return null
  // Names that no user has are locked in the same way, and anyone can make them up.
  if (userKey === null) return null
  return { kind: 'locked-out', text: `${quoted(user ?? '')} (${userKey}) is locked out at ${quoted(client)}` }
}

function textOf({ event, login, userKey, by, door, askedBy, reason }: AuditEvent): string {
  const who = [
    login === undefined ? '' : ` of ${quoted(login)}`,
    userKey === undefined ? '' : ` (${userKey})`,
  ]
  const how = door === 'cli' ? ' on the command line' : ` over ${askedBy ?? door}`
  const whose = by === undefined ? '' : ` by ${by}`
  return `${event}${who.join('')}${whose}${how}${reason === undefined ? '' : `: ${quoted(reason)}`}`
}

function quoted(text: string): string {
  const visible = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
  return `"${visible.length > longestName ? `${visible.slice(0, longestName)}…` : visible}"`
}
