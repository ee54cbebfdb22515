import type { AuditEvent } from '../audit/audit-trail.ts'
import type { AfterLogin, LoginAttempt, LoginOutcome } from './login-attempt.ts'
import { reasonOf } from './login-observer.ts'
import type { ThrottledParties } from './throttling.ts'

interface Asked {
  readonly attempt: LoginAttempt
  readonly parties: ThrottledParties
}

/** The audit event of a login. */
export function loginEventOf(asked: Asked, outcome: LoginOutcome): AuditEvent {
  return {
    event: 'login',
    outcome: outcome.outcome,
    reason: reasonOf(outcome),
    ...auditContext(asked),
    factors: outcome.outcome === 'accept' ? factorsOf(outcome) : undefined,
  }
}

/** The event for notifications and logs; null if there is none. */
export function afterLogin({ login }: LoginAttempt, outcome: LoginOutcome): AfterLogin | null {
  if (outcome.outcome === 'reject' && outcome.reason === 'ambiguous-user')
    return { what: 'ambiguous-login', login }
  if (outcome.outcome !== 'accept' || !outcome.factors.includes('recovery-code')) return null
  return { what: 'recovery-code-used', userKey: outcome.userKey }
}

/** The fields of an audit event that say which login it was and where it came from. */
export function auditContext({ attempt, parties }: Asked): Omit<AuditEvent, 'event' | 'outcome'> {
  const { login, door, askedBy, from, source } = attempt
  const { userKey, tenant } = parties
  return { login, userKey: userKey ?? undefined, tenant, door, askedBy, from, source: source ?? undefined }
}

/** Marks what the portal vouched for with `portal:`. */
function factorsOf({ vouched, factors }: Extract<LoginOutcome, { outcome: 'accept' }>): readonly string[] {
  return vouched === undefined ? factors : [...vouched.map((amr) => `portal:${amr}`), ...factors]
}
