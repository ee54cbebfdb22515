import type { RecordedEvent } from '../audit/audit-trail.ts'
import { noRecentLogins, type RecentLogins } from '../audit/recent-logins.ts'
import { duration } from '../authentication/user-messages.ts'
import type { ShownStatus } from '../control/status.ts'
import { nameOf, stateOf } from '../control/status.ts'
import { counted } from '../lib/counted.ts'
import { printable, table } from './terminal.ts'

const renewal = 'short secret, to be renewed'

/**
 * One line per user.
 * @param recent - logins by user key
 */
export function usersTable(
  users: readonly ShownStatus[],
  recent: ReadonlyMap<string, RecentLogins> = new Map(),
): string {
  const rows = users.map((user) => [
    nameOf(user),
    user.role,
    user.groups.join(', '),
    stateOf(user),
    lastLoginOf(recent.get(user.userKey)),
    remarkOn(user) ||
      (user.recoveryCodesHeld > 0 ? 'recovery codes held back' : '') ||
      (user.authenticators.some(({ shortSecret }) => shortSecret) ? renewal : ''),
  ])
  return rows.length === 0
    ? ''
    : `${table(['NAME', 'ROLE', 'GROUPS', 'SECOND FACTOR', 'LAST LOGIN', ''], rows)}\n`
}

/** All details of one user. */
export function describeUser(user: ShownStatus, recent: RecentLogins = noRecentLogins): string {
  const { failures, authenticators } = user
  const facts: readonly (readonly [string, string])[] = [
    ['user key', user.userKey],
    ['name', user.displayName === null ? nameOf(user) : `${nameOf(user)} (${user.displayName})`],
    ['mail', user.email ?? '-'],
    ['role', user.role],
    ['groups', user.groups.join(', ') || '-'],
    ['account', user.enabled ? 'enabled' : 'disabled'],
    [
      'second factor',
      `${user.requirement} ${user.ownRequirement === null ? 'by policy' : 'for this user'}${graceOf(user)}`,
    ],
    ...authenticators.map(
      ({ kind, algorithm, digits, period, enabled, enrolledAt, shortSecret }) =>
        [
          'authenticator',
          `${kind}, ${algorithm}, ${digits} digits, ${period} s, since ${enrolledAt}${enabled ? '' : ', disabled'}${shortSecret ? `, ${renewal}` : ''}`,
        ] as const,
    ),
    ['recovery codes', `${user.recoveryCodesLeft} left${heldNote(user)}`],
    [
      'failures',
      `${counted(failures.password, 'password')}, ${counted(failures.code, 'code')}${remarkOn(user) && `; ${remarkOn(user)}`}`,
    ],
    ['last login', recent.lastLogin === null ? '-' : loginNote(recent.lastLogin)],
    ...(recent.refused === 0 ? [] : ([['refused since', refusedNote(recent)]] as const)),
    ...recent.refusals.map((event) => ['refused', loginNote(event)] as const),
  ]
  return `${facts.map(([name, value]) => `${name.padEnd(16)}${printable(value)}\n`).join('')}\n`
}

/** To the minute, UTC. */
function lastLoginOf({ lastLogin, refused }: RecentLogins = noRecentLogins): string {
  const at = lastLogin === null ? '' : `${lastLogin.at.slice(0, 16).replace('T', ' ')}Z`
  return refused === 0 ? at : `${at === '' ? '' : `${at}, `}then refused ${refused}x`
}

function loginNote({ at, door, askedBy, factors, reason, source, from }: RecordedEvent): string {
  const through = `${at} through ${askedBy ?? door}`
  const how = [reason ?? [], factors === undefined ? [] : factors.join(' + '), source ?? from ?? []].flat()
  return how.length === 0 ? through : `${through} (${how.join(', ')})`
}

function refusedNote({ refused, refusals }: RecentLogins): string {
  const shown = refused > refusals.length ? `, the latest ${refusals.length}:` : ':'
  return `${counted(refused, 'attempt')}${shown}`
}

function graceOf({ graceEnds, overdue }: ShownStatus): string {
  if (graceEnds === null) return ''
  return overdue ? `, refused without one since ${graceEnds}` : `, password alone until ${graceEnds}`
}

function heldNote({ recoveryCodesHeld, ...user }: ShownStatus): string {
  if (recoveryCodesHeld === 0) return ''
  return `, ${recoveryCodesHeld} held back: made before a backup was put back (ringlock unlock ${nameOf(user)} --recovery-codes)`
}

function remarkOn({ wait, overdue }: ShownStatus): string {
  if (wait > 0) return `for another ${duration(wait)}`
  return overdue ? 'refused until enrolled' : ''
}
