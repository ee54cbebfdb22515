import type { Database, DatabaseConnection } from '../../../adapters/database/database.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { createSqlUserStore } from '../../../adapters/sql/user-store.ts'
import { peopleQueries } from '../../peers/people-table.ts'
import { verifySsha } from './hashes.ts'
import { enabledNames, inFlight, type MeasuredStore, people, sshaHash } from './measured-store.ts'

const table =
  'CREATE TABLE people (id integer PRIMARY KEY, login varchar(100) UNIQUE, hash varchar(100), active boolean)'

/** A table with a layout of its own, in a database that is empty so far. */
export async function openSql(
  engine: 'mariadb' | 'postgres',
  connection: DatabaseConnection,
  database: Database,
): Promise<MeasuredStore> {
  await database.query(table, [])
  const rows = people.map(({ name, enabled }, i) => `(${i + 1}, '${name}', '${sshaHash}', ${enabled})`)
  await database.query(`INSERT INTO people VALUES ${rows.join(', ')}`, [])
  const queries = peopleQueries(engine, ', active AS enabled')
  const store = await createSqlUserStore({
    name: 'sql',
    engine,
    connection,
    queries,
    hashes: ['ssha'],
    queue: createHashingQueue(),
  })
  const question = queries.user.replace(':login', engine === 'postgres' ? '$1' : '?')
  return {
    label: `sql on ${engine}, {SSHA}`,
    store,
    yaml: {
      name: 'sql',
      kind: 'sql',
      engine,
      url: `${engine}://${connection.user}:${connection.password}@${connection.host}:${connection.port}/${connection.database}`,
      hashes: ['ssha'],
      queries,
    },
    bare: {
      what: 'query and hash',
      lanes: inFlight,
      async verify(lane) {
        await database.query(question, [enabledNames[lane] ?? ''])
        await verifySsha()
      },
    },
  }
}

/** As many connections as a bare loop has questions. */
export const pooled = (connection: DatabaseConnection): DatabaseConnection => ({
  ...connection,
  connections: inFlight,
})
