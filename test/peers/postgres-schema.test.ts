import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  accountThrottle,
  addFailure,
  type PrintedRun,
  printLifetime,
  sourceThrottle,
  type ThrottleRule,
} from '../../server/login/throttle.ts'
import { StateStoreError } from '../../server/state/contract/state-store.ts'
import { openDatabase } from '../../server/state/postgres/database.ts'
import { migrations } from '../../server/state/postgres/migrations/index.ts'
import { sweep } from '../../server/state/postgres/sweep.ts'
import { faultOf } from '../fault-of.ts'
import {
  alice,
  bob,
  challenge,
  claim,
  day,
  device,
  enrol,
  hour,
  link,
  minute,
  second,
  start,
  times,
  wins,
} from '../server/state/samples.ts'
import { peerTest } from './peers.ts'
import { openPostgres, restoreMargin, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const

/** As pg_restore leaves it. */
const restored = `
  ALTER TABLE ringlock.floor RENAME TO before;
  CREATE TABLE ringlock.floor (LIKE ringlock.before INCLUDING ALL);
  INSERT INTO ringlock.floor SELECT * FROM ringlock.before;
  DROP TABLE ringlock.before`

peerTest('failures are counted in the database as login/throttle.ts counts them', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    const rule = fc.record<ThrottleRule>({
      free: fc.constant(0),
      longestDelay: fc.constant(0),
      ceiling: fc.constantFrom(1, 3, 5, Infinity),
      lockAt: fc.constantFrom(1, 3, 5, Infinity),
      lock: fc.constantFrom(0, 5000),
      forgetAfter: fc.constant(3000),
    })
    const failure = fc.record({
      rule,
      later: fc.constantFrom(0, 1, 2999, 3000, 4999, 5000, 9000, printLifetime),
      print: fc.constantFrom(null, 'a', 'b', 'c'),
    })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(failure, { minLength: 1, maxLength: 12 }), async (failures) => {
        const key = `run ${run++}`
        let expected: PrintedRun | null = null
        let now = start
        for (const { rule, later, print } of failures) {
          now += later
          expected = addFailure(expected, rule, now, print)
          const { prints: _, ...counted } = expected
          assert.equal(
            await store.recordFailure(key, 'code', rule, now, { userKey: null, print, countedIn: null }),
            counted,
          )
        }
      }),
      { numRuns: 300 },
    )
    await store.close()
  }),
)

peerTest(
  'after a restore, every code that may have been used is refused, and it is announced once',
  needs,
  () =>
    withPostgres(async (postgres) => {
      const { store } = await openPostgres(postgres, start)
      await enrol(store, alice, 'a')
      await store.close()
      await postgres.sql(restored)
      const { store: reopened, notices } = await openPostgres(postgres, start)
      assert.is(notices.length, 1)
      assert.match(notices[0] ?? '', /restored from a backup/)
      assert.is(reopened.floor(), start + restoreMargin)
      assert.is(await wins(reopened, claim('a', 1, start + restoreMargin), start), false)
      assert.is(await wins(reopened, claim('a', 1, start + restoreMargin + 1), start), true)
      await reopened.close()
      const { store: again, notices: none } = await openPostgres(postgres, start)
      assert.equal(none, [])
      await again.close()
    }),
)

peerTest('a restore under a running service is noticed by the next claim, and by the next write', needs, () =>
  withPostgres(async (postgres) => {
    const used = (until: number) => claim('a', 1, until)
    const { store, notices } = await openPostgres(postgres, start)
    await enrol(store, alice, 'a')
    await postgres.sql(restored)
    assert.is(await wins(store, used(start + hour), start), false, 'whatever its code')
    assert.is(notices.length, 1)
    assert.is(await wins(store, used(start + restoreMargin), start), false)
    assert.is(await wins(store, used(start + restoreMargin + 1), start), true)

    const later = start + restoreMargin + minute
    await postgres.sql(restored)
    await store.markRequired(alice, later)
    assert.is(await wins(store, claim('a', 2, later + restoreMargin), later), false)
    assert.is(await wins(store, claim('a', 2, later + restoreMargin + 1), later), true)
    assert.is(notices.length, 2)
    await store.close()
  }),
)

peerTest('a restore under a running service is noticed with the next connection', needs, () =>
  withPostgres(async (postgres) => {
    const { store, notices } = await openPostgres(postgres, start, { pool: 1 })
    await enrol(store, alice, 'a')
    await postgres.sql(restored)
    await postgres.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()')
    await faultOf(() => store.readEnrolment(alice))
    assert.is(await wins(store, claim('a', 1, start + restoreMargin), start), false)
    assert.is(notices.length, 1)
    await store.close()
  }),
)

peerTest('a restore where no one is enrolled refuses nothing', needs, () =>
  withPostgres(async (postgres) => {
    await (await openPostgres(postgres, start)).store.close()
    await postgres.sql(restored)
    const { store, notices } = await openPostgres(postgres, start)
    assert.equal(notices, [])
    assert.is(store.floor(), start)
    await store.close()
  }),
)

peerTest('many services that start at once make the tables once; a later version is left alone', needs, () =>
  withPostgres(async (postgres) => {
    const opened = await Promise.all(times(5, () => openPostgres(postgres, start)))
    for (const { store } of opened) await store.close()
    const done = await postgres.sql('SELECT step FROM ringlock.migrations ORDER BY step')
    assert.equal(
      done.trim().split('\n').map(Number),
      migrations.map((_, i) => i + 1),
    )
    await postgres.sql('INSERT INTO ringlock.migrations VALUES (99, now())')
    const error = await openPostgres(postgres, start).catch((reason) => reason)
    assert.instance(error, StateStoreError)
    assert.match(error.message, /version 99 by a later ringlock/)
  }),
)

peerTest(
  'an account that owns nothing but its database is enough, whatever the database is set to',
  needs,
  () =>
    withPostgres(async (postgres) => {
      await postgres.sql(`
      CREATE ROLE ringlock LOGIN PASSWORD 'r';
      CREATE DATABASE state OWNER ringlock;`)
      await postgres.sql(`
      ALTER DATABASE state SET default_transaction_isolation TO 'serializable';
      ALTER DATABASE state SET search_path TO pg_temp;
      ALTER DATABASE state SET synchronous_commit TO off`)
      const url = postgres.url.replace('postgres:postgres-peer', 'ringlock:r').replace(/postgres$/, 'state')
      const { store } = await openPostgres({ url }, start)
      const claims = await Promise.all(times(100, () => wins(store, claim('a', 1), start)))
      assert.is(claims.filter(Boolean).length, 1)
      await store.close()
      const database = await openDatabase({ url, pool: 1, timeout: 5000 }, async () => {})
      const settings = await database.query("SELECT current_setting('synchronous_commit') AS durable")
      assert.equal(settings, [{ durable: 'on' }])
      await database.close()
    }),
)

peerTest('what strangers type is found literally, or not at all', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    for (const typed of [
      "'; DROP TABLE ringlock.floor; --",
      'a\0b',
      '\0',
      '\\',
      '%',
      '\ud800x',
      'x'.repeat(2000),
    ]) {
      assert.is(await store.takeChallenge(typed, { userKey: typed, askedBy: typed }, start), null)
      assert.is(await store.readEnrolment(typed), null)
      assert.is(await store.takeLink('reset', typed, start), null)
      assert.is((await store.recordFailure(typed, 'code', accountThrottle, start)).count, 1)
      assert.is((await store.readFailures(typed)).code?.count, 1)
      const { runs } = await store.readStanding([typed], null, start)
      assert.is(runs[0]?.code?.count, 1)
    }
    await store.close()
  }),
)

peerTest('what is as if it had never been goes, and so do the oldest of what strangers pile up', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    await store.recordFailure(alice, 'code', accountThrottle, start, {
      userKey: alice,
      print: 'kept',
      countedIn: null,
    })
    await store.recordFailure('@old', 'code', sourceThrottle, start - 2 * hour)
    for (const expiresAt of [start, start + minute]) {
      await store.putChallenge(challenge(`c${expiresAt}`, expiresAt), start - hour)
      await store.putLink(link(`l${expiresAt}`, { userKey: `u:${expiresAt}`, expiresAt }), start - hour)
      await store.putTrustedDevice(device(`d${expiresAt}`, { expiresAt }), start - hour)
      await store.putProof(`t${expiresAt}`, expiresAt, start - hour)
      await store.claimMail(`m${expiresAt}`, expiresAt - start + hour, start - hour)
    }
    await postgres.sql(`
      INSERT INTO ringlock.failure_runs
      SELECT '?' || i, 'code', true, 1, ${start - day} + i, ${start + day} FROM generate_series(1, 100005) AS i`)
    const database = await openDatabase({ url: postgres.url, pool: 1, timeout: 20_000 }, async () => {})
    await sweep(database.query, start)
    const count = async (table: string) =>
      (await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n
    for (const table of ['challenges', 'links', 'trusted_devices', 'proofs', 'mail_claims']) {
      assert.is(await count(table), 1, table)
    }
    assert.is(await count('failure_runs'), 100_001)
    assert.is((await store.readFailures('?5')).code, null)
    assert.is((await store.readFailures('?6')).code?.count, 1)
    assert.is((await store.readFailures(alice)).code?.count, 1)
    assert.is(await store.claimMail(`m${start + minute}`, hour + minute, start + second), false)
    assert.is((await store.readFailures(bob)).code, null)
    await database.close()
    await store.close()
  }),
)

peerTest('neither a login nor the sweep reads a table of users or claims through', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    await postgres.sql(`
      SET search_path TO ringlock;
      INSERT INTO time_steps SELECT 'k' || i, 1, '{-1,1,1}', CASE WHEN i % 2 = 0 THEN ${start} - i END
      FROM generate_series(1, 40000) AS i;
      INSERT INTO enrolments SELECT 'u:' || i, '[]', ARRAY['hash'] FROM generate_series(1, 40000) AS i;
      INSERT INTO places SELECT 'u:' || i, 'p', ${start} - i FROM generate_series(1, 40000) AS i;
      INSERT INTO failure_runs SELECT 'u:' || i, 'code', false, 1, ${start} - i, ${start + day}, 'u:' || i
      FROM generate_series(1, 40000) AS i;
      ANALYZE`)
    const database = await openDatabase({ url: postgres.url, pool: 1, timeout: 20_000 }, async () => {})
    const users = times(50, (i) => `u:${700 * i + 1}`)
    await Promise.all(
      users.map(async (userKey, i) => {
        const known = { userKey, place: 'p', keys: [`${userKey} p`] }
        assert.equal((await store.readStanding([userKey], known, start)).seenAt, start - 700 * i - 1)
        assert.equal((await store.readEnrolment(userKey))?.recoveryCodeHashes, ['hash'])
        assert.is(await wins(store, claim(`k${700 * i + 1}`, 2), start), true)
        await store.putPlace(userKey, 'q', start)
        assert.is((await store.recordFailure(userKey, 'code', accountThrottle, start)).count, 2)
        await store.clearFailures(userKey, 'code')
      }),
    )
    await sweep(database.query, start)
    await Promise.all([database.close(), store.close()])
    const readThrough = await postgres.sql(`
      SELECT pg_stat_force_next_flush();
      SELECT relname FROM pg_stat_user_tables
      WHERE schemaname = 'ringlock' AND n_live_tup > 1000 AND seq_tup_read > 1000`)
    assert.is(readThrough.trim(), '')
  }),
)

peerTest('more rows than one statement drops are all dropped', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    await postgres.sql(`
      INSERT INTO ringlock.proofs SELECT 't' || i, ${start} - 1 FROM generate_series(1, 12000) AS i;
      INSERT INTO ringlock.proofs VALUES ('kept', ${start + minute})`)
    const database = await openDatabase({ url: postgres.url, pool: 1, timeout: 20_000 }, async () => {})
    await sweep(database.query, start)
    assert.equal(await database.query('SELECT token_id FROM proofs'), [{ token_id: 'kept' }])
    await Promise.all([database.close(), store.close()])
  }),
)

test.run()
