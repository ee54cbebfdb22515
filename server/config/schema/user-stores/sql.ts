import { z } from 'zod'
import { acceptedHashes, queryFault, type SqlQueries } from '../../../../adapters/sql/settings.ts'
import type { SqlUserStoreOptions } from '../../../../adapters/sql.ts'
import { connectionKeys, connectionOptions, type Surroundings } from './connection.ts'
import { everyStore } from './every-store.ts'

function query(name: keyof SqlQueries) {
  return z.string('a query').superRefine((text, context) => {
    const fault = queryFault(name, text)
    if (fault !== null) context.addIssue(fault)
  })
}

export const sqlUserStore = z.strictObject({
  ...everyStore,
  kind: z.literal('sql').describe('sql: users in MariaDB or PostgreSQL, by your own queries.'),
  engine: z.enum(['mariadb', 'postgres']).describe('What the database is.'),
  queries: z
    .strictObject({
      user: query('user').describe('Gives the user who logs in as :login.'),
      userById: query('userById').describe('Gives the user whose id is :id.'),
      page: query('page').describe(
        'Gives :limit users with names behind :after, ordered by name, who match the LIKE pattern :search.',
      ),
    })
    .describe(
      'Each gives id, name, password and, where there are such, salt, display_name, email, groups, role, enabled, language.',
    ),
  hashes: z
    .array(z.enum(acceptedHashes))
    .min(1)
    .describe('How passwords may be hashed; what is stored in another way logs nobody in.'),
  ...connectionKeys({}),
})

export function sqlOptions(
  values: z.output<typeof sqlUserStore>,
  around: Surroundings,
): Omit<SqlUserStoreOptions, 'name' | 'queue'> {
  const { engine, queries, hashes } = values
  return { engine, queries, hashes, connection: connectionOptions(values, engine, around) }
}
