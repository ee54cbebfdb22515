import { openPostgres } from '../../../adapters/database/postgres.ts'
import { createFusionpbxUserStore } from '../../../adapters/fusionpbx/user-store.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { type Postgres, startPostgres } from '../../peers/postgres.ts'
import {
  fillFusionpbx,
  fixtureSql,
  makePostgresDatabase,
  postgresConnection,
  within,
} from '../../peers/user-databases.ts'
import { bcryptOf, md5Of, verifyBcrypt, verifyMd5 } from './hashes.ts'
import {
  enabledNames,
  inFlight,
  type MeasuredStore,
  password,
  people,
  type StorePlace,
  slowHashesAtOnce,
} from './measured-store.ts'
import { openSql, pooled } from './sql.ts'

interface StoredAs {
  readonly label: string
  readonly database: string
  readonly stored: string
  readonly salt: string
}

const salt = 'a1b2c3d4-salt'

export const postgresPlace: StorePlace = {
  kind: 'fusionpbx and sql on PostgreSQL',
  needs: ['postgres'],
  async open(use) {
    const postgres = await startPostgres()
    try {
      const byBcrypt = { database: 'bcrypt', stored: await bcryptOf(10), salt: '' }
      const byMd5 = { database: 'md5', stored: md5Of(salt + password), salt }
      return await withFusionpbx(postgres, { label: 'fusionpbx, bcrypt 10', ...byBcrypt }, (bcrypt) =>
        withFusionpbx(postgres, { label: 'fusionpbx, md5', ...byMd5 }, async (md5) => {
          const connection = pooled(postgresConnection(postgres, 'postgres'))
          return within(openPostgres(connection), async (database) => {
            const sql = await openSql('postgres', connection, database)
            try {
              return await use([bcrypt, md5, sql])
            } finally {
              await sql.store.close()
            }
          })
        }),
      )
    } finally {
      await postgres.stop()
    }
  },
}

async function withFusionpbx(
  postgres: Postgres,
  { label, database, stored, salt }: StoredAs,
  use: (store: MeasuredStore) => Promise<string>,
): Promise<string> {
  await makePostgresDatabase(postgres, database, await fixtureSql('fusionpbx.pgsql'))
  await fillFusionpbx(postgres, database, people)
  const connection = pooled(postgresConnection(postgres, database))
  return within(openPostgres(connection), async ({ query }) => {
    await query('UPDATE v_users SET password = $1, salt = $2', [stored, salt])
    const queue = createHashingQueue()
    const store = await createFusionpbxUserStore({ name: 'fusionpbx', connection, domain: null, queue })
    const bare = {
      what: 'query and hash',
      lanes: salt === '' ? slowHashesAtOnce : inFlight,
      async verify(lane: number) {
        const question = 'SELECT password, salt FROM v_users WHERE username = $1'
        const [row] = await query(question, [enabledNames[lane] ?? ''])
        if (salt === '') await verifyBcrypt(String(row?.password))
        else await verifyMd5(String(row?.password), String(row?.salt))
      },
    }
    try {
      return await use({ label, store, bare })
    } finally {
      await store.close()
    }
  })
}
