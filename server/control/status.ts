import { type Role, type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import { shortestSecretBytes } from '../enrolment/totp-secret-text.ts'
import { isoTime } from '../lib/clock.ts'
import { counted } from '../lib/counted.ts'
import type { Requirement } from '../login/policy.ts'
import { heldHashes } from '../login/recovery-code.ts'
import type { FailedFactor } from '../login/throttle.ts'
import type { Service } from '../service.ts'
import type { TotpAuthenticator, UserKey } from '../state/contract/state-store.ts'
import { describeHold } from '../state/describe-hold.ts'
import { sealedLength } from '../state/keys/sealing.ts'
import { isHeld } from '../state/store-facts.ts'
import { userKeyOf } from '../users/directory.ts'
import { labelOf, tenantOf } from '../users/tenants.ts'
import {
  loadUserStatus,
  loadUserStatuses,
  type SecondFactorState,
  type UserWithStatus,
} from '../users/user-status.ts'
import { pagesOf } from './everyone.ts'
import { done, type Operation, withUser } from './operation.ts'

/** Plain JSON: times are ISO 8601. */
export interface ShownStatus {
  readonly name: string
  /** null: the user store has no tenants. */
  readonly tenant: string | null
  readonly userKey: UserKey
  readonly displayName: string | null
  readonly email: string | null
  readonly role: Role
  readonly groups: readonly string[]
  /** Whether the user store allows this user to log in. */
  readonly enabled: boolean
  readonly secondFactor: SecondFactorState
  /** The requirement that applies to this user. */
  readonly requirement: Requirement
  /** The requirement that an admin set for this user; null: the policy applies. */
  readonly ownRequirement: Requirement | null
  /** When a user without a second factor was first asked for one; null: never, or no longer. */
  readonly requiredSince: string | null
  /** When a login without a second factor will be refused. */
  readonly graceEnds: string | null
  /** A second factor is required, none is enrolled, and the grace period is over. */
  readonly overdue: boolean
  readonly authenticators: readonly ShownAuthenticator[]
  readonly recoveryCodesLeft: number
  /** How many of them are older than a restored backup. They are refused until they are replaced or released. */
  readonly recoveryCodesHeld: number
  readonly failures: Readonly<Record<FailedFactor, number>>
  /** Time until the next attempt is accepted for checking, ms. */
  readonly wait: number
  readonly locked: boolean
}

export type ShownAuthenticator = Pick<
  TotpAuthenticator,
  'id' | 'kind' | 'algorithm' | 'digits' | 'period' | 'enabled'
> & {
  readonly enrolledAt: string
  /** An existing secret of fewer than 112 bits was taken over: to be renewed. */
  readonly shortSecret: boolean
}

export interface StatusRequest {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

export const status: Operation<StatusRequest, ShownStatus> = (service, { name, now }) =>
  withUser(service, name, async (found) => {
    const status = shownStatus(await loadUserStatus(found, service, now), service.state)
    return done(`${summaryOf([status])}${holdNote(service, now)}`, status)
  })

export interface AllStatusRequest {
  readonly now: number
}

export interface AllStatus {
  readonly users: readonly ShownStatus[]
  /** Stores whose users are missing, and why. */
  readonly unavailableStores: readonly { readonly name: string; readonly why: string }[]
  /** Addresses that send RADIUS packets and are not configured, the latest first. */
  readonly unknownClients: readonly string[]
}

export const allStatus: Operation<AllStatusRequest, AllStatus> = async (service, { now }) => {
  const all: ShownStatus[] = []
  const unavailableStores: { name: string; why: string }[] = []
  for (const store of service.users.stores) {
    try {
      all.push(...(await statusOfStore(service, store, now)))
    } catch (error) {
      if (!(error instanceof UserStoreError)) throw error
      unavailableStores.push({ name: store.name, why: error.message })
    }
  }
  const line = `${summaryOf(all)} Master key ${service.sealing.keyId}.${holdNote(service, now)}`
  const unknownClients = service.unknownClients.list().map(({ address }) => address)
  return done(line, { users: all, unavailableStores, unknownClients })
}

export async function statusOfStore(service: Service, store: UserStore, now: number): Promise<ShownStatus[]> {
  const all: ShownStatus[] = []
  for await (const users of pagesOf(store)) {
    const found = users.map((user) => ({ user, userKey: userKeyOf(store, user) }))
    all.push(
      ...(await loadUserStatuses(found, service, now)).map((known) => shownStatus(known, service.state)),
    )
  }
  return all
}

/** A sentence about why no codes are accepted at the moment; '' otherwise. */
function holdNote({ state }: Service, now: number): string {
  const { hold } = state.standing()
  if (!isHeld(hold, now)) return ''
  const why = describeHold(hold)
  return ` ${why.charAt(0).toUpperCase()}${why.slice(1)}.`
}

function shownStatus(
  { user, userKey, record, status }: UserWithStatus,
  { restores }: Service['state'],
): ShownStatus {
  const { enrolment } = record
  const { state, requirement, ownRequirement, overdue, failures, locked, ...times } = status
  return {
    name: user.name,
    tenant: tenantOf(user),
    userKey,
    displayName: user.displayName,
    email: user.email,
    role: user.role,
    groups: user.groups,
    enabled: user.enabled,
    secondFactor: state,
    requirement,
    ownRequirement,
    requiredSince: isoTime(times.requiredSince),
    graceEnds: isoTime(times.graceEnds),
    overdue,
    authenticators: (enrolment?.authenticators ?? []).map(
      ({ id, kind, algorithm, digits, period, enabled, enrolledAt, sealedTotpSecret }) => ({
        id,
        kind,
        algorithm,
        digits,
        period,
        enabled,
        enrolledAt: isoTime(enrolledAt),
        shortSecret: sealedLength(sealedTotpSecret) < shortestSecretBytes,
      }),
    ),
    recoveryCodesLeft: enrolment?.recoveryCodeHashes.length ?? 0,
    recoveryCodesHeld: heldHashes(enrolment?.recoveryCodeHashes ?? [], restores()),
    failures,
    wait: times.retryAfter,
    locked,
  }
}

/** How they stand, in a sentence. */
export function summaryOf(all: readonly ShownStatus[]): string {
  const count = (is: (user: ShownStatus) => boolean) => all.filter(is).length
  const [only] = all
  if (all.length === 1 && only !== undefined) return `${nameOf(only)}: ${stateOf(only)}.`
  const enabled = count(({ secondFactor }) => secondFactor === 'enabled')
  const missing = count(
    ({ secondFactor, requirement }) => requirement === 'required' && secondFactor !== 'enabled',
  )
  const waiting = count(({ wait }) => wait > 0)
  return `${counted(all.length, 'user')}: ${enabled} with a second factor, ${missing} without the one they must have, ${waiting} delayed or locked.`
}

/** With the tenant, which tells namesakes apart. */
export function nameOf({ name, tenant }: Pick<ShownStatus, 'name' | 'tenant'>): string {
  return tenant === null ? name : labelOf({ name, tenant })
}

const words: Readonly<Record<SecondFactorState, string>> = {
  enabled: 'enabled',
  pending: 'pending',
  required: 'required',
  disabled: 'disabled',
  'not-enrolled': 'not enrolled',
}

/** A short summary of a user's second factor. */
export function stateOf(user: Pick<ShownStatus, 'enabled' | 'locked' | 'wait' | 'secondFactor'>): string {
  if (!user.enabled) return 'account disabled'
  if (user.locked) return 'locked'
  return user.wait > 0 ? 'delayed' : words[user.secondFactor]
}
