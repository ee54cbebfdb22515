import { duration } from '../../reply-messages.ts'
import type { Inspection } from '../operations/inspect.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

/** Milliseconds since the epoch; no clock that is right is before it. */
const notBefore = Date.UTC(2026, 0, 1)
/** Milliseconds that the floor may be ahead, because clocks are corrected a little all the time. */
const correction = 5000

/** @param floor - null: no store could be asked */
export function checkClock(now: number, floor: number | null): Finding[] {
  const shown = new Date(now).toISOString()
  if (now < notBefore) return [fault('clock', `it says ${shown}: set it, best by NTP; codes depend on it`)]
  if (floor !== null && floor - now > correction) {
    const behind = `it is ${duration(floor - now)} behind the highest time seen (${new Date(floor).toISOString()})`
    return [
      fault(
        'clock',
        `${behind}, and codes are judged at that time: set it right, then ringlock unlock --clock`,
      ),
    ]
  }
  return [ok('clock', `${shown}: compare it with a clock that is right, codes are good for 30 s`)]
}

export function checkUsers({
  users,
  enrolled,
  missing,
}: Pick<Inspection, 'users' | 'enrolled' | 'missing'>): Finding[] {
  const findings = [
    users === 0
      ? warning('users', 'there are none: ringlock user add NAME')
      : ok('users', `${users}, ${enrolled} of them with a second factor`),
  ]
  const overdue = missing.filter((user) => user.overdue)
  const waiting = missing.length - overdue.length
  if (overdue.length > 0) {
    findings.push(
      warning('users', `${named(overdue)} must have a second factor and cannot log in: ringlock enrol NAME`),
    )
  }
  if (waiting > 0)
    findings.push(warning('users', `${waiting} must have a second factor soon and have none yet`))
  return findings
}

/** The first few by name. */
function named(users: Inspection['missing']): string {
  const names = users.slice(0, 5).map(({ name }) => name)
  const others = users.length - names.length
  return others === 0 ? names.join(', ') : `${names.join(', ')} and ${others} others`
}
