import type { AuditEvent } from './audit-trail.ts'

/** What is told of two events of one kind by one line: what they have in common. */
export function commonOf(one: AuditEvent, other: AuditEvent): AuditEvent {
  const { event, outcome, reason, door } = one
  return {
    event,
    outcome,
    reason,
    login: same(one.login, other.login),
    userKey: same(one.userKey, other.userKey),
    by: same(one.by, other.by),
    door,
    askedBy: same(one.askedBy, other.askedBy),
    from: same(one.from, other.from) ?? same(hostOf(one.from), hostOf(other.from)),
    source: same(one.source, other.source),
  }
}

function same(one: string | undefined, other: string | undefined): string | undefined {
  return one === other ? one : undefined
}

/** `192.0.2.1:4711` and `192.0.2.1` -> `192.0.2.1`; `[2001:db8::1]:4711` -> `[2001:db8::1]` */
function hostOf(from: string | undefined): string | undefined {
  return from?.replace(/^(\[.*\]|[^:]*):\d+$/, '$1')
}
