import { placeLifetime } from '../../login/known-place.ts'
import { printLifetime } from '../../login/throttle.ts'
import { removedKeysKept } from '../login-tables.ts'
import { databaseTime, type Query } from './database.ts'

/** Limit for runs of unknown users and sources, which attackers could make without end; the oldest are deleted. */
const passingRunsKept = 100_000
const challengesKept = 100_000

/**
 * Deletes everything expired, by the database's time, because one service's clock may be ahead. Rows that are being changed are
 * left for the next sweep.
 */
export async function sweep(query: Query, now: number): Promise<void> {
  for (const [table, until] of [
    [
      'failure_runs',
      `greatest(forget_at, last_at + CASE WHEN prints = '{}' THEN 0 ELSE ${printLifetime} END)`,
    ],
    ['challenges', 'expires_at'],
    ['links', 'expires_at'],
    ['trusted_devices', 'expires_at'],
    ['proofs', 'expires_at'],
    ['redeemed_assertions', 'until'],
    ['mail_claims', 'until'],
    ['assertion_keys', 'expires_at'],
    ['turns', 'until'],
    ['key_holders', 'until'],
    ['places', `seen_at + ${placeLifetime}`],
  ] as const) {
    await dropRows(query, table, `SELECT ctid FROM ${table} WHERE ${until} <= least($1, ${databaseTime})`, [
      now,
    ])
  }
  await dropRows(
    query,
    'time_steps',
    `SELECT ctid FROM time_steps WHERE removed_at IS NOT NULL
     AND greatest(removed_at, time_step * CASE WHEN claim_key LIKE '%.60' THEN 60000 ELSE 30000 END)
       <= least($1, ${databaseTime}) - ${removedKeysKept}`,
    [now],
  )
  await dropRows(
    query,
    'failure_runs',
    `SELECT ctid FROM failure_runs WHERE passing ORDER BY last_at DESC OFFSET ${passingRunsKept}`,
  )
  await dropRows(
    query,
    'challenges',
    `SELECT ctid FROM challenges ORDER BY expires_at DESC OFFSET ${challengesKept}`,
  )
}

async function dropRows(
  query: Query,
  table: string,
  found: string,
  values: readonly number[] = [],
): Promise<void> {
  await query(`DELETE FROM ${table} WHERE ctid = ANY (ARRAY (${found} FOR UPDATE SKIP LOCKED)) `, values)
}
