import { stampOf } from '../login/recovery-code.ts'
import type { FailureRun } from '../login/throttle.ts'
import { keyOf } from './claim-key.ts'
import type { Enrolment, FailureOf, TotpAuthenticator } from './contract/state-store.ts'

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

/** Of a source, which is no user's. */
export const ofNobody: FailureOf = { userKey: null, print: null, countedIn: null }

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

/** What the codes of a user's authenticators are claimed under. */
export function claimKeys(enrolment: Enrolment | null): string[] {
  return enrolment === null ? [] : allAuthenticators(enrolment).map(keyOf)
}

/**
 * Authenticators of before there were claim keys that have one now: what was claimed under the id counts under the key.
 * `ahead`: steps that the authenticator's clock is ahead of ours, by which they were counted.
 */
export function keysFound(
  before: Enrolment | null,
  after: Enrolment | null,
): { readonly id: string; readonly key: string; readonly ahead: number }[] {
  if (before === null || after === null) return []
  const without = allAuthenticators(before).filter(({ claimKey }) => (claimKey ?? null) === null)
  return without.flatMap(({ id }) => {
    const found = allAuthenticators(after).find((each) => each.id === id)
    const key = found?.claimKey ?? null
    return found === undefined || key === null ? [] : [{ id, key, ahead: found.stepOffset }]
  })
}

/** The highest number of restores that recovery codes were stamped with. */
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

/** Of the hardware devices that are bound; a pending one binds nothing yet. */
export function secretPrints(enrolment: Enrolment | null): string[] {
  return enrolment?.authenticators.flatMap(({ secretPrint }) => secretPrint ?? []) ?? []
}
