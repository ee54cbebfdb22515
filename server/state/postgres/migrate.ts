import { StateStoreError } from '../contract/state-store.ts'
import type { Query } from './database.ts'
import { locks } from './locks.ts'
import { migrations } from './migrations/index.ts'

/** Migrates the tables to this version. Other services that start at the same time wait. */
export async function migrate(query: Query): Promise<void> {
  await query(`SELECT pg_advisory_xact_lock(${locks.migration})`)
  // Checked first, because even IF NOT EXISTS needs the right to create schemas.
  const [schema] = await query("SELECT 1 FROM pg_namespace WHERE nspname = 'ringlock'")
  if (schema === undefined) await query('CREATE SCHEMA ringlock')
  await query(
    'CREATE TABLE IF NOT EXISTS migrations (step integer PRIMARY KEY, done_at timestamptz NOT NULL)',
  )
  const [{ done } = { done: 0 }] = await query<{ done: number }>(
    'SELECT coalesce(max(step), 0) AS done FROM migrations',
  )
  if (done > migrations.length) {
    throw new StateStoreError(
      `the database was brought to version ${done} by a later ringlock; this one knows ${migrations.length}`,
    )
  }
  for (const [i, migration] of migrations.entries()) {
    if (i < done) continue
    await query(migration)
    await query('INSERT INTO migrations (step, done_at) VALUES ($1, now())', [i + 1])
  }
}
