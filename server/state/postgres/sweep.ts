import { placeLifetime } from '../../login/known-place.ts'
import { printLifetime } from '../../login/throttle.ts'
import { removedKeysKept } from '../login-tables.ts'
import { databaseTime, type Query } from './database.ts'

/** Limit for runs of unknown users and sources, which attackers could make without end; the oldest are deleted. */
const passingRunsKept = 100_000
const challengesKept = 100_000

/** Rows per statement, so that each one ends in time, however many rows there are. */
const batch = 5000

const byTheirEnd = [
  ['challenges', 'expires_at'],
  ['links', 'expires_at'],
  ['trusted_devices', 'expires_at'],
  ['proofs', 'expires_at'],
  ['assertion_keys', 'expires_at'],
  ['redeemed_assertions', 'until'],
  ['mail_claims', 'until'],
  ['turns', 'until'],
  ['key_holders', 'until'],
] as const

/**
 * Deletes everything expired, by the database's time, because one service's clock may be ahead. Rows that are being changed are
 * left for the next sweep. Each table is read in the order of an index, and no further than rows have expired.
 */
export async function sweep(query: Query, now: number): Promise<void> {
  const [time] = await query<{ ended: number }>(`SELECT least($1, ${databaseTime}) AS ended`, [now])
  if (time === undefined) throw new RangeError('the database has no time')
  const { ended } = time
  for (const [table, end] of byTheirEnd) {
    await dropRows(query, table, `${end} <= $1 ORDER BY ${end}`, [ended])
  }
  await dropRows(query, 'places', 'seen_at <= $1 ORDER BY seen_at', [ended - placeLifetime])
  await dropRows(
    query,
    'failure_runs',
    `forget_at <= $1 AND (prints = '{}' OR last_at <= $2) ORDER BY forget_at`,
    [ended, ended - printLifetime],
  )
  await dropRows(
    query,
    'time_steps',
    `removed_at <= $1 AND time_step * CASE WHEN claim_key LIKE '%.60' THEN 60000 ELSE 30000 END <= $1
     ORDER BY removed_at`,
    [ended - removedKeysKept],
  )
  await dropRows(query, 'failure_runs', `passing ORDER BY last_at DESC OFFSET ${passingRunsKept}`)
  await dropRows(query, 'challenges', `true ORDER BY expires_at DESC OFFSET ${challengesKept}`)
}

/** @param which - condition and order of the rows */
async function dropRows(
  query: Query,
  table: string,
  which: string,
  values: readonly number[] = [],
): Promise<void> {
  for (let dropped = batch; dropped === batch; ) {
    const rows = await query(
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY (
         SELECT ctid FROM ${table} WHERE ${which} LIMIT ${batch} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
      values,
    )
    dropped = rows.length
  }
}
