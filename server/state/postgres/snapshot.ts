import type { AuditHead, AuditKey } from '../../audit/audit-store.ts'
import type { TrustedDevice } from '../contract/devices.ts'
import type { UserKey } from '../contract/enrolments.ts'
import type { Place } from '../contract/failures.ts'
import type { AssertionKey, StoredMasterKey } from '../contract/keys.ts'
import type { MailedLink } from '../contract/links.ts'
import { emptyTables, failureTables, type LoginTable, type LoginTables, linkKey } from '../login-tables.ts'
import type { SnapshotOperations, StateSnapshot } from '../snapshot.ts'
import { lastStep } from '../spent-steps.ts'
import { noFacts } from '../store-facts.ts'
import { auditHeadColumns, auditKeyColumns } from './audit.ts'
import { type ChallengeRow, challengeColumns, challengeFrom } from './code-claims.ts'
import { applicationName, type Database, type Query } from './database.ts'
import { deviceColumns } from './devices.ts'
import { listEnrolments, lockEnrolments, replaceEnrolments } from './enrolments.ts'
import { type FailureRow, failureColumns, storedRunFrom } from './failures.ts'
import { type FloorRow, factsOf, floorColumns } from './floor.ts'
import { assertionKeyColumns, masterKeyColumns } from './keys.ts'
import { linkColumns } from './links.ts'

type KeyedRow = readonly [key: string, value: number]

export function createSnapshotOperations(database: Database): SnapshotOperations {
  return {
    async isShared() {
      const others = await database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
         AND application_name LIKE '${applicationName} %'
         AND application_name <> current_setting('application_name')`,
      )
      return others.length > 0
    },

    snapshot: () => readSnapshot(database),
    fill: (snapshot) => writeSnapshot(database, snapshot),
  }
}

/** Reads all rows in one transaction. */
function readSnapshot({ transaction }: Database): Promise<StateSnapshot> {
  return transaction(async (query) => {
    await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    const [row] = await query<FloorRow>(`SELECT ${floorColumns} FROM floor`)
    const { hold, restores } = row === undefined ? noFacts : factsOf(row)
    const floor = row?.floor ?? 0
    const enrolments = new Map()
    for await (const [userKey, enrolment] of listEnrolments(query)) enrolments.set(userKey, enrolment)
    const [masterKey = null] = await query<StoredMasterKey>(`SELECT ${masterKeyColumns} FROM master_key`)
    return { floor, hold, restores, masterKey, enrolments, tables: await readTables(query) }
  })
}

async function readTables(query: Query): Promise<LoginTables> {
  const tables = emptyTables()
  for (const [table, columns] of [
    ['removedKeys', 'claim_key, removed_at FROM time_steps WHERE removed_at IS NOT NULL'],
    ['requiredSince', 'user_key, since FROM required_since'],
    ['proofs', 'token_id, expires_at FROM proofs ORDER BY expires_at'],
    ['redeemedAssertions', 'id, until FROM redeemed_assertions'],
    ['mailClaims', 'key, until FROM mail_claims ORDER BY until'],
  ] as const) {
    for (const row of await query<Record<string, string | number>>(`SELECT ${columns}`)) {
      const [key, value] = Object.values(row) as unknown as KeyedRow
      tables[table].set(key, value)
    }
  }
  for (const { key, last, spent } of await query<{ key: string; last: number; spent: string[] }>(
    'SELECT claim_key AS key, time_step AS last, spent FROM time_steps',
  )) {
    tables.timeSteps.set(key, spent.length === 0 ? last : [last, ...spent.map(Number)])
  }
  for (const row of await query<FailureRow>(`SELECT ${failureColumns} FROM failure_runs ORDER BY last_at`)) {
    tables[failureTables[row.factor][row.passing ? 'passing' : 'lasting']].set(row.key, storedRunFrom(row))
  }
  for (const row of await query<ChallengeRow>(
    `SELECT ${challengeColumns} FROM challenges ORDER BY expires_at`,
  )) {
    tables.challenges.set(row.challengeState, challengeFrom(row))
  }
  for (const row of await query<MailedLink>(`SELECT ${linkColumns} FROM links`)) {
    tables.links.set(linkKey(row), row)
  }
  for (const row of await query<AssertionKey>(`SELECT ${assertionKeyColumns} FROM assertion_keys`)) {
    tables.assertionKeys.set(row.id, row)
  }
  for (const { userKey, ...row } of await query<Place & { readonly userKey: UserKey }>(
    'SELECT user_key AS "userKey", place, seen_at AS "seenAt" FROM places ORDER BY seen_at',
  )) {
    tables.places.set(userKey, [...(tables.places.get(userKey) ?? []), row])
  }
  for (const row of await query<AuditKey>(`SELECT ${auditKeyColumns} FROM audit_keys ORDER BY made_at, id`)) {
    tables.auditKeys.set(row.id, row)
  }
  for (const row of await query<AuditHead>(`SELECT ${auditHeadColumns} FROM audit_heads`)) {
    tables.auditHeads.set(row.trail, row)
  }
  const devices = new Map<UserKey, TrustedDevice[]>()
  for (const row of await query<TrustedDevice>(`SELECT ${deviceColumns} FROM trusted_devices`)) {
    devices.set(row.userKey, [...(devices.get(row.userKey) ?? []), row])
  }
  for (const [userKey, rows] of devices) tables.trustedDevices.set(userKey, rows)
  return tables
}

/** Writes all rows in one transaction. */
function writeSnapshot(
  { transaction }: Database,
  { floor, hold, restores, masterKey, enrolments, tables }: StateSnapshot,
): Promise<void> {
  return transaction(async (query) => {
    await lockEnrolments(query)
    await query('UPDATE floor SET value = greatest(value, $1), restores = greatest(restores, $2)', [
      floor,
      restores,
    ])
    if (hold !== null) {
      const { cause, noticedAt, until } = hold
      await query(
        `UPDATE floor SET hold_cause = $1, hold_noticed_at = $2, hold_until = $3 WHERE coalesce(hold_until, 0) < $3`,
        [cause, noticedAt, until],
      )
    }
    // A service that was started on the empty tables has stored its own master key, but these rows are sealed with another.
    await query('DELETE FROM master_key')
    if (masterKey !== null)
      await insertRows(query, 'master_key', [{ only_row: true, ...inColumns(masterKey) }])
    await replaceEnrolments(query, new Map(), enrolments)
    await query('DELETE FROM assertion_keys')
    await query('DELETE FROM audit_keys WHERE id = ANY ($1)', [[...tables.auditKeys.keys()]])
    await query('DELETE FROM audit_heads WHERE trail = ANY ($1)', [[...tables.auditHeads.keys()]])
    for (const [table, rows] of Object.entries(rowsOf(tables))) await insertRows(query, table, rows)
  })
}

/** By table, by column. */
function rowsOf(tables: LoginTables): Record<string, object[]> {
  const rows = <Table extends LoginTable>(
    table: Table,
    row: (key: string, value: LoginTables[Table] extends Map<string, infer Row> ? Row : never) => object,
  ) => [...(tables[table] as Map<string, never>)].map(([key, value]) => row(key, value))
  const runs = (table: FailureTable, factor: FailureRow['factor'], passing: boolean) =>
    rows(table, (key, run) => ({ key, factor, passing, ...inColumns(run) }))
  return {
    time_steps: rows('timeSteps', (claim_key, steps) => ({
      claim_key,
      time_step: lastStep(steps),
      spent: typeof steps === 'number' ? [] : (steps as readonly number[]).slice(1),
      removed_at: tables.removedKeys.get(claim_key) ?? null,
    })),
    failure_runs: (['password', 'code'] as const).flatMap((factor) => [
      ...runs(failureTables[factor].lasting, factor, false),
      ...runs(failureTables[factor].passing, factor, true),
    ]),
    required_since: rows('requiredSince', (user_key, since) => ({ user_key, since })),
    challenges: rows('challenges', (_, row) => inColumns({ atKnownPlace: false, ...row })),
    links: rows('links', (_, row) => inColumns(row)),
    trusted_devices: rows('trustedDevices', (_, devices) => devices.map(inColumns)).flat(),
    places: rows('places', (user_key, places) =>
      places.map((row) => ({ user_key, ...inColumns(row) })),
    ).flat(),
    proofs: rows('proofs', (token_id, expires_at) => ({ token_id, expires_at })),
    redeemed_assertions: rows('redeemedAssertions', (id, until) => ({ id, until })),
    mail_claims: rows('mailClaims', (key, until) => ({ key, until })),
    assertion_keys: rows('assertionKeys', (_, row) => inColumns(row)),
    audit_keys: rows('auditKeys', (_, row) => inColumns(row)),
    audit_heads: rows('auditHeads', (_, row) => inColumns(row)),
  }
}

type FailureTable = (typeof failureTables)[FailureRow['factor']]['lasting' | 'passing']

/** `userKey` is the column `user_key`. */
function inColumns(row: object): object {
  const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [column(name), value]))
}

/** Rows per statement. */
const batch = 5000

async function insertRows(query: Query, table: string, rows: readonly object[]): Promise<void> {
  for (let i = 0; i < rows.length; i += batch) {
    await query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
      JSON.stringify(rows.slice(i, i + batch)),
    ])
  }
}
