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
  /** Whose it is; null: of no known user. */
  readonly userKey: UserKey | null
}

/** The tables of what changes with every login, and what a row of each holds. */
export interface LoginRows {
  /** By claim key. Kept for as long as an authenticator has it, and then while its codes may be acceptable. */
  timeSteps: SpentSteps
  /** By claim key: since when no authenticator has it. */
  removedKeys: number
  /** Runs of known users, which no stranger can pile up. */
  passwordFailures: StoredRun
  codeFailures: StoredRun
  /** Of sources and of unknown users. The one that failed last comes last. */
  passingPasswordFailures: StoredRun
  passingCodeFailures: StoredRun
  /** By challengeState, oldest first. */
  challenges: Challenge
  /** By userKey. */
  requiredSince: number
  /** By {@link linkKey}; one for each user and purpose. */
  links: MailedLink
  /** By userKey, all of one user's, oldest first. */
  trustedDevices: readonly TrustedDevice[]
  /** By userKey, all of one user's, the one unused for longest first. */
  places: readonly Place[]
  /** By the id of a widget token: until when its holder counts as proven. */
  proofs: number
  /** By the ids of assertions: until when they are remembered. */
  redeemedAssertions: number
  /** By what was mailed: until when it is not mailed again. */
  mailClaims: number
  /** By their ids; one of them signs. */
  assertionKeys: AssertionKey
  /** One row, by {@link factsKey}. It is of this folder, and does not go to another store. */
  facts: StoreFacts
  /** By their ids, oldest first. */
  auditKeys: AuditKey
  /** By their trails. */
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

/** What goes along when the state is copied to another store. */
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

/** Milliseconds for which the steps of a TOTP secret that was removed are remembered. */
export const removedKeysKept = 30 * 24 * 3_600_000
/** Milliseconds that a claim may be ahead of the clock: drift, and a hardware clock that runs ahead. */
const longestLead = 3_600_000

/** Drops what is as if it had never been: forgotten runs, and everything that expired. */
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
