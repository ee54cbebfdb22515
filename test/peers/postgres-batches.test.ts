import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accountThrottle } from '../../server/login/throttle.ts'
import { type StateStore, StateStoreError } from '../../server/state/contract/state-store.ts'
import { openDatabase } from '../../server/state/postgres/database.ts'
import {
  alice,
  authenticator,
  bob,
  claim,
  enrol,
  nothingEnrolled,
  start,
  times,
  wins,
} from '../server/state/samples.ts'
import { peerTest } from './peers.ts'
import type { Postgres } from './postgres.ts'
import { openPostgres, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const

const claimAll = (store: StateStore, keys: readonly string[], step: number) =>
  Promise.all(keys.map((key) => store.claimTimeStep(claim(key, step), start).catch((fault) => fault)))

const all = <Value>(count: number, value: Value) => times(count, () => value)

/** Waits until a statement of the state store waits for a locked row, and returns the id of its server process. */
async function untilOneWaits({ sql }: Postgres): Promise<string> {
  for (;;) {
    const pid = await sql(
      "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE 'ringlock%'",
    )
    if (pid.trim() !== '') return pid.trim()
  }
}

async function deadlocksIn({ sql }: Postgres): Promise<string> {
  const found = await sql(
    'SELECT pg_stat_force_next_flush(); SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  )
  return found.trim()
}

/** Holds the row of a claim key locked until `use` ends. */
async function withLockedRow({ url }: Postgres, claimKey: string, use: () => Promise<void>): Promise<void> {
  const database = await openDatabase({ url, pool: 1, timeout: 60_000 }, async () => {})
  try {
    await database.transaction(async (query) => {
      await query('SELECT FROM time_steps WHERE claim_key = $1 FOR UPDATE', [claimKey])
      await use()
    })
  } finally {
    await database.close()
  }
}

peerTest('one step claimed several times in a batch is won once, and a lower one never after it', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    const steps = [7, 7, 8, 6, 8, 7]
    const answers = await Promise.all(steps.map((step) => store.claimTimeStep(claim('a', step), start)))
    assert.equal(answers, ['won', 'used', 'won', 'used', 'used', 'used'])
    assert.equal(await claimAll(store, ['a', 'b', 'c'], 8), ['used', 'won', 'won'])
    await store.close()
  }),
)

peerTest('one claim that the database refuses fails none of the 49 beside it', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    await postgres.sql("ALTER TABLE ringlock.time_steps ADD CONSTRAINT poison CHECK (claim_key <> 'k17')")
    const keys = times(50, (i) => `k${i}`)
    const answers = await claimAll(store, keys, 1)
    assert.instance(answers[17], StateStoreError)
    assert.equal(answers.toSpliced(17, 1), all(49, 'won'))
    await postgres.sql('ALTER TABLE ringlock.time_steps DROP CONSTRAINT poison')
    assert.is(await wins(store, claim('k17', 1), start), true)
    assert.equal((await claimAll(store, keys, 1)).toSpliced(17, 1), all(49, 'used'))
    await store.close()
  }),
)

peerTest('a row that stays locked holds up its own claim alone', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start, { timeout: 1000 })
    const keys = times(50, (i) => `k${i}`)
    await claimAll(store, keys, 1)
    await withLockedRow(postgres, 'k17', async () => {
      const answers = await claimAll(store, keys, 2)
      assert.instance(answers[17], StateStoreError)
      assert.equal(answers.toSpliced(17, 1), all(49, 'won'))
    })
    assert.is(await wins(store, claim('k17', 2), start), true)
    await store.close()
  }),
)

peerTest(
  'two services with the same claims in opposite order: each is won once, without a deadlock',
  needs,
  () =>
    withPostgres(async (postgres) => {
      const [{ store: one }, { store: other }] = await Promise.all([
        openPostgres(postgres, start),
        openPostgres(postgres, start),
      ])
      const keys = times(200, (i) => `k${i}`)
      const reversed = keys.toReversed()
      for (let step = 1; step <= 40; step++) {
        const [ones, others] = await Promise.all([claimAll(one, keys, step), claimAll(other, reversed, step)])
        const answers = ones.map((answer, i) => [answer, others[others.length - 1 - i]].toSorted())
        assert.equal(answers, all(200, ['used', 'won']))
      }
      assert.is(await deadlocksIn(postgres), '0')
      await Promise.all([one.close(), other.close()])
    }),
)

peerTest(
  'failures that two services count in opposite order are all counted, without a deadlock',
  needs,
  () =>
    withPostgres(async (postgres) => {
      const [{ store: one }, { store: other }] = await Promise.all([
        openPostgres(postgres, start),
        openPostgres(postgres, start),
      ])
      const keys = times(100, (i) => `k${i}`)
      const failAt = (store: StateStore, keys: readonly string[]) =>
        Promise.all(keys.map((key) => store.recordFailure(key, 'password', accountThrottle, start)))
      for (let i = 0; i < 5; i++) {
        // Each key twice: the second failure goes into another statement.
        await Promise.all([failAt(one, [...keys, ...keys]), failAt(other, keys.toReversed())])
      }
      const { runs } = await one.readStanding(keys, null, start)
      assert.equal(
        runs.map(({ password }) => password?.count),
        all(100, 15),
      )
      assert.is(await deadlocksIn(postgres), '0')
      await Promise.all([one.close(), other.close()])
    }),
)

peerTest('a batch whose connection is cut answers nobody, and uses up no code', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    const keys = times(50, (i) => `k${i}`)
    await claimAll(store, keys, 1)
    await withLockedRow(postgres, 'k49', async () => {
      const answers = claimAll(store, keys, 2)
      await postgres.sql(`SELECT pg_terminate_backend(${await untilOneWaits(postgres)})`)
      for (const answer of await answers) assert.instance(answer, StateStoreError)
    })
    assert.equal(await claimAll(store, keys, 2), all(50, 'won'))
    await store.close()
  }),
)

peerTest('more claims than a statement takes are all answered', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    const keys = times(1200, (i) => `k${i}`)
    assert.equal(await claimAll(store, keys, 1), all(1200, 'won'))
    assert.equal(await claimAll(store, keys, 1), all(1200, 'used'))
    await store.close()
  }),
)

peerTest('an enrolment is the same object until its row changes, by whichever service', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    const { store: other } = await openPostgres(postgres, start)
    await enrol(store, alice, 'a')
    await enrol(store, bob, 'b')
    const [first, bobs] = await Promise.all([store.readEnrolment(alice), store.readEnrolment(bob)])
    assert.is(await store.readEnrolment(alice), first)
    await other.changeEnrolment(alice, () => ({ ...nothingEnrolled, authenticators: [authenticator('c')] }))
    assert.equal((await store.readEnrolment(alice))?.authenticators, [authenticator('c')])
    assert.is(await store.readEnrolment(bob), bobs)
    await postgres.sql(`UPDATE ringlock.enrolments SET authenticators =
      (SELECT authenticators FROM ringlock.enrolments WHERE user_key = '${bob}') WHERE user_key = '${alice}'`)
    const moved = await store.readEnrolment(alice)
    assert.equal(moved?.authenticators, bobs?.authenticators)
    assert.is.not(
      moved?.authenticators[0],
      bobs?.authenticators[0],
      'or its secret would open for another user',
    )
    await other.changeEnrolment(alice, () => null)
    assert.is(await store.readEnrolment(alice), null)
    await Promise.all([store.close(), other.close()])
  }),
)

test.run()
