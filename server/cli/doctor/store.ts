import { duration } from '../../authentication/user-messages.ts'
import type { Inspection } from '../../control/inspect.ts'
import type { ClockMoves } from '../../state/contract/state-store.ts'
import { describeHold } from '../../state/describe-hold.ts'
import { isHeld } from '../../state/store-facts.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

/** Milliseconds since the epoch; no clock that is right is before it. */
const notBefore = Date.UTC(2026, 0, 1)
/** Milliseconds that the floor may be ahead, because clocks are corrected a little all the time. */
const correction = 5000

const advice: Readonly<Record<ClockMoves, string>> = {
  'ran-ahead': 'it ran ahead and was set back by as much. If it is right now: ringlock unlock --clock',
  'set-back':
    'it was set back. Set it right, and codes work again; only if it is right now: ringlock unlock --clock',
  unknown: 'set it right, then ringlock unlock --clock',
}

/** @param store - null: none could be asked */
export function checkClock(
  now: number,
  store: Pick<Inspection, 'floor' | 'hold' | 'clockMoves'> | null,
): Finding[] {
  const shown = new Date(now).toISOString()
  if (now < notBefore) return [fault('clock', `it says ${shown}: set it, best by NTP; codes depend on it`)]
  if (store !== null && isHeld(store.hold, now)) return [warning('clock', describeHold(store.hold))]
  if (store !== null && store.floor - now > correction) {
    const { floor, clockMoves } = store
    const behind = `it is ${duration(floor - now)} behind the highest time seen (${new Date(floor).toISOString()})`
    return [fault('clock', `${behind}, and codes are judged at that time: ${advice[clockMoves]}`)]
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

/** They may have been used since the backup; whoever makes new ones, or is freed, is not named any more. */
export function checkRecoveryCodes({ recoveryCodesHeld }: Pick<Inspection, 'recoveryCodesHeld'>): Finding[] {
  if (recoveryCodesHeld.length === 0) return []
  const whose = named(recoveryCodesHeld.map((name) => ({ name })))
  return [
    warning(
      'recovery codes',
      `those of ${whose} were made before a backup was put back and are held back: their owners log in with a code and make ` +
        'new ones, or, if none was used since the backup: ringlock unlock NAME --recovery-codes',
    ),
  ]
}

/** The first few by name. */
function named(users: readonly { readonly name: string }[]): string {
  const names = users.slice(0, 5).map(({ name }) => name)
  const others = users.length - names.length
  return others === 0 ? names.join(', ') : `${names.join(', ')} and ${others} others`
}
