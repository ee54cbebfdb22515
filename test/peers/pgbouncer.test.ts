import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFusionpbxUserStore } from '../../adapters/fusionpbx/user-store.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { openDatabase } from '../../server/state/postgres/database.ts'
import { openPostgresStateStore } from '../../server/state/postgres/open-postgres.ts'
import { findOne } from '../adapters/user-store-contract.ts'
import { claim, minute, start, times, wins } from '../server/state/samples.ts'
import { testStateStore } from '../server/state/state-store-contract.ts'
import { peerSuites, peerTest } from './peers.ts'
import { type PgBouncer, type PoolMode, startPgbouncer } from './pgbouncer.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { forgetEverything, openPostgres, restoreMargin, withPostgres } from './postgres-place.ts'
import { fixturePassword, fixtureSql, makePostgresDatabase, postgresConnection } from './user-databases.ts'

const needs = { needs: ['postgres', 'pgbouncer'] } as const
const modes: readonly PoolMode[] = ['session', 'transaction']

const withPgbouncer = (mode: PoolMode, use: (postgres: Postgres, pooler: PgBouncer) => Promise<void>) =>
  withPostgres(async (postgres) => {
    const pooler = await startPgbouncer(postgres, mode)
    try {
      await use(postgres, pooler)
    } finally {
      await pooler.stop()
    }
  })

peerSuites('the state store through PgBouncer', needs, () => {
  let started: Promise<{ readonly postgres: Postgres; readonly pooler: PgBouncer }> | null = null
  const startBoth = async () => {
    const postgres = await startPostgres()
    return { postgres, pooler: await startPgbouncer(postgres, 'transaction') }
  }
  testStateStore(
    'the state store through PgBouncer, transaction by transaction',
    async () => {
      started ??= startBoth()
      const { postgres, pooler } = await started
      await forgetEverything(postgres)
      const open = async (now: number) => (await openPostgres(pooler, now, { timeout: 120_000 })).store
      return { open, remove: async () => {} }
    },
    async () => {
      const both = await started
      await both?.pooler.stop()
      await both?.postgres.stop()
    },
  )
})

for (const mode of modes) {
  peerTest(`two services behind PgBouncer (${mode}): each step is won once`, needs, () =>
    withPgbouncer(mode, async (_, pooler) => {
      const [{ store: one }, { store: other }] = await Promise.all([
        openPostgres(pooler, start, { pool: 4 }),
        openPostgres(pooler, start, { pool: 4 }),
      ])
      for (let step = 1; step <= 20; step++) {
        const claims = times(100, (i) =>
          Promise.all([one, other].map((store) => wins(store, claim(`k${i}`, step), start))),
        )
        for (const won of await Promise.all(claims)) assert.equal(won.toSorted(), [false, true])
      }
      await Promise.all([one.close(), other.close()])
    }),
  )

  peerTest(`what is set for our statements reaches no others behind PgBouncer (${mode})`, needs, () =>
    withPgbouncer(mode, async (_, pooler) => {
      const before = await pooler.sql('SHOW search_path')
      const { store } = await openPostgres(pooler, start, { timeout: 5000 })
      assert.is(await wins(store, claim('a', 1), start), true)
      const database = await openDatabase({ url: pooler.url, pool: 1, timeout: 5000 }, async () => {})
      assert.equal(await database.query('SHOW statement_timeout'), [{ statement_timeout: '5s' }])
      assert.equal(await database.query('SHOW search_path'), [{ search_path: 'ringlock' }])
      await Promise.all([database.close(), store.close()])
      for (const setting of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) {
        assert.is(await pooler.sql(`SHOW ${setting}`), '0', setting)
      }
      assert.is(await pooler.sql('SHOW search_path'), before)
    }),
  )

  peerTest(`users of FusionPBX are read through PgBouncer (${mode})`, needs, () =>
    withPgbouncer(mode, async (postgres, pooler) => {
      await makePostgresDatabase(postgres, 'fusionpbx', await fixtureSql('fusionpbx.pgsql'))
      const store = await createFusionpbxUserStore({
        name: 'pbx',
        connection: postgresConnection(pooler, 'fusionpbx'),
        domain: 'a.example.test',
        queue: createHashingQueue(),
      })
      const logins = times(20, async () => {
        const alice = await findOne(store, 'alice')
        return store.verifyPassword(alice, fixturePassword, Infinity)
      })
      assert.equal(
        await Promise.all(logins),
        times(20, () => 'ok'),
      )
      await store.close()
    }),
  )
}

peerTest('a copy of the state is taken behind PgBouncer, and a running service is noticed', needs, () =>
  withPgbouncer('transaction', async (_, pooler) => {
    const open = () =>
      openPostgresStateStore({
        url: pooler.url,
        pool: 4,
        timeout: 60_000,
        clock: () => start,
        restoreMargin,
        onNotice: () => {},
      })
    const service = await open()
    await service.keyHolders?.report({ place: 'here', keyIds: ['k'], keyInUse: 'k' })
    assert.is(await wins(service, claim('a', 7), start), true)
    const command = await open()
    assert.is(await command.isShared(), true)
    await service.close()
    assert.is(await command.isShared(), false)
    assert.equal((await command.snapshot()).tables.timeSteps.get('a'), [7, -1, 7, 7])
    await command.close()
  }),
)

peerTest('a failover behind PgBouncer is noticed by a service that stays connected', needs, () =>
  withPgbouncer('transaction', async (primary, pooler) => {
    const { store, notices } = await openPostgres(pooler, start)
    await store.changeEnrolment('u:a', () => ({
      authenticators: [],
      recoveryCodeHashes: ['hash'],
      pending: null,
      requirement: null,
    }))
    const used = claim('a', 5, start + minute)
    assert.is(await store.claimTimeStep(used, start), 'won')
    assert.equal(notices, [])
    const standby = await primary.promoteStandby()
    try {
      await pooler.leadTo(standby)
      const lost = claim('b', 5, start + minute)
      assert.equal(await store.claimTimeStep(lost, start), { heldUntil: start + restoreMargin })
      assert.is(notices.length, 1)
      assert.match(notices[0] ?? '', /failover/)
      const over = start + restoreMargin
      assert.is(await wins(store, claim('b', 9, over + minute), over), true)
      await store.close()
    } finally {
      await standby.stop()
    }
  }),
)

test.run()
