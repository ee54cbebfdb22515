import type { FailureRun } from '../login/throttle.ts'
import type { Enrolment, TotpAuthenticator } from './state-store.ts'

/** What every implementation of StateStore keeps to. */

/** Of one user; one more, and the oldest goes. */
export const trustedDevicesKept = 10
/**
 * Of one user, from places that are not known, and as many from those that are; one more, and the oldest of these goes. Who
 * has the password alone ends no login that the user began where the user is known.
 */
export const challengesOfUserKept = 16

/**
 * Whether a claim still holds. One that was made far ahead of now was made by a clock that ran ahead, and must not keep mail
 * back for years.
 *
 * @param until - when the claim ends, milliseconds since the epoch; null: there is none
 */
export function isMailClaimed(until: number | null, interval: number, now: number): boolean {
  return until !== null && until > now && until < now + 2 * interval
}

/** The run of a failure that was counted elsewhere, where there is none. */
export function nothingCounted(now: number): FailureRun {
  return { count: 0, lastAt: now, forgetAt: now }
}

/** What holds nothing worth remembering is stored as nothing. */
export function unlessEmpty(enrolment: Enrolment | null): Enrolment | null {
  if (enrolment === null) return null
  const { authenticators, recoveryCodeHashes, pending, requirement } = enrolment
  const isEmpty =
    authenticators.length === 0 && recoveryCodeHashes.length === 0 && pending === null && requirement === null
  return isEmpty ? null : enrolment
}

/** With a recovery code that was used up and is given back; an enrolment that is gone meanwhile stays gone. */
export function withRecoveryCode(enrolment: Enrolment | null, hash: string): Enrolment | null {
  if (enrolment === null || enrolment.recoveryCodeHashes.includes(hash)) return enrolment
  return { ...enrolment, recoveryCodeHashes: [...enrolment.recoveryCodeHashes, hash] }
}

/** Those that time-steps are claimed of: the pending one too. */
export function allAuthenticators({ authenticators, pending }: Enrolment): readonly TotpAuthenticator[] {
  return pending === null ? authenticators : [...authenticators, pending.authenticator]
}

export function authenticatorIds(enrolment: Enrolment | null): string[] {
  return enrolment === null ? [] : allAuthenticators(enrolment).map(({ id }) => id)
}

/** Of the hardware devices that are bound; a pending one binds nothing yet. */
export function secretPrints(enrolment: Enrolment | null): string[] {
  return enrolment?.authenticators.flatMap(({ secretPrint }) => secretPrint ?? []) ?? []
}
