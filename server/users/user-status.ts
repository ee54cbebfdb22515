import type { User } from '../../adapters/user-store.ts'
import {
  isGraceOver,
  policyOf,
  type Requirement,
  requirementOf,
  type SecondFactorPolicy,
} from '../login/policy.ts'
import { heldHashes } from '../login/recovery-code.ts'
import { isUnsigned, ruleOf } from '../login/run-keys.ts'
import {
  type FailedFactor,
  type FailureRun,
  failedFactors,
  isForgotten,
  longestWait,
  type ThrottleRule,
  waitAfter,
} from '../login/throttle.ts'
import type { Enrolment, StateStore, UserRecord } from '../state/contract/state-store.ts'
import type { KnownUser } from './directory.ts'

/** In order of precedence: a set-up in progress hides the state that it will change. */
export const secondFactorStates = ['enabled', 'pending', 'required', 'disabled', 'not-enrolled'] as const
/** `required`: a second factor is required but not set up. */
export type SecondFactorState = (typeof secondFactorStates)[number]

/** The state of a user's second factor, as shown by every interface. */
export interface UserStatus {
  readonly state: SecondFactorState
  /** The requirement that applies to this user. */
  readonly requirement: Requirement
  /** An admin's setting for this user, which overrides the policy; null if there is none. */
  readonly ownRequirement: Requirement | null
  /**
   * When a user without a second factor was first required to have one; null if that has not happened, or no longer applies.
   */
  readonly requiredSince: number | null
  /** When the grace period ends and such a user is refused. Times are milliseconds since the epoch. */
  readonly graceEnds: number | null
  /** Required, not enabled, and the grace period has ended. */
  readonly overdue: boolean
  /** Consecutive failures, under all names and from all places. */
  readonly failures: Readonly<Record<FailedFactor, number>>
  /** Milliseconds until the next attempt is judged, where the wait is longest. */
  readonly retryAfter: number
  /** Whether any place is locked; attempts from elsewhere never lock a known place. */
  readonly locked: boolean
}

/** A user of a user store with the state stored here. */
export interface UserWithStatus extends Pick<KnownUser, 'userKey' | 'user'> {
  readonly record: UserRecord
  readonly status: UserStatus
  /** Recovery codes that work; those made before a restore do not. */
  readonly recoveryCodesLeft: number
}

export interface UserStatusDeps {
  readonly state: StateStore
  readonly policy: () => SecondFactorPolicy
}

/** @param wallClock - milliseconds since the epoch */
export async function loadUserStatuses(
  users: readonly Pick<KnownUser, 'userKey' | 'user'>[],
  { state, policy }: UserStatusDeps,
  wallClock: number,
): Promise<UserWithStatus[]> {
  const now = Math.max(wallClock, state.floor())
  const records = await state.readUsers(users.map(({ userKey }) => userKey))
  return users.map((one, i) => knownUser(one, records[i], { state, policy }, now))
}

export async function loadUserStatus(
  user: Pick<KnownUser, 'userKey' | 'user'>,
  { state, policy }: UserStatusDeps,
  wallClock: number,
): Promise<UserWithStatus> {
  const [record] = await state.readUsers([user.userKey])
  return knownUser(user, record, { state, policy }, Math.max(wallClock, state.floor()))
}

function knownUser(
  { userKey, user }: Pick<KnownUser, 'userKey' | 'user'>,
  record: UserRecord | undefined,
  { state, policy }: UserStatusDeps,
  now: number,
): UserWithStatus {
  if (record === undefined) throw new Error('the state store left a user out')
  const hashes = record.enrolment?.recoveryCodeHashes ?? []
  const recoveryCodesLeft = hashes.length - heldHashes(hashes, state.restores())
  return { userKey, user, record, status: userStatus(user, record, policy(), now), recoveryCodesLeft }
}

export function userStatus(
  { groups, tenant }: Pick<User, 'groups' | 'tenant'>,
  { enrolment, failures, requiredSince: since }: UserRecord,
  policies: SecondFactorPolicy,
  now: number,
): UserStatus {
  const policy = policyOf(policies, tenant)
  const ownRequirement = enrolment?.requirement ?? null
  const requirement = requirementOf(ownRequirement, groups, policy)
  const state = stateOf(enrolment, requirement, now)
  const requiredSince = requirement === 'required' && state !== 'enabled' ? since : null
  return {
    state,
    requirement,
    ownRequirement,
    requiredSince,
    graceEnds: requiredSince === null ? null : requiredSince + policy.gracePeriod,
    overdue: requiredSince !== null && isGraceOver(requiredSince, policy, now),
    failures: { password: countOf(failures, 'password', now), code: countOf(failures, 'code', now) },
    retryAfter: Math.max(0, ...[...failures].map(([run, runs]) => longestWait(runs, ruleOf(run), now))),
    locked: [...failures].some(([run, runs]) =>
      failedFactors.some((factor) => isLocked(runs[factor], ruleOf(run), now)),
    ),
  }
}

/** Whether logins are asked for a code; a disabled authenticator does not count. */
export function isEnrolled(enrolment: Enrolment | null): boolean {
  return enrolment?.authenticators.some(({ enabled }) => enabled) === true
}

function stateOf(enrolment: Enrolment | null, requirement: Requirement, now: number): SecondFactorState {
  if (isEnrolled(enrolment)) return 'enabled'
  const pending = enrolment?.pending ?? null
  if (pending !== null && now < pending.expiresAt) return 'pending'
  if (requirement === 'required') return 'required'
  return (enrolment?.authenticators.length ?? 0) > 0 ? 'disabled' : 'not-enrolled'
}

/** Failures that say nothing about the user (unsigned packets) are not counted. */
function countOf(failures: UserRecord['failures'], factor: FailedFactor, now: number): number {
  let count = 0
  for (const [key, { [factor]: run }] of failures) {
    if (run !== null && !isUnsigned(key) && !isForgotten(run, now)) count += run.count
  }
  return count
}

function isLocked(run: FailureRun | null, rule: ThrottleRule, now: number): boolean {
  return run !== null && run.count >= rule.lockAt && waitAfter(run, rule, now) > 0
}
