import { stampOf } from '../login/recovery-code.ts'
import type { FailureRun } from '../login/throttle.ts'
import { keyOf } from './claim-key.ts'
import type { Enrolment, FailureOf, TotpAuthenticator } from './contract/state-store.ts'

/** Rules for every implementation of StateStore. */

/** Per user; beyond it, the oldest is deleted. */
export const trustedDevicesKept = 10
/**
 * Per user, once for unknown and once for known places; beyond it, the oldest of the same kind is deleted. So an attacker who
 * has only the password cannot end a login that the user began at a known place.
 */
export const challengesOfUserKept = 16

/**
 * Whether a claim is still in force. One too far in the future was made while the clock ran ahead, and must not prevent mail
 * for years.
 *
 * @param until - when the claim ends, milliseconds since the epoch; null if there is none
 */
export function isMailClaimed(until: number | null, interval: number, now: number): boolean {
  return until !== null && until > now && until < now + 2 * interval
}

/** For sources, which belong to no user. */
export const unattributedFailure: FailureOf = { userKey: null, print: null, countedIn: null }

/** The answer for a failure already counted in another run, if this run does not exist. */
export function nothingCounted(now: number): FailureRun {
  return { count: 0, lastAt: now, forgetAt: now }
}

/** Turns an enrolment without any content into null. */
export function unlessEmpty(enrolment: Enrolment | null): Enrolment | null {
  if (enrolment === null) return null
  const { authenticators, recoveryCodeHashes, pending, requirement } = enrolment
  const isEmpty =
    authenticators.length === 0 && recoveryCodeHashes.length === 0 && pending === null && requirement === null
  return isEmpty ? null : enrolment
}

/** Adds back a recovery code that was consumed. A deleted enrolment stays deleted. */
export function withRecoveryCode(enrolment: Enrolment | null, hash: string): Enrolment | null {
  if (enrolment === null || enrolment.recoveryCodeHashes.includes(hash)) return enrolment
  return { ...enrolment, recoveryCodeHashes: [...enrolment.recoveryCodeHashes, hash] }
}

/** All authenticators whose time-steps can be claimed, including the pending one. */
export function allAuthenticators({ authenticators, pending }: Enrolment): readonly TotpAuthenticator[] {
  return pending === null ? authenticators : [...authenticators, pending.authenticator]
}

/** The keys under which the codes of a user's authenticators are claimed. */
export function claimKeys(enrolment: Enrolment | null): string[] {
  return enrolment === null ? [] : allAuthenticators(enrolment).map(keyOf)
}

/** Rows of PostgreSQL lack the field until it is first written. */
export function lacksClaimKey({ claimKey }: Pick<TotpAuthenticator, 'claimKey'>): boolean {
  return (claimKey ?? null) === null
}

/**
 * Finds authenticators that had no claim key and have one now, so that steps claimed under the id are carried over to the key.
 * `ahead`: by how many steps the authenticator's clock is ahead, which is included in those steps.
 */
export function keysFound(
  before: Enrolment | null,
  after: Enrolment | null,
): { readonly id: string; readonly key: string; readonly ahead: number }[] {
  if (before === null || after === null) return []
  const without = allAuthenticators(before).filter(lacksClaimKey)
  return without.flatMap(({ id }) => {
    const found = allAuthenticators(after).find((each) => each.id === id)
    const key = found?.claimKey ?? null
    return found === undefined || key === null ? [] : [{ id, key, ahead: found.stepOffset }]
  })
}

/** The highest number of restores among the stamps of recovery codes. */
export function newestStamp({
  enrolments,
}: {
  readonly enrolments: Readonly<Record<string, Enrolment>>
}): number {
  let newest = 0
  for (const { recoveryCodeHashes } of Object.values(enrolments)) {
    for (const hash of recoveryCodeHashes) newest = Math.max(newest, stampOf(hash))
  }
  return newest
}

/** Prints of the hardware devices that are assigned; a pending device is not assigned yet. */
export function secretPrints(enrolment: Enrolment | null): string[] {
  return enrolment?.authenticators.flatMap(({ secretPrint }) => secretPrint ?? []) ?? []
}
