import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditHead, AuditKey } from '../../audit/audit-store.ts'
import type { TrustedDevice } from '../contract/devices.ts'
import type { UserKey } from '../contract/enrolments.ts'
import type { Place } from '../contract/failures.ts'
import type { AssertionKey, StoredMasterKey } from '../contract/keys.ts'
import type { MailedLink } from '../contract/links.ts'
import { failureTables, type LoginTable, type LoginTables, linkKey } from '../login-tables.ts'
import { collectRows, type SnapshotOperations, type SnapshotRow, type StateSnapshot } from '../snapshot.ts'
import { lastStep } from '../spent-steps.ts'
import { noFacts } from '../store-facts.ts'
import { auditHeadColumns, auditKeyColumns } from './audit.ts'
import { type ChallengeRow, challengeColumns, challengeFrom } from './code-claims.ts'
import { applicationName, type Database, databaseTime, type Query } from './database.ts'
import { deviceColumns } from './devices.ts'
import { listEnrolments, lockEnrolments, replaceEnrolments } from './enrolments.ts'
import { type FailureRow, failureColumns, storedRunFrom } from './failures.ts'
import { type FloorRow, factsOf, floorColumns } from './floor.ts'
import { assertionKeyColumns, masterKeyColumns } from './keys.ts'
import { linkColumns } from './links.ts'
import { pooledMark } from './session.ts'

/** The server may take a moment to end the connection of a service that has just stopped, ms. */
const lookEvery = 100
const mostLooks = 15

/** The lineage (floor.ts) of no database: what has it was put back from a backup. */
export const backupLineage = 'a backup'

export function createSnapshotOperations(database: Database): SnapshotOperations {
  return {
    async isShared() {
      for (let looks = 1; ; looks++) {
        // Behind a pooler only a service that asks just now has a connection, but each one reports its keys.
        const others = await database.query(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
           AND application_name LIKE '${applicationName} %'
           AND application_name <> current_setting('application_name')
           UNION ALL
           SELECT 1 FROM key_holders WHERE service LIKE '% ${pooledMark}' AND until > ${databaseTime}
           AND service <> current_setting('application_name')`,
        )
        if (others.length === 0 || looks === mostLooks) return others.length > 0
        await sleep(lookEvery)
      }
    },

    readRows: (take) => readRows(database, take),
    snapshot: () => collectRows({ readRows: (take) => readRows(database, take) }),
    fill: (snapshot) => database.transaction((query) => writeSnapshot(query, snapshot)),
    async forgetOrigin() {
      await database.query(`UPDATE floor SET lineage = '${backupLineage}'`)
    },
  }
}

type Take = (rows: readonly SnapshotRow[]) => Promise<void>

/** Reads all rows in one transaction, each table by a cursor, so that no more than a batch is in memory. */
function readRows({ transaction }: Database, take: Take): Promise<void> {
  return transaction(async (query) => {
    // Whoever takes the rows may be slow.
    await query('SET LOCAL idle_in_transaction_session_timeout TO 0')
    const [row] = await query<FloorRow>(`SELECT ${floorColumns} FROM floor`)
    const { hold, restores } = row === undefined ? noFacts : factsOf(row)
    const floor = row?.floor ?? 0
    const [masterKey = null] = await query<StoredMasterKey>(`SELECT ${masterKeyColumns} FROM master_key`)
    await take([['standing', '', { floor, hold, restores, masterKey }]])
    let enrolments: SnapshotRow[] = []
    for await (const [userKey, enrolment] of listEnrolments(query)) {
      enrolments.push(['enrolments', userKey, enrolment])
      if (enrolments.length < cursorBatch) continue
      await take(enrolments)
      enrolments = []
    }
    await take(enrolments)
    for (const table of storedTables) await readTable(query, table, take)
  }, 'REPEATABLE READ')
}

/** Rows per FETCH. */
const cursorBatch = 1000

async function readTable(query: Query, { select, rowOf }: StoredTable<never>, take: Take): Promise<void> {
  await query(`DECLARE snapshot_rows NO SCROLL CURSOR FOR ${select}`)
  for (;;) {
    const rows = await query(`FETCH ${cursorBatch} FROM snapshot_rows`)
    await take(rows.map((row) => rowOf(row as never)))
    if (rows.length < cursorBatch) break
  }
  await query('CLOSE snapshot_rows')
}

interface StoredTable<Row> {
  readonly select: string
  readonly rowOf: (row: Row) => SnapshotRow
}

function stored<Row>(select: string, rowOf: (row: Row) => SnapshotRow): StoredTable<never> {
  return { select, rowOf } as StoredTable<never>
}

/** In the order in which a store keeps the rows of each table. */
const storedTables: readonly StoredTable<never>[] = [
  ...(
    [
      ['removedKeys', 'claim_key AS key, removed_at AS value FROM time_steps WHERE removed_at IS NOT NULL'],
      ['requiredSince', 'user_key AS key, since AS value FROM required_since'],
      ['proofs', 'token_id AS key, expires_at AS value FROM proofs ORDER BY expires_at'],
      ['redeemedAssertions', 'id AS key, until AS value FROM redeemed_assertions'],
      ['mailClaims', 'key, until AS value FROM mail_claims ORDER BY until'],
    ] as const
  ).map(([table, columns]) =>
    stored<{ key: string; value: number }>(`SELECT ${columns}`, ({ key, value }) => [table, key, value]),
  ),
  stored<{ key: string; last: number; spent: string[] }>(
    'SELECT claim_key AS key, time_step AS last, spent FROM time_steps',
    ({ key, last, spent }) => [
      'timeSteps',
      key,
      spent.length === 0 ? last : ([last, ...spent.map(Number)] as const),
    ],
  ),
  stored<FailureRow>(`SELECT ${failureColumns} FROM failure_runs ORDER BY last_at`, (row) => [
    failureTables[row.factor][row.passing ? 'passing' : 'lasting'],
    row.key,
    storedRunFrom(row),
  ]),
  stored<ChallengeRow>(`SELECT ${challengeColumns} FROM challenges ORDER BY expires_at`, (row) => [
    'challenges',
    row.challengeState,
    challengeFrom(row),
  ]),
  stored<MailedLink>(`SELECT ${linkColumns} FROM links`, (row) => ['links', linkKey(row), row]),
  stored<AssertionKey>(`SELECT ${assertionKeyColumns} FROM assertion_keys`, (row) => [
    'assertionKeys',
    row.id,
    row,
  ]),
  stored<{ userKey: UserKey; devices: readonly TrustedDevice[] }>(
    `SELECT "userKey", json_agg(devices ORDER BY "trustedAt", id) AS devices
     FROM (SELECT ${deviceColumns} FROM trusted_devices) AS devices GROUP BY "userKey"`,
    ({ userKey, devices }) => ['trustedDevices', userKey, devices],
  ),
  stored<{ userKey: UserKey; places: readonly Place[] }>(
    `SELECT user_key AS "userKey", json_agg(json_build_object('place', place, 'seenAt', seen_at) ORDER BY seen_at) AS places
     FROM places GROUP BY user_key ORDER BY min(seen_at)`,
    ({ userKey, places }) => ['places', userKey, places],
  ),
  stored<AuditKey>(`SELECT ${auditKeyColumns} FROM audit_keys ORDER BY made_at, id`, (row) => [
    'auditKeys',
    row.id,
    row,
  ]),
  stored<AuditHead>(`SELECT ${auditHeadColumns} FROM audit_heads`, (row) => ['auditHeads', row.trail, row]),
]

/** Writes all rows, in the transaction that the query belongs to. */
export async function writeSnapshot(
  query: Query,
  { floor, hold, restores, masterKey, enrolments, tables }: StateSnapshot,
): Promise<void> {
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
  if (masterKey !== null) await insertRows(query, 'master_key', [{ only_row: true, ...inColumns(masterKey) }])
  await replaceEnrolments(query, new Map(), enrolments)
  await query('DELETE FROM assertion_keys')
  await query('DELETE FROM audit_keys WHERE id = ANY ($1)', [[...tables.auditKeys.keys()]])
  await query('DELETE FROM audit_heads WHERE trail = ANY ($1)', [[...tables.auditHeads.keys()]])
  for (const [table, rows] of Object.entries(rowsOf(tables))) await insertRows(query, table, rows)
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
