import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stampOf } from '../../server/login/recovery-code.ts'
import type { StateStore } from '../../server/state/contract/state-store.ts'
import { openDatabase } from '../../server/state/postgres/database.ts'
import { isSpentStep, lastStep, type SpentSteps, spendStep } from '../../server/state/spent-steps.ts'
import {
  alice,
  challenge,
  claim,
  day,
  device,
  enrol,
  hour,
  link,
  minute,
  start,
} from '../server/state/samples.ts'
import { peerTest } from './peers.ts'
import { openPostgres, restoreMargin, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const
const holder = { userKey: alice, askedBy: 'office-pbx' }
const used = claim('a', 6, start + minute)

const oneUseThings = async (store: StateStore) => [
  (await store.readChallenge('c', holder, start)) !== null,
  (await store.readLink('reset', 'l', start)) !== null,
  (await store.listTrustedDevices(alice, start)).length > 0,
  (await store.readProof('t', start)) !== null,
]

async function fill(store: StateStore): Promise<void> {
  await enrol(store, alice, 'a')
  await store.putChallenge(challenge('c'), start)
  await store.putLink(link('l'), start)
  await store.putTrustedDevice(device('d'), start)
  await store.putProof('t', start + hour, start)
}

peerTest('a dump that was put back is a restore, and no command shortens its hold', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    await fill(store)
    await store.close()
    const dump = await postgres.dump()
    const { store: reopened } = await openPostgres(postgres, start)
    assert.is(reopened.standing().hold, null)
    assert.equal(await oneUseThings(reopened), [true, true, true, true])
    assert.is(await reopened.claimTimeStep(used, start), 'won')
    assert.is(await reopened.consumeRecoveryCode(alice, 'hash-1'), true)
    assert.is(await reopened.redeemAssertion('assertion', start + hour, start), true)
    await reopened.close()
    await postgres.restore(dump)

    const { store: restored, notices } = await openPostgres(postgres, start)
    const hold = { cause: 'restored', noticedAt: start, until: start + restoreMargin } as const
    assert.is(notices.length, 1)
    assert.equal(restored.standing(), { hold, clock: 'unknown' })
    assert.is(restored.restores(), 1)
    assert.is(await restored.redeemAssertion('assertion', start + hour, start), true, 'the hold alone tells')
    assert.equal(await restored.claimTimeStep(used, start), { heldUntil: start + restoreMargin })
    assert.equal(await restored.releaseClock(start), { result: 'held', hold })
    assert.equal(await restored.claimTimeStep(used, start), { heldUntil: start + restoreMargin })
    assert.equal(await oneUseThings(restored), [false, false, false, false])
    const { recoveryCodeHashes = [] } = (await restored.readEnrolment(alice)) ?? {}
    assert.equal(recoveryCodeHashes.map(stampOf), [0, 0], 'older than the restore')
    const { store: another, notices: none } = await openPostgres(postgres, start)
    assert.equal(none, [], 'another service learns it and tells nothing')
    assert.equal(another.standing().hold, hold)
    assert.is(another.restores(), 1)
    await another.close()

    const over = start + restoreMargin
    assert.is(await restored.claimTimeStep(claim('a', 9, over + minute), over), 'won', 'it is over by itself')
    assert.is((await restored.releaseClock(over)).result, 'released')
    await restored.close()
  }),
)

peerTest(
  'a clock that is set ahead while codes are held ends no hold, for a login and for a command',
  needs,
  () =>
    withPostgres(async (postgres) => {
      let steady = 0
      const { store } = await openPostgres(postgres, start)
      await fill(store)
      await store.close()
      await postgres.restore(await postgres.dump())
      const { store: restored } = await openPostgres(postgres, start, { steadyClock: () => steady })
      const { store: unaware } = await openPostgres(postgres, start)
      steady = minute
      const now = start + day
      const hold = { cause: 'restored', noticedAt: now, until: now + restoreMargin - minute } as const
      assert.equal(await restored.releaseClock(now), { result: 'held', hold }, 'before any login')
      assert.equal(restored.standing().hold, hold)
      const used = claim('a', 9, now + minute)
      assert.equal(await restored.claimTimeStep(used, now), { heldUntil: hold.until })
      assert.equal(await unaware.claimTimeStep(used, now), { heldUntil: hold.until }, 'for all who share it')
      await unaware.close()

      steady = 2 * minute
      const later = now + day
      const longer = later + restoreMargin - 2 * minute
      assert.equal(await restored.claimTimeStep(claim('a', 9, later), later), { heldUntil: longer }, 'again')
      steady = restoreMargin
      const then = later + restoreMargin
      assert.is(
        await restored.claimTimeStep(claim('a', 9, then + minute), then),
        'won',
        'it has lasted long enough',
      )
      assert.is(
        (await restored.releaseClock(then + day)).result,
        'released',
        'none is held: the clock may move',
      )
      await restored.close()
    }),
)

peerTest('a hold that is counted anew from a right clock is not ended by a clock set ahead', needs, () =>
  withPostgres(async (postgres) => {
    let steady = 0
    const { store } = await openPostgres(postgres, start)
    await fill(store)
    await store.close()
    await postgres.restore(await postgres.dump())
    const ahead = start + 365 * day
    let time = ahead
    const clocks = { clock: () => time, steadyClock: () => steady }
    const { store: restored } = await openPostgres(postgres, ahead, clocks)
    steady = 2 * minute
    time = start
    assert.is((await restored.releaseClock(start)).result, 'released')
    steady = 4 * minute
    const now = start + day
    const until = now + minute
    assert.equal(await restored.claimTimeStep(claim('a', 9, now + minute), now), { heldUntil: until })
    steady = 5 * minute
    assert.is(await restored.claimTimeStep(claim('a', 9, until + minute), until), 'won')
    await restored.close()
  }),
)

peerTest('a dump that is put back under a running service uses up no recovery code', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start, { pool: 1 })
    await enrol(store, alice, 'a')
    const dump = await postgres.dump()
    assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), true)
    await postgres.restore(dump)
    assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), false)
    assert.is(store.restores(), 1)
    assert.is(store.standing().hold?.cause, 'restored')
    await store.close()
  }),
)

peerTest('a promoted standby is a failover, and is told from a restore', needs, () =>
  withPostgres(async (primary) => {
    const { store } = await openPostgres(primary, start)
    await fill(store)
    await store.close()
    const standby = await primary.promoteStandby()
    try {
      const { store: promoted, notices } = await openPostgres(standby, start)
      assert.match(notices[0] ?? '', /failover/)
      const hold = { cause: 'failed-over', noticedAt: start, until: start + restoreMargin } as const
      assert.equal(promoted.standing().hold, hold)
      assert.equal(await promoted.claimTimeStep(used, start), { heldUntil: start + restoreMargin })
      assert.equal(await promoted.releaseClock(start), { result: 'held', hold })
      const over = start + restoreMargin
      assert.is(await promoted.claimTimeStep(claim('a', 9, over + minute), over), 'won')
      await promoted.close()
      await standby.restart()
      const { notices: none, store: again } = await openPostgres(standby, over)
      assert.equal(none, [], 'a restart is neither')
      await again.close()
    } finally {
      await standby.stop()
    }
    const { notices, store: still } = await openPostgres(primary, start)
    assert.equal(notices, [], 'the primary is where it was')
    await still.close()
  }),
)

peerTest('steps are remembered in the database as spent-steps.ts remembers them', needs, () =>
  withPostgres(async (postgres) => {
    await (await openPostgres(postgres, start)).store.close()
    const database = await openDatabase({ url: postgres.url, pool: 1, timeout: 20_000 }, async () => {})
    const gap = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(100, 2880, 1_000_000))
    await fc.assert(
      fc.asyncProperty(fc.array(gap, { minLength: 1, maxLength: 20 }), fc.nat(3), async (gaps, first) => {
        // A row of the first versions now and then.
        let row: SpentSteps | undefined = first === 0 ? 5000 : undefined
        let inDatabase: number[] = []
        for (const each of gaps) {
          const last = lastStep(row)
          const step = last + each
          const [next] = await database.query<{ spent: string[]; before: boolean; after: boolean }>(
            `SELECT spent, is_spent($2::bigint[], $3) AS before, is_spent(spent, $3) AS after
             FROM spend_step($1, $2::bigint[], $3) AS spent`,
            [last, inDatabase.map(String), step],
          )
          assert.equal([next?.before, next?.after], [false, true])
          inDatabase = next?.spent.map(Number) ?? []
          row = spendStep(row, step)
          assert.equal([step, ...inDatabase], row)
          assert.ok(isSpentStep(row, step))
        }
      }),
      { numRuns: 50 },
    )
    await database.close()
  }),
)

test.run()
