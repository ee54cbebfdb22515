import type { FailedFactor, FailureRun, FailureRuns } from '../../login/throttle.ts'
import type {
  AssertionKey,
  AuditHead,
  AuditKey,
  Challenge,
  Enrolment,
  MailedLink,
  StoredEvent,
  TrustedDevice,
  UserKey,
} from '../contract/state-store.ts'
import type { StoredRun } from '../login-tables.ts'
import { unlessEmpty } from '../store-rules.ts'
import type { SqlValue } from './database.ts'

/** What the tables' rows are, as lists of columns that answer them in our own names, and where names are not enough. */

export const enrolmentColumns = `
  user_key AS "userKey", authenticators, recovery_code_hashes AS "recoveryCodeHashes", pending, requirement`

export interface EnrolmentRow extends Enrolment {
  readonly userKey: UserKey
}

/** null: nothing in it is worth remembering any more. */
export function enrolmentFrom({ userKey: _, ...enrolment }: EnrolmentRow): Enrolment | null {
  return unlessEmpty(enrolment)
}

export const failureColumns = `
  key, factor, passing, user_key AS "userKey", count, last_at AS "lastAt", forget_at AS "forgetAt", prints`

export interface FailureRow extends StoredRun {
  readonly key: string
  readonly factor: FailedFactor
  readonly passing: boolean
}

export function runFrom({ count, lastAt, forgetAt }: FailureRun): FailureRun {
  return { count, lastAt, forgetAt }
}

export function storedRunFrom({ prints, userKey, ...run }: StoredRun): StoredRun {
  return { ...runFrom(run), prints, userKey }
}

/**
 * A run that was cleared and holds prints alone is none to those who ask.
 *
 * @param rows - of one key
 */
export function runsFrom(rows: readonly FailureRow[]): FailureRuns {
  const runs: Record<FailedFactor, FailureRun | null> = { password: null, code: null }
  for (const row of rows) if (row.count > 0) runs[row.factor] = runFrom(row)
  return runs
}

/** By their keys. */
export function runsByKey(rows: readonly FailureRow[]): Map<string, FailureRuns> {
  const byKey = new Map<string, FailureRow[]>()
  for (const row of rows) {
    if (row.count > 0) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row])
  }
  return new Map([...byKey].map(([key, ofKey]) => [key, runsFrom(ofKey)]))
}

export const challengeColumns = `
  challenge_state AS "challengeState", user_key AS "userKey", asked_by AS "askedBy", codes_left AS "codesLeft",
  email_code_hash AS "emailCodeHash", nonce, vouched, at_known_place AS "atKnownPlace", expires_at AS "expiresAt"`

export interface ChallengeRow extends Omit<Challenge, 'nonce' | 'vouched' | 'atKnownPlace'> {
  readonly nonce: string | null
  readonly vouched: readonly string[] | null
  readonly atKnownPlace: boolean
}

export function challengeFrom({ nonce, vouched, atKnownPlace, ...challenge }: ChallengeRow): Challenge {
  return {
    ...challenge,
    ...(nonce !== null && { nonce }),
    ...(vouched !== null && { vouched }),
    ...(atKnownPlace && { atKnownPlace }),
  }
}

export const insertingChallenge = `
  INSERT INTO challenges (
    challenge_state, user_key, asked_by, codes_left, email_code_hash, nonce, at_known_place, expires_at, vouched)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

/** Of {@link insertingChallenge}. */
export function challengeValues({ nonce, vouched, atKnownPlace, ...challenge }: Challenge): SqlValue[] {
  const { challengeState, userKey, askedBy, codesLeft, emailCodeHash, expiresAt } = challenge
  return [
    challengeState,
    userKey,
    askedBy,
    codesLeft,
    emailCodeHash,
    nonce ?? null,
    atKnownPlace ?? false,
    expiresAt,
    vouched ?? null,
  ]
}

export const linkColumns = 'purpose, hash, user_key AS "userKey", expires_at AS "expiresAt"'
export type LinkRow = MailedLink

export const deviceColumns = `
  id, user_key AS "userKey", secret_hash AS "secretHash", authenticator_id AS "authenticatorId", name,
  trusted_at AS "trustedAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt"`
export type DeviceRow = TrustedDevice

export const assertionKeyColumns = `
  id, x, sealed_d AS "sealedD", made_at AS "madeAt", expires_at AS "expiresAt"`
export type AssertionKeyRow = AssertionKey

export const auditKeyColumns = 'id, trail, sealed_key AS "sealedKey", made_at AS "madeAt"'
export type AuditKeyRow = AuditKey

export const auditHeadColumns = 'trail, place, seq, hash, key_id AS "keyId", proof'
export type AuditHeadRow = AuditHead

export const storedEventColumns = 'id, writer, at, event'
export type StoredEventRow = StoredEvent
