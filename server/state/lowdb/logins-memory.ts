import { isKnownPlace } from '../../login/known-place.ts'
import {
  type FailedFactor,
  type FailureRuns,
  failedFactors,
  isSpent,
  type PrintedRun,
} from '../../login/throttle.ts'
import type {
  AssertionKey,
  AuditHead,
  AuditKey,
  Challenge,
  MailedLink,
  Place,
  TrustedDevice,
  UserKey,
} from '../contract/state-store.ts'
import type { StoreFacts } from '../contract/store-facts.ts'
import { periodOf } from '../keys/claim-key.ts'
import { isSpentStep, lastStep, type SpentSteps, spendStep } from './spent-steps.ts'

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

/** What a row is from now on; null: it is gone. Records may be applied twice, in order, with the same result. */
export type RowRecord = {
  [Table in LoginTable]: readonly [Table, string, LoginRows[Table] | null]
}[LoginTable]

/** A time-step that was claimed under a key: every login leaves one, and it is a third of the row that it changes. */
export type ClaimRecord = readonly ['claim', claimKey: string, timeStep: number]

export type LoginRecord = RowRecord | ClaimRecord

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

/** What holds these users back, by userKey and by the key of the run. */
export function failuresByUser(
  tables: LoginTables,
  userKeys: ReadonlySet<UserKey>,
): Map<UserKey, Map<string, FailureRuns>> {
  const found = new Map<UserKey, Map<string, FailureRuns>>()
  for (const factor of failedFactors) {
    for (const [key, { userKey, count, lastAt, forgetAt }] of tables[failureTables[factor].lasting]) {
      if (userKey === null || count === 0 || !userKeys.has(userKey)) continue
      const runs = found.get(userKey) ?? new Map<string, FailureRuns>()
      const others = runs.get(key) ?? { password: null, code: null }
      found.set(userKey, runs.set(key, { ...others, [factor]: { count, lastAt, forgetAt } }))
    }
  }
  return found
}

export function linkKey({ purpose, hash }: Pick<MailedLink, 'purpose' | 'hash'>): string {
  return `${purpose} ${hash}`
}

export function emptyTables(): LoginTables {
  return Object.fromEntries(loginTables.map((table) => [table, new Map()])) as unknown as LoginTables
}

/** Tables that are emptied from the front: a row that changes goes to their end. */
const agingTables: ReadonlySet<LoginTable> = new Set([
  'passingPasswordFailures',
  'passingCodeFailures',
  'challenges',
  'proofs',
  'mailClaims',
])

/** Puts a row into its table, or takes it out. */
export function putRow<Table extends LoginTable>(
  tables: LoginTables,
  table: Table,
  key: string,
  row: LoginRows[Table] | null,
): void {
  const rows: Map<string, LoginRows[Table]> = tables[table]
  // Elsewhere a row changes in place: deleting and adding would grow the table until it is built anew, again and again.
  if (row === null || agingTables.has(table)) rows.delete(key)
  if (row !== null) rows.set(key, row)
}

/** What comes behind a claim in the journal was built upon it, so that one that is spent already changes nothing. */
export function applyRecord(tables: LoginTables, record: LoginRecord): void {
  if (record[0] === 'claim') {
    const [, claimKey, timeStep] = record
    const steps = tables.timeSteps.get(claimKey)
    if (!isSpentStep(steps, timeStep)) putRow(tables, 'timeSteps', claimKey, spendStep(steps, timeStep))
  } else {
    const [table, key, row] = record
    putRow(tables, table, key, row)
  }
}

/** Gives runs that an earlier version wrote what they lack. */
export function completeRuns(tables: LoginTables): void {
  for (const { lasting, passing } of Object.values(failureTables)) {
    for (const table of [lasting, passing]) {
      for (const [key, run] of tables[table]) {
        const { prints = [], userKey = table === lasting ? key : null }: Partial<StoredRun> = run
        if (run.prints === undefined) tables[table].set(key, { ...run, prints, userKey })
      }
    }
  }
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
