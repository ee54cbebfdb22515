import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accountThrottle, sourceThrottle } from '../../server/login/throttle.ts'
import { copyState, type StateCopy } from '../../server/state/copy-state.ts'
import { type LowdbOptions, openLowdbStateStore } from '../../server/state/lowdb/open-lowdb.ts'
import { openPostgresStateStore } from '../../server/state/postgres/open-postgres.ts'
import { type CopyableStateStore, whatCounts } from '../../server/state/snapshot.ts'
import {
  alice,
  assertionKey,
  bob,
  challenge,
  claim,
  day,
  device,
  enrolmentOf,
  hardware,
  hour,
  link,
  minute,
  nothingEnrolled,
  start,
  times,
  wins,
} from '../server/state/samples.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { peerTest } from './peers.ts'
import type { Postgres } from './postgres.ts'
import { forgetEverything, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const
const now = start + minute

interface Places {
  readonly postgres: Postgres
  openLowdb(folder?: string): Promise<CopyableStateStore>
  openPostgres(): Promise<CopyableStateStore>
}

function withPlaces(use: (places: Places) => Promise<void>): Promise<void> {
  const quiet: Omit<LowdbOptions, 'dataDir'> = { now, restoreMargin: hour, onNotice: () => {} }
  return withTemporaryFolder((folder) =>
    withPostgres((postgres) =>
      use({
        postgres,
        openLowdb: (dataDir = folder) => openLowdbStateStore({ ...quiet, dataDir }),
        openPostgres: () =>
          openPostgresStateStore({ ...quiet, url: postgres.url, pool: 3, timeout: 10_000, clock: () => now }),
      }),
    ),
  )
}

/** Something in every table, of what counts and of what does not any more. */
async function fillWithEverything(store: CopyableStateStore): Promise<void> {
  const devices = [hardware('h', 'print')]
  await store.firstMasterKey('first')
  await store.changeMasterKey({ keyId: 'second', formerKeyId: 'first', carried: 'keys of the first' })
  await store.changeEnrolment(alice, () => ({ ...enrolmentOf('a', 'b'), requirement: 'required' }))
  await store.changeEnrolment(bob, () => ({ ...nothingEnrolled, authenticators: devices }))
  await store.changeEnrolments(
    times(1200, (i) => `hr:${i}`),
    (userKey) => ({
      ...nothingEnrolled,
      pending: { authenticator: hardware(`p-${userKey}`, 'pending'), expiresAt: start + day },
    }),
  )
  for (const id of ['a', 'h', 'p-hr:7', 'of nobody']) await wins(store, claim(id, 5), now)
  const ofAlice = { userKey: alice, print: 'print', countedIn: null }
  await store.recordFailure(alice, 'password', accountThrottle, now, ofAlice)
  await store.recordFailure(`at|${alice}|home`, 'code', accountThrottle, now, ofAlice)
  await store.recordFailure(alice, 'code', accountThrottle, now, ofAlice)
  await store.clearFailures(alice, 'code')
  await store.putPlace(alice, 'work', now)
  await store.putPlace(alice, 'home', now)
  await store.putPlace(bob, 'left long ago', now - 31 * day)
  await store.recordFailure('?nobody', 'password', accountThrottle, now)
  await store.recordFailure('@pbx|1', 'code', { ...sourceThrottle, forgetAfter: 1 }, start)
  await store.putChallenge(
    { ...challenge('c'), emailCodeHash: 'mailed', nonce: 'of the page', vouched: ['sso', 'ldap'] },
    now,
  )
  await store.putChallenge({ ...challenge('k'), atKnownPlace: true }, now)
  await store.putChallenge(challenge('expired', now), now)
  await store.putLink(link('l'), now)
  await store.putTrustedDevice(device('d1'), now)
  await store.putTrustedDevice(device('d0', { trustedAt: start + 1 }), now)
  await store.putTrustedDevice(device('gone', { expiresAt: now }), now)
  await store.putProof('token', start + hour, now)
  await store.redeemAssertion('assertion', now + hour, now)
  await store.claimMail('mail', day, now)
  await store.markRequired(bob, start)
  await store.putAssertionKey(assertionKey('old', start), null, now)
  await store.putAssertionKey(assertionKey('new', now), { id: 'old', expiresAt: now + day }, now)
}

async function snapshotOf(open: () => Promise<CopyableStateStore>) {
  const store = await open()
  const snapshot = whatCounts(await store.snapshot(), now)
  await store.close()
  return snapshot
}

peerTest('the state goes to PostgreSQL and back, row by row', needs, () =>
  withPlaces(({ openLowdb, openPostgres }) =>
    withTemporaryFolder(async (another) => {
      const first = await openLowdb()
      await fillWithEverything(first)
      await first.close()
      const before = await snapshotOf(openLowdb)
      const there = { openSource: () => openLowdb(), openTarget: openPostgres, now }
      const back = { openSource: openPostgres, openTarget: () => openLowdb(another), now }
      // The steps of an authenticator that is gone are two rows: what was used, and since when it is gone.
      const copied: StateCopy = { result: 'copied', rows: 1222 }
      assert.equal(await copyState(there), copied)
      assert.equal(await copyState(back), copied)
      assert.equal(await snapshotOf(openPostgres), before)
      assert.equal(await snapshotOf(() => openLowdb(another)), before)

      const store = await openPostgres()
      assert.is(await wins(store, claim('p-hr:7', 5), now), false, 'a used code stays used')
      assert.is(
        await store.changeEnrolment(alice, () => ({
          ...nothingEnrolled,
          authenticators: [hardware('x', 'print')],
        })),
        'secret-taken',
      )
      await store.close()
    }),
  ),
)

peerTest('nothing is copied onto something, in either direction', needs, () =>
  withPlaces(async ({ openLowdb, openPostgres }) => {
    for (const open of [openLowdb, openPostgres]) {
      const store = await open()
      await store.recordFailure(alice, 'code', accountThrottle, now)
      await store.close()
    }
    const lowdb = { openSource: () => openLowdb(), openTarget: openPostgres, now }
    const postgres = { openSource: openPostgres, openTarget: () => openLowdb(), now }
    for (const places of [lowdb, postgres]) {
      assert.equal(await copyState(places), { result: 'not-empty', rows: 1 })
    }
  }),
)

peerTest(
  'a store that a service was started on is empty all the same, and signs with the keys that are copied',
  needs,
  () =>
    withPlaces(async ({ openLowdb, openPostgres }) => {
      for (const [id, open] of [
        ['here', openLowdb],
        ['there', openPostgres],
      ] as const) {
        const store = await open()
        assert.ok(await store.putAssertionKey(assertionKey(id, now), null, now))
        await store.close()
      }
      const lowdb = { openSource: () => openLowdb(), openTarget: openPostgres, now }
      const postgres = { openSource: openPostgres, openTarget: () => openLowdb(), now }
      for (const places of [lowdb, postgres]) {
        assert.equal(await copyState(places), { result: 'copied', rows: 1 })
        const { tables } = await snapshotOf(places.openTarget)
        assert.equal([...tables.assertionKeys.values()], [assertionKey('here', now)])
      }
    }),
)

peerTest('nothing is copied from under a service, nor into one', needs, () =>
  withPlaces(async ({ openLowdb, openPostgres }) => {
    const service = await openPostgres()
    const there = { openSource: () => openLowdb(), openTarget: openPostgres, now }
    const back = { openSource: openPostgres, openTarget: () => openLowdb(), now }
    assert.equal(await copyState(there), { result: 'in-use' })
    assert.equal(await copyState(back), { result: 'in-use' })
    await service.close()
    assert.equal(await copyState(there), { result: 'copied', rows: 0 })
  }),
)

peerTest('a row that does not arrive is noticed', needs, () =>
  withPlaces(async ({ postgres, openLowdb, openPostgres }) => {
    const store = await openLowdb()
    await fillWithEverything(store)
    await store.close()
    await forgetEverything(postgres)
    await (await openPostgres()).close()
    await postgres.sql(`
      CREATE FUNCTION ringlock.lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER losing BEFORE INSERT ON ringlock.links FOR EACH ROW EXECUTE FUNCTION ringlock.lose()`)
    const copy = await copyState({ openSource: () => openLowdb(), openTarget: openPostgres, now })
    assert.equal(copy, { result: 'differs', rows: ['links reset l'] })
  }),
)

test.run()
