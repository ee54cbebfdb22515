import type { Role } from '../../../adapters/user-store.ts'
import { isGraceOver, type Requirement, requirementFor } from '../../login/policy.ts'
import {
  accountThrottle,
  type FailedFactor,
  type FailureRun,
  longestWait,
  waitAfter,
} from '../../login/throttle.ts'
import type { Service } from '../../service.ts'
import type { TotpAuthenticator, UserKey } from '../../state/state-store.ts'
import { type FoundUser, userKeyOf } from '../../user-directory.ts'
import { done } from '../answer.ts'
import { stateOf } from '../state-of.ts'
import { everyone } from './everyone.ts'
import { type Operation, withUser } from './operation.ts'

export interface UserStatus {
  readonly name: string
  readonly userKey: UserKey
  readonly displayName: string | null
  readonly email: string | null
  readonly role: Role
  readonly groups: readonly string[]
  /** Whether the user store lets this user log in at all. */
  readonly enabled: boolean
  readonly secondFactor: 'enabled' | 'disabled' | 'not-enrolled'
  /** What the policy asks of this user. */
  readonly requirement: Requirement
  /** When a user without a second factor was first asked for one; ISO 8601. null: not yet, or not any more. */
  readonly requiredSince: string | null
  /** From then on such a user is refused. */
  readonly graceEnds: string | null
  /** Required, not enrolled, and the grace period is over. */
  readonly overdue: boolean
  readonly authenticators: readonly ShownAuthenticator[]
  readonly recoveryCodesLeft: number
  readonly failures: Readonly<Record<FailedFactor, number>>
  /** Milliseconds until the next attempt is looked at. */
  readonly wait: number
  readonly locked: boolean
}

export type ShownAuthenticator = Pick<
  TotpAuthenticator,
  'id' | 'kind' | 'algorithm' | 'digits' | 'period' | 'enabled'
> & { readonly enrolledAt: string }

export interface StatusRequest {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

export const status: Operation<StatusRequest, UserStatus> = (service, { name, now }) =>
  withUser(service, name, async (found) => {
    const shown = await readStatus(service, found, now)
    return done(summaryOf([shown]), shown)
  })

export interface AllStatusRequest {
  readonly now: number
}

export const allStatus: Operation<AllStatusRequest, readonly UserStatus[]> = async (service, { now }) => {
  const all: UserStatus[] = []
  for (const store of service.users.stores) {
    for await (const user of everyone(store)) {
      all.push(await readStatus(service, { user, userKey: userKeyOf(store, user) }, now))
    }
  }
  return done(summaryOf(all), all)
}

async function readStatus(
  { state, config: { policy } }: Service,
  { user, userKey }: Pick<FoundUser, 'user' | 'userKey'>,
  wallClock: number,
): Promise<UserStatus> {
  const now = Math.max(wallClock, state.floor())
  const enrolment = await state.readEnrolment(userKey)
  const authenticators = enrolment?.authenticators ?? []
  const requirement = requirementFor(user.groups, policy)
  const requiredSince = requirement === 'required' ? await state.readRequiredSince(userKey) : null
  const { password, code } = await state.readFailures(userKey)
  const secondFactor = secondFactorOf(authenticators)
  return {
    name: user.name,
    userKey,
    displayName: user.displayName,
    email: user.email,
    role: user.role,
    groups: user.groups,
    enabled: user.enabled,
    secondFactor,
    requirement,
    requiredSince: requiredSince === null ? null : iso(requiredSince),
    graceEnds: requiredSince === null ? null : iso(requiredSince + policy.gracePeriod),
    overdue: requiredSince !== null && secondFactor !== 'enabled' && isGraceOver(requiredSince, policy, now),
    authenticators: authenticators.map(({ id, kind, algorithm, digits, period, enabled, enrolledAt }) => ({
      id,
      kind,
      algorithm,
      digits,
      period,
      enabled,
      enrolledAt: iso(enrolledAt),
    })),
    recoveryCodesLeft: enrolment?.recoveryCodeHashes.length ?? 0,
    failures: { password: password?.count ?? 0, code: code?.count ?? 0 },
    wait: longestWait({ password, code }, accountThrottle, now),
    locked: isLocked(password, now) || isLocked(code, now),
  }
}

function secondFactorOf(authenticators: readonly TotpAuthenticator[]): UserStatus['secondFactor'] {
  if (authenticators.length === 0) return 'not-enrolled'
  return authenticators.some(({ enabled }) => enabled) ? 'enabled' : 'disabled'
}

function isLocked(run: FailureRun | null, now: number): boolean {
  return run !== null && run.count >= accountThrottle.lockAt && waitAfter(run, accountThrottle, now) > 0
}

function summaryOf(all: readonly UserStatus[]): string {
  const count = (is: (user: UserStatus) => boolean) => all.filter(is).length
  const [only] = all
  if (all.length === 1 && only !== undefined) return `${only.name}: ${stateOf(only)}`
  const enabled = count(({ secondFactor }) => secondFactor === 'enabled')
  const missing = count(
    ({ secondFactor, requirement }) => requirement === 'required' && secondFactor !== 'enabled',
  )
  const waiting = count(({ wait }) => wait > 0)
  return `${all.length} users: ${enabled} with a second factor, ${missing} without the one they must have, ${waiting} delayed or locked.`
}

const iso = (time: number) => new Date(time).toISOString()
