import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFreepbxUserStore } from '../../adapters/freepbx/user-store.ts'
import { createFusionpbxUserStore } from '../../adapters/fusionpbx/user-store.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import { findOne } from '../adapters/user-store-contract.ts'
import { faultOf } from '../fault-of.ts'
import { startMariadb } from './mariadb.ts'
import { peerTest } from './peers.ts'
import { startPostgres } from './postgres.ts'
import {
  fixturePassword,
  fixtureSql,
  makeMariadbDatabase,
  makePostgresDatabase,
  mariadbConnection,
  postgresConnection,
} from './user-databases.ts'

interface Backend {
  readonly store: UserStore
  signal(signal: NodeJS.Signals): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

const timeout = 2000
const queue = createHashingQueue()

const backends = {
  async mariadb(): Promise<Backend> {
    const mariadb = await startMariadb()
    await makeMariadbDatabase(mariadb, 'asterisk', await fixtureSql('freepbx.mysql'))
    const connection = { ...mariadbConnection(mariadb, 'asterisk'), timeout }
    return {
      ...mariadb,
      store: await createFreepbxUserStore({
        name: 'pbx',
        connection,
        loginTo: 'ucp',
        ampusers: false,
        queue,
      }),
    }
  },
  async postgres(): Promise<Backend> {
    const postgres = await startPostgres()
    await makePostgresDatabase(postgres, 'fusionpbx', await fixtureSql('fusionpbx.pgsql'))
    const connection = { ...postgresConnection(postgres, 'fusionpbx'), timeout }
    return {
      ...postgres,
      store: await createFusionpbxUserStore({ name: 'pbx', connection, domain: null, queue }),
    }
  },
} as const

async function withBackend(engine: keyof typeof backends, prove: (backend: Backend) => Promise<void>) {
  const backend = await backends[engine]()
  try {
    await prove(backend)
  } finally {
    await backend.store.close()
    await backend.stop()
  }
}

/** The login of a user in each fixture whose hash costs next to nothing. */
const cheapLogin = { mariadb: 'bob-legacy', postgres: 'alice@b.example.test' } as const

/** What becomes of a login by password alone. */
async function login(store: UserStore, name: string, password: string): Promise<string> {
  try {
    const user = await store.find(name)
    if (user === null || user === 'ambiguous') return String(user)
    return await store.verifyPassword(user, password, Date.now() + 10_000)
  } catch (error) {
    return error instanceof UserStoreError ? 'unavailable' : String(error)
  }
}

/** Every other one with the right password. */
function manyLogins(store: UserStore, name: string): Promise<string[]> {
  return Promise.all(
    Array.from({ length: 60 }, (_, i) => login(store, name, i % 2 === 0 ? fixturePassword : 'wrong')),
  )
}

/** Whatever a login that was cut off ends in, the right password is never wrong and the wrong one never right. */
function assertHonest(verdicts: readonly string[]): void {
  verdicts.forEach((verdict, i) => {
    assert.ok([i % 2 === 0 ? 'ok' : 'wrong', 'unavailable'].includes(verdict), `${i}: ${verdict}`)
  })
}

async function assertWorks(store: UserStore, name: string): Promise<void> {
  assert.is(await login(store, name, fixturePassword), 'ok')
  assert.is(await login(store, name, 'wrong'), 'wrong')
  assertHonest(await manyLogins(store, name))
}

async function assertUnavailable(store: UserStore, name: string): Promise<void> {
  assert.equal(new Set(await manyLogins(store, name)), new Set(['unavailable']))
  assert.is(await store.verifyPassword(null, 'wrong', Infinity), 'unavailable')
  for (const question of [
    () => store.find('nobody'),
    () => store.get('55555555-5555-4555-8555-555555555551'),
    () => store.list({ search: '', role: null, cursor: null, limit: 10 }),
  ]) {
    assert.instance(await faultOf(question), UserStoreError)
  }
}

for (const engine of ['mariadb', 'postgres'] as const) {
  const needs = { needs: [engine] }
  const name = cheapLogin[engine]

  peerTest(
    `${engine} stopped, killed and back again under load: no wrong verdict, and logins go on`,
    needs,
    () =>
      withBackend(engine, async ({ store, signal, restart }) => {
        await assertWorks(store, name)
        const caught = manyLogins(store, name)
        await login(store, name, fixturePassword)
        await signal('SIGSTOP')
        assertHonest(await caught)
        await assertUnavailable(store, name)

        await signal('SIGCONT')
        await assertWorks(store, name)

        const killed = manyLogins(store, name)
        await signal('SIGKILL')
        assertHonest(await killed)
        await assertUnavailable(store, name)

        await restart()
        await assertWorks(store, name)
      }),
  )

  peerTest(`${engine} gone between the name and the password: neither right nor wrong`, needs, () =>
    withBackend(engine, async ({ store, signal, restart }) => {
      const user = await findOne(store, name)
      assert.is(await store.verifyPassword(user, fixturePassword, Infinity), 'ok')
      for (const cut of ['SIGSTOP', 'SIGKILL'] as const) {
        await signal(cut)
        for (const password of [fixturePassword, 'wrong']) {
          assert.is(await store.verifyPassword(user, password, Infinity), 'unavailable')
          assert.is(await store.verifyPassword(null, password, Infinity), 'unavailable')
        }
        assert.is(await store.verifyPassword(user, '', Infinity), 'wrong')
      }
      await restart()
      assert.is(await store.verifyPassword(user, fixturePassword, Infinity), 'ok')
    }),
  )

  peerTest(`${engine}: a deadline that has passed is not waited for`, needs, () =>
    withBackend(engine, async ({ store }) => {
      const user = await findOne(store, name)
      assert.is(await store.verifyPassword(user, fixturePassword, Date.now() - 1), 'unavailable')
      assert.is(await store.verifyPassword(null, fixturePassword, Date.now() - 1), 'unavailable')
      assert.is(await store.verifyPassword(user, fixturePassword, Date.now() + 10_000), 'ok')
    }),
  )

  peerTest(`${engine} stopped: a store can still be closed`, needs, () =>
    withBackend(engine, async ({ store, signal }) => {
      await assertWorks(store, name)
      await signal('SIGSTOP')
      const waiting = login(store, name, fixturePassword)
      await store.close()
      assert.is(await waiting, 'unavailable')
    }),
  )
}

test.run()
