import type { StateSnapshot } from '../snapshot.ts'
import type { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { backupLineage, writeSnapshot } from './snapshot.ts'

/**
 * Puts a snapshot in the place of everything in the database, in one transaction. The next opening takes it for a restored one.
 *
 * @param aside - name of the schema that keeps what was there
 */
export function replaceState(
  { transaction }: Pick<Database, 'transaction'>,
  snapshot: StateSnapshot,
  aside: string,
): Promise<void> {
  return transaction(async (query) => {
    const [schema] = await query("SELECT 1 FROM pg_namespace WHERE nspname = 'ringlock'")
    if (schema !== undefined) await query(`ALTER SCHEMA ringlock RENAME TO "${aside}"`)
    await migrate(query)
    await query(`INSERT INTO floor (value, lineage, counts_restores) VALUES (0, '${backupLineage}', true)`)
    await writeSnapshot(query, snapshot)
  })
}

/** Whether there is a state in the database; an empty one, as a first start makes it, counts. */
export async function hasState({ query }: Pick<Database, 'query'>): Promise<boolean> {
  const found = await query("SELECT 1 FROM pg_tables WHERE schemaname = 'ringlock' AND tablename = 'floor'")
  return found.length > 0
}
