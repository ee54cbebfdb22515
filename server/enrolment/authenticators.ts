import type { Requirement } from '../login/policy.ts'
import { stampHash } from '../login/recovery-code.ts'
import type { Enrolment, PendingAuthenticator, TotpAuthenticator } from '../state/contract/state-store.ts'

/**
 * The steps that change an enrolment, as pure functions. A refusal is returned as a string; if nothing changes, the same
 * enrolment is returned.
 */

export type Step<Refusal extends string> = (current: Enrolment | null) => Enrolment | null | Refusal

const nothing: Enrolment = { authenticators: [], recoveryCodeHashes: [], pending: null, requirement: null }

/** Adds an authenticator to those the user has. `device-taken`: the user already has this hardware device. */
export function bind(authenticator: TotpAuthenticator): Step<'device-taken'> {
  return (current) => {
    const before = current ?? nothing
    if (hasDevice(before, authenticator)) return 'device-taken'
    return { ...before, authenticators: [...before.authenticators, authenticator] }
  }
}

/** @param hashes - of recovery codes, used only if the user has none */
export function bindWithCodes(
  authenticator: TotpAuthenticator,
  hashes: readonly string[],
): Step<'device-taken'> {
  return (current) => bind(authenticator)(hasRecoveryCodes(current) ? current : withCodes(current, hashes))
}

export function offer(pending: PendingAuthenticator): Step<'device-taken'> {
  return (current) => {
    const before = current ?? nothing
    return hasDevice(before, pending.authenticator) ? 'device-taken' : { ...before, pending }
  }
}

/** The offer that can still be confirmed; null if it was used, replaced, or has expired. */
export function pendingOffer(current: Enrolment | null, id: string, now: number): TotpAuthenticator | null {
  const pending = current?.pending ?? null
  return pending !== null && pending.authenticator.id === id && now < pending.expiresAt
    ? pending.authenticator
    : null
}

interface Confirmation {
  readonly id: string
  readonly stepOffset: number
  readonly now: number
  /** Only while no authenticator is enabled. */
  readonly asFirst?: boolean
}

/** @param hashes - of recovery codes, for a user who has none */
export function confirmOffer(
  { id, stepOffset, now, asFirst = false }: Confirmation,
  hashes: readonly string[],
): Step<'expired' | 'device-taken'> {
  return (current) => {
    const offered = pendingOffer(current, id, now)
    if (current === null || offered === null || (asFirst && hasEnabled(current))) return 'expired'
    return bindWithCodes({ ...offered, stepOffset, enrolledAt: now }, hashes)({ ...current, pending: null })
  }
}

/** @param id - null for all authenticators */
export function switchOnOff(id: string | null, enabled: boolean): Step<'not-found' | 'conflict'> {
  return (current) => {
    const chosen = (current?.authenticators ?? []).filter((each) => id === null || each.id === id)
    if (current === null || chosen.length === 0) return id === null ? 'conflict' : 'not-found'
    if (chosen.every((each) => each.enabled === enabled)) return current
    const authenticators = current.authenticators.map((each) =>
      chosen.includes(each) ? { ...each, enabled } : each,
    )
    return { ...current, authenticators }
  }
}

/** Removes one authenticator or the offered one. Recovery codes are removed together with the last authenticator. */
export function remove(id: string): Step<'not-found'> {
  return (current) => {
    if (current === null) return 'not-found'
    if (current.pending?.authenticator.id === id) return { ...current, pending: null }
    const authenticators = current.authenticators.filter((each) => each.id !== id)
    if (authenticators.length === current.authenticators.length) return 'not-found'
    const recoveryCodeHashes = authenticators.length === 0 ? [] : current.recoveryCodeHashes
    return { ...current, authenticators, recoveryCodeHashes }
  }
}

/** Keeps the requirement. */
export const removeAll: Step<'not-found'> = (current) => {
  if (current === null) return 'not-found'
  const { authenticators, recoveryCodeHashes, pending } = current
  if (authenticators.length === 0 && recoveryCodeHashes.length === 0 && pending === null) return 'not-found'
  return { ...nothing, requirement: current.requirement }
}

export function setRequirement(requirement: Requirement | null): Step<never> {
  return (current) =>
    (current?.requirement ?? null) === requirement ? current : { ...(current ?? nothing), requirement }
}

/**
 * Both in one step, so that a fault cannot leave one without the other. @param enabled - undefined to leave the set-up
 * unchanged
 */
export function setUserPolicy(
  requirement: Requirement | null,
  enabled: boolean | undefined,
): Step<'not-found' | 'conflict'> {
  return (current) => {
    const required = setRequirement(requirement)(current)
    return enabled === undefined ? required : switchOnOff(null, enabled)(required)
  }
}

/** A new set of recovery codes replaces the old one. */
export function replaceRecoveryCodes(hashes: readonly string[]): Step<'not-enrolled'> {
  return (current) => (hasAuthenticator(current) ? withCodes(current, hashes) : 'not-enrolled')
}

export const deleteRecoveryCodes: Step<never> = (current) =>
  hasRecoveryCodes(current) ? withCodes(current, []) : current

/** Stamps them as if they were made after this many restores. */
export function stampRecoveryCodes(restores: number): Step<never> {
  return (current) =>
    current &&
    withCodes(
      current,
      current.recoveryCodeHashes.map((hash) => stampHash(hash, restores)),
    )
}

export function hasAuthenticator(enrolment: Enrolment | null): boolean {
  return enrolment !== null && enrolment.authenticators.length > 0
}

export function hasEnabled(enrolment: Enrolment | null): boolean {
  return enrolment?.authenticators.some(({ enabled }) => enabled) ?? false
}

export function hasRecoveryCodes(enrolment: Enrolment | null): boolean {
  return enrolment !== null && enrolment.recoveryCodeHashes.length > 0
}

function withCodes(enrolment: Enrolment | null, recoveryCodeHashes: readonly string[]): Enrolment {
  return { ...(enrolment ?? nothing), recoveryCodeHashes }
}

/** Always false for an app: its secret has no print to compare. */
export function hasDevice(
  { authenticators }: Enrolment,
  { secretPrint }: Pick<TotpAuthenticator, 'secretPrint'>,
): boolean {
  return secretPrint !== null && authenticators.some((each) => each.secretPrint === secretPrint)
}
