import { isDeepStrictEqual } from 'node:util'
import { isKnownPlace } from '../login/known-place.ts'
import type { StoredMasterKey } from './contract/keys.ts'
import type { Enrolment, Hold, StateStore, UserKey } from './contract/state-store.ts'
import {
  copiedTables,
  dropStaleRows,
  emptyTables,
  type LoginRows,
  type LoginTable,
  type LoginTables,
} from './login-tables.ts'
import { claimKeys } from './store-rules.ts'

/** Everything in a store, for copying it to another. */
export interface StateSnapshot {
  readonly floor: number
  /** null if none was stored, because none was ever rotated. */
  readonly masterKey: StoredMasterKey | null
  readonly hold: Hold | null
  readonly restores: number
  readonly enrolments: ReadonlyMap<UserKey, Enrolment>
  readonly tables: LoginTables
}

/** What {@link StateSnapshot} has beside enrolments and tables. */
export type SnapshotStanding = Omit<StateSnapshot, 'enrolments' | 'tables'>

/** A part of a snapshot, as plain JSON. */
export type SnapshotRow =
  | readonly ['standing', '', SnapshotStanding]
  | readonly ['enrolments', UserKey, Enrolment]
  | { readonly [Table in LoginTable]: readonly [Table, string, LoginRows[Table]] }[LoginTable]

/** A store that can be copied. */
export interface CopyableStateStore extends StateStore, SnapshotOperations {}

export interface SnapshotOperations {
  /** Whether another service has it open too. */
  isShared(): Promise<boolean>
  snapshot(): Promise<StateSnapshot>
  /**
   * All rows as they are at one moment, a few at a time, while the store is in use. The standing comes first, and that moment
   * has passed by then. The next rows are read when `take` resolves; if it rejects, this does too.
   */
  readRows(take: (rows: readonly SnapshotRow[]) => Promise<void>): Promise<void>
  /** Fills a store that has nothing but keys; its assertion keys are replaced. After a fault, what was written stays. */
  fill(snapshot: StateSnapshot): Promise<void>
  /** Has the next opening take the store for one that a backup was put back into. */
  forgetOrigin(): Promise<void>
}

/** Puts a snapshot together from its rows. */
export function createSnapshotBuilder(): {
  add(row: SnapshotRow): void
  /** null: the rows had no standing. */
  build(): StateSnapshot | null
} {
  const enrolments = new Map<UserKey, Enrolment>()
  const tables = emptyTables()
  let standing: SnapshotStanding | null = null
  return {
    add(row) {
      const [table, key, value] = row
      if (table === 'standing') standing = value
      else if (table === 'enrolments') enrolments.set(key, value)
      else (tables[table] as Map<string, unknown>).set(key, value)
    },
    build: () => standing && { ...standing, enrolments, tables },
  }
}

/** The whole snapshot at once. */
export async function collectRows({
  readRows,
}: Pick<SnapshotOperations, 'readRows'>): Promise<StateSnapshot> {
  const builder = createSnapshotBuilder()
  await readRows(async (rows) => rows.forEach(builder.add))
  const snapshot = builder.build()
  if (snapshot === null) throw new RangeError('a snapshot without its standing')
  return snapshot
}

/** Reduces a snapshot to what is still valid, sorted, so that stores with the same content have equal snapshots. */
export function whatCounts({ enrolments, tables, ...standing }: StateSnapshot, now: number): StateSnapshot {
  const counting = emptyTables()
  for (const table of copiedTables) copyRows(tables, counting, table)
  const live = new Set([...enrolments.values()].flatMap(claimKeys))
  for (const key of counting.timeSteps.keys()) {
    if (!live.has(key) && !counting.removedKeys.has(key)) counting.timeSteps.delete(key)
  }
  for (const key of counting.removedKeys.keys()) if (live.has(key)) counting.removedKeys.delete(key)
  dropStaleRows(counting, now)
  for (const [userKey, devices] of counting.trustedDevices) {
    const trusted = devices.filter(({ expiresAt }) => expiresAt > now)
    const inOrder = trusted.toSorted((a, b) => a.trustedAt - b.trustedAt || (a.id < b.id ? -1 : 1))
    counting.trustedDevices.set(userKey, inOrder)
  }
  for (const [userKey, places] of counting.places) {
    const known = places.filter(({ seenAt }) => isKnownPlace(seenAt, now))
    const inOrder = known.toSorted((a, b) => a.seenAt - b.seenAt || (a.place < b.place ? -1 : 1))
    counting.places.set(userKey, inOrder)
  }
  return { ...standing, enrolments, tables: counting }
}

function copyRows<Table extends LoginTable>(from: LoginTables, to: LoginTables, table: Table): void {
  const rows: LoginTables[Table] = to[table]
  for (const [key, row] of from[table]) (rows as Map<string, unknown>).set(key, row)
}

/** Tables about the service itself, and not about users. */
const ownTables: ReadonlySet<LoginTable> = new Set(['auditKeys', 'auditHeads'])

/** Counts enrolments and rows of tables, without those that every service makes for itself. */
export function countRows({ enrolments, tables }: StateSnapshot): number {
  return copiedTables
    .filter((table) => !ownTables.has(table))
    .reduce((sum, table) => sum + tables[table].size, enrolments.size)
}

/** `timeSteps KEY` for every row that is missing in one of the two, or differs. */
export function differences(a: StateSnapshot, b: StateSnapshot): string[] {
  const differing = (name: string, one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>) =>
    [...new Set([...one.keys(), ...other.keys()])]
      .filter((key) => !isDeepStrictEqual(one.get(key), other.get(key)))
      .map((key) => `${name} ${key}`)
  return [
    ...(a.floor === b.floor ? [] : ['floor']),
    ...(isDeepStrictEqual(a.masterKey, b.masterKey) ? [] : ['masterKey']),
    ...differing('enrolments', a.enrolments, b.enrolments),
    ...copiedTables.flatMap((table) => differing(table, a.tables[table], b.tables[table])),
  ]
}
