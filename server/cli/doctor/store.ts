import type { HashTally } from '../../../adapters/user-store.ts'
import { duration } from '../../authentication/user-messages.ts'
import type { Config } from '../../config/load-config.ts'
import type { Inspection } from '../../control/inspect.ts'
import { isoTime } from '../../lib/clock.ts'
import { counted } from '../../lib/counted.ts'
import type { ExaminedUserStore } from '../../service.ts'
import type { ClockMoves } from '../../state/contract/state-store.ts'
import { describeHold } from '../../state/describe-hold.ts'
import type { MasterKeyStatus } from '../../state/keys/master-keys.ts'
import { isHeld } from '../../state/store-facts.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

/** Milliseconds since the epoch; an earlier clock is wrong. */
const notBefore = Date.UTC(2026, 0, 1)
/** How far the floor may be ahead, ms: clocks are corrected by small steps all the time. */
const correction = 5000

const advice: Readonly<Record<ClockMoves, string>> = {
  'ran-ahead': 'it ran ahead and was set back by as much. If it is right now: ringlock unlock --clock',
  'set-back':
    'it was set back. Set it right, and codes work again; only if it is right now: ringlock unlock --clock',
  unknown: 'set it right, then ringlock unlock --clock',
}

/** @param store - null: no store could be asked */
export function checkClock(
  now: number,
  store: Pick<Inspection, 'floor' | 'hold' | 'clockMoves'> | null,
): Finding[] {
  const shown = isoTime(now)
  if (now < notBefore) return [fault('clock', `it says ${shown}: set it, best by NTP; codes depend on it`)]
  if (store !== null && isHeld(store.hold, now)) return [warning('clock', describeHold(store.hold))]
  if (store !== null && store.floor - now > correction) {
    const { floor, clockMoves } = store
    const behind = `it is ${duration(floor - now)} behind the highest time seen (${isoTime(floor)})`
    return [fault('clock', `${behind}, and codes are judged at that time: ${advice[clockMoves]}`)]
  }
  return [ok('clock', `${shown}: compare it with a clock that is right, codes are good for 30 s`)]
}

/** @param config - names the stores that can be empty */
export function checkUsers(
  { users, enrolled, missing, userStores }: Pick<Inspection, 'users' | 'enrolled' | 'missing' | 'userStores'>,
  config: Pick<Config, 'userStores'>,
): Finding[] {
  const silent = userStores.filter(({ found }) => typeof found === 'string').map(({ name }) => name)
  const missingOnes = silent.length === 0 ? '' : `, without those of ${silent.join(', ')}`
  const advice = config.userStores.some(({ kind }) => kind === 'file') ? ': ringlock user add NAME' : ''
  const findings =
    users > 0
      ? [ok('users', `${users}, ${enrolled} of them with a second factor${missingOnes}`)]
      : silent.length > 0
        ? []
        : [warning('users', `there are none${advice}`)]
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

/** Codes that may have been used since the backup. Users with new or released codes are no longer listed. */
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

/** The first few names. */
function named(users: readonly { readonly name: string }[]): string {
  const names = users.slice(0, 5).map(({ name }) => name)
  const others = users.length - names.length
  return others === 0 ? names.join(', ') : `${names.join(', ')} and ${counted(others, 'other')}`
}

/** Reports the master key in use, and what a rotation waits for. */
export function checkMasterKey({
  keyId,
  source,
  nextKeyId,
  formerKeyId,
  waitingFor,
}: MasterKeyStatus): Finding[] {
  const where = source === 'file' ? 'master.key' : 'the environment'
  const findings = [ok('master key', `${keyId}, from ${where}: back it up apart from the rest`)]
  const places = waitingFor.map((place) => place ?? 'a service of an earlier version').join(', ')
  if (formerKeyId !== null) {
    const until =
      waitingFor.length > 0
        ? `it ends when the new key is in use here too: ${places}`
        : 'ringlock master-key rotate ends it'
    findings.push(
      warning(
        'master key',
        `a rotation is under way, and the former key ${formerKeyId} still needed: ${until}`,
      ),
    )
  } else if (nextKeyId !== null) {
    const then =
      waitingFor.length > 0 ? `bring it here too: ${places}` : 'ringlock master-key rotate takes it into use'
    findings.push(warning('master key', `${nextKeyId} is staged as the next one: ${then}`))
  }
  return findings
}

/** Reports which stores answer, how many users they have, and whose passwords cannot be verified. */
export function checkUserStores(stores: readonly ExaminedUserStore[]): Finding[] {
  return stores.flatMap(checkUserStore)
}

function checkUserStore({ name, found }: ExaminedUserStore): Finding[] {
  if (typeof found === 'string') return [fault('user stores', `${name} cannot be asked: ${found}`)]
  const supported = found.hashes.filter(({ isSupported }) => isSupported)
  const others = found.hashes.filter(({ isSupported }) => !isSupported)
  const hashes = supported.length === 0 ? '' : `; hashes: ${listed(supported)}`
  const findings = [ok('user stores', `${name} answers: ${counted(found.users, 'user')}${hashes}`)]
  if (others.length > 0) {
    findings.push(
      warning(
        'user stores',
        `${name} has hashes that are not supported, who has one cannot log in: ${listed(others)}`,
      ),
    )
  }
  return [
    ...findings,
    ...(found.faults ?? []).map((text) => fault('user stores', `${name}: ${text}`)),
    ...found.warnings.map((text) => warning('user stores', `${name}: ${text}`)),
  ]
}

function listed(hashes: readonly HashTally[]): string {
  return hashes.map(({ format, users }) => `${format} (${users})`).join(', ')
}
