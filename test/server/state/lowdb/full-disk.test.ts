import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accountThrottle } from '../../../../server/login/throttle.ts'
import { type StateStore, StateStoreError } from '../../../../server/state/contract/state-store.ts'
import { listJournals } from '../../../../server/state/lowdb/journal.ts'
import { smallDiskTest } from '../../disk/small-disk.ts'
import {
  alice,
  challenge,
  claim,
  device,
  enrol,
  enrolmentOf,
  hour,
  link,
  rotation,
  start,
  times,
  wins,
} from '../samples.ts'
import { openLowdb } from './lowdb-place.ts'

const holder = { userKey: alice, askedBy: 'office-pbx' }

/** Claims step after step until the disk takes no more; the first step that it did not take. */
async function claimUntilFull(store: StateStore, firstStep: number): Promise<number> {
  for (let step = firstStep; ; step++) {
    try {
      assert.is(await wins(store, claim('a', step), start), true)
    } catch (error) {
      assert.instance(error, StateStoreError)
      return step
    }
  }
}

/** Nothing is shorter than the record of a floor: what is refused then is refused for everything. */
async function useUpLastPage(store: StateStore): Promise<void> {
  for (;;) {
    const full = await store.releaseClock(start).then(
      () => false,
      () => true,
    )
    if (full) return
  }
}

const fails = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.unreachable('the disk is full'),
    (error) => assert.instance(error, StateStoreError),
  )

smallDiskTest(
  'on a full disk nothing is claimed, counted or taken, and all is well when there is room',
  async (disk) => {
    const { store, notices } = await openLowdb(disk.path)
    await enrol(store, alice, 'a')
    await store.recordFailure(alice, 'code', accountThrottle, start)
    await store.putChallenge(challenge('c'), start)
    await store.markRequired(alice, start)
    await store.putLink(link('l'), start)
    await store.putTrustedDevice(device('d'), start)
    await disk.fill()
    const step = await claimUntilFull(store, 1)
    await useUpLastPage(store)

    await fails(wins(store, claim('a', step), start))
    await fails(store.recordFailure(alice, 'code', accountThrottle, start))
    await fails(store.clearFailures(alice, 'code'))
    await fails(store.takeChallenge('c', holder, start))
    await fails(store.putChallenge(challenge('d'), start))
    await fails(store.clearRequired(alice))
    await fails(store.takeLink('reset', 'l', start))
    await fails(store.putLink(link('m'), start))
    await fails(store.rotateTrustedDevice(rotation('d'), start))
    await fails(store.deleteTrustedDevice(alice, 'd'))
    await fails(store.putTrustedDevice(device('e'), start))
    await fails(store.putProof('t', start + hour, start))
    await fails(store.claimMail('m', hour, start))
    await fails(store.releaseClock(start - 1))
    await fails(store.changeEnrolment(alice, () => null))
    await fails(store.consumeRecoveryCode(alice, 'hash-1'))
    assert.is((await store.readFailures(alice)).code?.count, 1)
    assert.is(await store.readRequiredSince(alice), start)
    assert.is(store.floor(), start)
    assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))

    await disk.makeRoom()
    assert.is(await wins(store, claim('a', step), start), true)
    assert.equal(await store.takeChallenge('c', holder, start), challenge('c'))
    assert.is(await store.takeChallenge('d', holder, start), null)
    assert.is(await store.takeLink('reset', 'm', start), null)
    assert.equal(await store.takeLink('reset', 'l', start), link('l'))
    assert.equal(await store.listTrustedDevices(alice, start), [device('d')])
    assert.is(await store.readProof('t', start), null)
    assert.is(await store.claimMail('m', hour, start), true)
    assert.is((await store.recordFailure(alice, 'code', accountThrottle, start)).count, 2)
    assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), true)
    const { store: reopened, notices: restart } = await openLowdb(disk.path)
    assert.equal([...notices, ...restart], [])
    assert.is(await wins(reopened, claim('a', step), start), false)
    assert.is((await reopened.readFailures(alice)).code?.count, 2)
    await reopened.close()
    await store.close()
  },
)

smallDiskTest(
  'callers of one failed write, and of the one behind it, are all refused and undone',
  async (disk) => {
    const { store } = await openLowdb(disk.path)
    await disk.fill()
    const last = await claimUntilFull(store, 1)
    const claims = await Promise.allSettled(
      times(1000, async (i) => {
        if (i % 2 === 1) await new Promise(setImmediate)
        return wins(store, claim('a', last + i), start)
      }),
    )
    assert.ok(claims.every(({ status }) => status === 'rejected'))
    await disk.makeRoom()
    assert.is(await wins(store, claim('a', last), start), true)
    await store.close()
  },
)

smallDiskTest('a write that failed long after the last is not taken for a backup', async (disk) => {
  let age = 60_000
  const { store } = await openLowdb(disk.path, { systemTime: () => Date.now() - age })
  await enrol(store, alice, 'a')
  await disk.fill()
  const step = await claimUntilFull(store, 1)
  age = 0
  await fails(wins(store, claim('a', step), start))
  const { store: restarted, notices } = await openLowdb(disk.path)
  assert.equal(notices, [])
  assert.is(await wins(restarted, claim('a', step - 1), start), false)
  await fails(wins(restarted, claim('a', step), start))
  await disk.makeRoom()
  assert.is(await wins(restarted, claim('a', step), start), true)
  await restarted.close()
  await store.close()
})

smallDiskTest('a journal that a full disk did not take is folded when there is room', async (disk) => {
  const { store, notices } = await openLowdb(disk.path, { foldAt: 1000 })
  await enrol(store, alice, 'a')
  await disk.fill()
  const step = await claimUntilFull(store, 1)
  await disk.makeRoom()
  assert.is(await wins(store, claim('a', step), start), true)
  await store.close()
  assert.match(notices.join(), /logins\.json could not be written/)
  assert.is((await listJournals(disk.path)).length, 1)
  const { store: reopened, notices: restart } = await openLowdb(disk.path)
  assert.equal(restart, [])
  assert.is(await wins(reopened, claim('a', step), start), false)
  await reopened.close()
})

test.run()
