import { z } from 'zod'
import {
  connectionFaults,
  connectionKeys,
  connectionOptions,
  connectionSecrets,
} from '../database/connection-options.ts'
import { userStoreKind, userStoreOptions } from '../user-store-kind.ts'
import { acceptedHashes, queryFault, type SqlQueries } from './settings.ts'

function query(name: keyof SqlQueries) {
  return z.string('a query').superRefine((text, context) => {
    const fault = queryFault(name, text)
    if (fault !== null) context.addIssue(fault)
  })
}

export const sql = userStoreKind({
  options: userStoreOptions('sql', 'users in MariaDB or PostgreSQL, by your own queries.', {
    engine: z.enum(['mariadb', 'postgres']).describe('The kind of database.'),
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
      .describe('Accepted hash formats; a user with any other cannot log in.'),
    ...connectionKeys({}),
  }),
  secrets: ({ engine }) => (engine === 'mariadb' || engine === 'postgres' ? connectionSecrets(engine) : []),
  faults: (written) => connectionFaults(written, ['user', 'database']),
  settings(values, context) {
    const { engine, queries, hashes } = values
    return { engine, queries, hashes, connection: connectionOptions(values, engine, context) }
  },
  async create(store, { queue }) {
    const { createSqlUserStore } = await import('./user-store.ts')
    return createSqlUserStore({ ...store, queue })
  },
})
