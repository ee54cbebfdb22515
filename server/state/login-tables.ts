import { isKnownPlace } from '../login/known-place.ts'
import { type FailedFactor, isSpent, type PrintedRun } from '../login/throttle.ts'
import { periodOf } from './claim-key.ts'
import type {
  AssertionKey,
  AuditHead,
  AuditKey,
  Challenge,
  MailedLink,
  Place,
  TrustedDevice,
  UserKey,
} from './contract/state-store.ts'
import { lastStep, type SpentSteps } from './spent-steps.ts'
import type { StoreFacts } from './store-facts.ts'

/** A run as it is stored. */
export interface StoredRun extends PrintedRun {
  /** The user it belongs to; null for an unknown one. */
  readonly userKey: UserKey | null
}

/** The tables of data that changes with logins, and the row type of each. */
export interface LoginRows {
  /** By claim key. Kept while an authenticator has the key, and afterwards while its codes may be acceptable. */
  timeSteps: SpentSteps
  /** By claim key: since when no authenticator has it any more. */
  removedKeys: number
  /** Runs of known users, so their number is limited. */
  passwordFailures: StoredRun
  codeFailures: StoredRun
  /** Runs of sources and unknown users, ordered by their latest failure. */
  passingPasswordFailures: StoredRun
  passingCodeFailures: StoredRun
  /** By challengeState, oldest first. */
  challenges: Challenge
  /** By userKey. */
  requiredSince: number
  /** By {@link linkKey}; one per user and purpose. */
  links: MailedLink
  /** By userKey: all devices of the user, oldest first. */
  trustedDevices: readonly TrustedDevice[]
  /** By userKey: all places of the user, the one unused for longest first. */
  places: readonly Place[]
  /** By the id of a widget token: until when its holder's proof is valid. */
  proofs: number
  /** By the id of an assertion: until when it is remembered. */
  redeemedAssertions: number
  /** By what was mailed: until when it is not mailed again. */
  mailClaims: number
  /** By id; one of them signs. */
  assertionKeys: AssertionKey
  /** One row, by {@link factsKey}. It describes this folder, so it is not copied to another store. */
  facts: StoreFacts
  /** By id, oldest first. */
  auditKeys: AuditKey
  /** By audit log. */
  auditHeads: AuditHead
}

export const factsKey = 'facts'

export type LoginTable = keyof LoginRows
export type LoginTables = { readonly [Table in LoginTable]: Map<string, LoginRows[Table]> }

export const loginTables = [
  'timeSteps',
  'removedKeys',
  'passwordFailures',
  'codeFailures',
  'passingPasswordFailures',
  'passingCodeFailures',
  'challenges',
  'requiredSince',
  'links',
  'trustedDevices',
  'places',
  'proofs',
  'redeemedAssertions',
  'mailClaims',
  'assertionKeys',
  'auditKeys',
  'auditHeads',
  'facts',
] as const satisfies readonly LoginTable[]

/** The tables that are copied to another store. */
export const copiedTables = loginTables.filter((table) => table !== 'facts')

export const failureTables = {
  password: { lasting: 'passwordFailures', passing: 'passingPasswordFailures' },
  code: { lasting: 'codeFailures', passing: 'passingCodeFailures' },
} as const satisfies Record<FailedFactor, Record<'lasting' | 'passing', LoginTable>>

export function linkKey({ purpose, hash }: Pick<MailedLink, 'purpose' | 'hash'>): string {
  return `${purpose} ${hash}`
}

export function emptyTables(): LoginTables {
  return Object.fromEntries(loginTables.map((table) => [table, new Map()])) as unknown as LoginTables
}

/** Milliseconds for which the steps of a removed TOTP secret are kept. */
export const removedKeysKept = 30 * 24 * 3_600_000
/** Milliseconds by which a claim may be ahead of the clock, because of drift or a fast hardware clock. */
const longestLead = 3_600_000

/** Deletes forgotten runs and everything that has expired. */
export function dropStaleRows(tables: LoginTables, now: number): void {
  const isPast = (until: number) => until <= now
  const isExpired = ({ expiresAt }: { readonly expiresAt: number | null }) =>
    expiresAt !== null && isPast(expiresAt)
  for (const { lasting, passing } of Object.values(failureTables)) {
    for (const table of [lasting, passing]) dropRows(tables[table], (run) => isSpent(run, now))
  }
  dropRows(tables.challenges, isExpired)
  dropRows(tables.links, isExpired)
  dropRows(tables.trustedDevices, (devices) => devices.every(isExpired))
  dropRows(tables.places, (places) => places.every(({ seenAt }) => !isKnownPlace(seenAt, now)))
  dropRows(tables.proofs, isPast)
  dropRows(tables.redeemedAssertions, isPast)
  dropRows(tables.mailClaims, isPast)
  dropRows(tables.assertionKeys, isExpired)
  for (const [key, removedAt] of tables.removedKeys) {
    const lastAt = lastStep(tables.timeSteps.get(key)) * periodOf(key) * 1000 + longestLead
    if (!isPast(Math.max(removedAt, lastAt) + removedKeysKept)) continue
    tables.removedKeys.delete(key)
    tables.timeSteps.delete(key)
  }
}

function dropRows<Row>(rows: Map<string, Row>, isStale: (row: Row) => boolean): void {
  for (const [key, row] of rows) if (isStale(row)) rows.delete(key)
}
