import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Database } from '../../adapters/database/database.ts'
import { openMariadb } from '../../adapters/database/mariadb.ts'
import { openPostgres } from '../../adapters/database/postgres.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { createSqlUserStore, type SqlUserStoreOptions } from '../../adapters/sql/user-store.ts'
import { roles, type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import { findOne, fixtureUsers, testUserStoreContract } from '../adapters/user-store-contract.ts'
import { faultOf } from '../fault-of.ts'
import { startMariadb } from './mariadb.ts'
import { peerSuites, peerTest } from './peers.ts'
import { startPostgres } from './postgres.ts'
import { cheapHash, mariadbConnection, postgresConnection } from './user-databases.ts'

type Settings = Pick<SqlUserStoreOptions, 'engine' | 'connection' | 'queries'>

/** A table with a layout of its own, in either engine. */
const table = `CREATE TABLE people (person_id integer PRIMARY KEY, login varchar(100), full_name varchar(100),
  mail varchar(100), secret varchar(200), salt varchar(100), teams varchar(100), class varchar(20), active boolean,
  locale varchar(10))`

const columns = `SELECT person_id AS id, login AS name, secret AS password, salt, full_name AS display_name,
  mail AS email, teams AS "groups", class AS role, active AS enabled, locale AS language FROM people`

const postgresQueries = {
  user: `${columns} WHERE lower(login) = lower(:login) OR lower(mail) = lower(:login)`,
  userById: `${columns} WHERE person_id = :id`,
  page: `${columns} WHERE login > :after AND (login ILIKE :search OR full_name ILIKE :search OR mail ILIKE :search)
    ORDER BY login LIMIT :limit`,
}
const mariadbColumns = columns.replaceAll('"', '`')
const mariadbQueries = {
  user: `${mariadbColumns} WHERE login = :login OR mail = :login`,
  userById: `${mariadbColumns} WHERE person_id = :id`,
  page: `${mariadbColumns} WHERE login > :after AND (login LIKE :search OR full_name LIKE :search OR mail LIKE :search)
    ORDER BY login LIMIT :limit`,
}

interface Place {
  readonly settings: Settings
  open(): Promise<Database>
  stop(): Promise<void>
}

const engines = {
  async mariadb(): Promise<Place> {
    const mariadb = await startMariadb()
    await mariadb.sql('mysql', 'CREATE DATABASE crm CHARACTER SET utf8mb4')
    const connection = mariadbConnection(mariadb, 'crm')
    const settings = { engine: 'mariadb', connection, queries: mariadbQueries } as const
    return { settings, open: () => openMariadb(connection), stop: mariadb.stop }
  },
  async postgres(): Promise<Place> {
    const postgres = await startPostgres()
    const connection = postgresConnection(postgres, 'postgres')
    const settings = { engine: 'postgres', connection, queries: postgresQueries } as const
    return { settings, open: () => openPostgres(connection), stop: postgres.stop }
  },
} as const

async function fill({ settings, open }: Place): Promise<void> {
  const database = await open()
  await database.query(table, [])
  for (const [
    i,
    { name, displayName, email, groups, role, enabled, language, password },
  ] of fixtureUsers.entries()) {
    const values = [
      i + 1,
      name,
      displayName,
      email,
      await cheapHash(password),
      groups.join(', '),
      role,
      language,
    ]
    const places = values.map((_, n) => (settings.engine === 'postgres' ? `$${n + 1}` : '?'))
    await database.query(
      `INSERT INTO people (person_id, login, full_name, mail, secret, teams, class, locale, active)
       VALUES (${places.join(', ')}, ${enabled})`,
      values,
    )
  }
  await database.close()
}

const openStore = (settings: Settings, hashes: SqlUserStoreOptions['hashes'] = ['bcrypt']) =>
  createSqlUserStore({ name: 'crm', ...settings, hashes, queue: createHashingQueue() })

for (const engine of ['mariadb', 'postgres'] as const) {
  const needs = { needs: [engine] }
  peerSuites(`user store contract: sql with ${engine}`, needs, () => {
    let starting: Promise<Place> | null = null
    async function start(): Promise<Place> {
      const place = await engines[engine]()
      await fill(place)
      return place
    }
    testUserStoreContract(
      `sql with ${engine}`,
      async () => {
        starting ??= start()
        return openStore((await starting).settings)
      },
      { displayName: true, email: true, groups: true, language: true, disabled: true, roles },
      async () => (await starting)?.stop(),
    )
  })

  async function withPlace(prove: (place: Place) => Promise<void>): Promise<void> {
    const place = await engines[engine]()
    try {
      await fill(place)
      await prove(place)
    } finally {
      await place.stop()
    }
  }

  async function use<T>(opening: Promise<UserStore>, look: (store: UserStore) => Promise<T>): Promise<T> {
    const store = await opening
    try {
      return await look(store)
    } finally {
      await store.close()
    }
  }

  peerTest(`sql with ${engine}: only hashes that are accepted log anyone in`, needs, () =>
    withPlace(async (place) => {
      const database = await place.open()
      const md5 = '61da6c39eb6fe196db89756f776db48e'
      await database.query(
        `UPDATE people SET secret = '${md5}', salt = 'a1b2c3d4-salt' WHERE login = 'bob'`,
        [],
      )
      await database.close()
      const verdicts = (hashes: SqlUserStoreOptions['hashes']) =>
        use(openStore(place.settings, hashes), async (store) =>
          Promise.all(
            ['alice', 'bob'].map(async (name) =>
              store.verifyPassword(await findOne(store, name), 'Tr0ub4dor&3 test', Infinity),
            ),
          ),
        )
      assert.equal(await verdicts(['bcrypt']), ['ok', 'unsupported-hash'])
      assert.equal(await verdicts(['md5-hex']), ['unsupported-hash', 'ok'])
      assert.equal(await verdicts(['md5-hex', 'bcrypt']), ['ok', 'ok'])
    }),
  )

  peerTest(
    `sql with ${engine}: an id is what its row says, whatever else the database takes for it`,
    needs,
    () =>
      withPlace(({ settings }) =>
        use(openStore(settings), async (store) => {
          assert.is((await store.get('1'))?.name, 'alice')
          for (const id of ['01', '1.0', '1abc', '1 ', ' 1', '+1', '1e0', 'alice', '9'.repeat(40)]) {
            assert.is(await store.get(id), null, id)
          }
        }),
      ),
  )

  peerTest(`sql with ${engine}: what is asked for an unknown user costs no connection`, needs, () =>
    withPlace(({ settings }) => {
      const connection = { ...settings.connection, connections: 1 }
      const whoAsks = engine === 'postgres' ? 'pg_backend_pid()' : 'connection_id()'
      const user = settings.queries.user.replace('full_name AS', `concat('over ', ${whoAsks}) AS`)
      const queries = { ...settings.queries, user }
      return use(openStore({ ...settings, connection, queries }), async (store) => {
        const { displayName } = await findOne(store, 'alice')
        assert.match(displayName ?? '', /^over \d+$/)
        assert.is(await store.verifyPassword(null, 'wrong', Infinity), 'wrong')
        assert.is(await store.get('alice'), null)
        assert.is((await findOne(store, 'alice')).displayName, displayName)
      })
    }),
  )

  peerTest(
    `sql with ${engine}: an examination tries all three queries, and says which one is wrong`,
    needs,
    () =>
      withPlace(async ({ settings }) => {
        const examine = (queries: Partial<Settings['queries']>) =>
          use(openStore({ ...settings, queries: { ...settings.queries, ...queries } }), async (store) => {
            if (store.examine === undefined) throw new Error('it cannot be examined')
            return store.examine()
          })
        const good = await examine({})
        assert.equal([good.users, good.faults], [fixtureUsers.length, []])
        for (const query of ['user', 'userById', 'page'] as const) {
          const misspelt = settings.queries[query].replace('login AS name', 'logan AS name')
          const fault = await examine({ [query]: misspelt }).catch((error) => error)
          assert.instance(fault, UserStoreError)
          assert.match(fault.message, new RegExp(`^the query "${query}": .*logan`))
        }
        const elsewhere = settings.queries.user.replace(/WHERE .*/s, 'WHERE full_name = :login')
        assert.match((await examine({ user: elsewhere })).faults?.[0] ?? '', '"user" does not give')
        const anybody = settings.queries.user.replace('active AS enabled, ', '')
        assert.match((await examine({ user: anybody })).faults?.[0] ?? '', 'enabled: "user" does not')
        const noHash = settings.queries.userById.replace('secret AS password, ', '')
        assert.match((await examine({ userById: noHash })).faults?.[0] ?? '', 'no column password')
      }),
  )

  peerTest(`sql with ${engine}: a query that fails is no answer`, needs, () =>
    withPlace(async ({ settings }) => {
      const queries = { ...settings.queries, user: 'SELECT * FROM nowhere WHERE x = :login' }
      await use(openStore({ ...settings, queries }), async (store) => {
        const error = await faultOf(() => store.find('alice'))
        assert.instance(error, UserStoreError)
        assert.match(error.message, /nowhere/)
      })
      const endless = settings.queries.page.replace('login > :after', 'login >= :after')
      await use(
        openStore({ ...settings, queries: { ...settings.queries, page: endless } }),
        async (store) => {
          const first = await store.list({ search: '', role: null, cursor: null, limit: 2 })
          const next = store.list({ search: '', role: null, cursor: first.nextCursor, limit: 2 })
          assert.instance(await next.catch((fault) => fault), UserStoreError)
        },
      )
    }),
  )
}

test.run()
