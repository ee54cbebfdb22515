import * as assert from 'uvu/assert'
import { accountThrottle } from '../../../server/login/throttle.ts'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import {
  alice,
  assertionKey,
  challenge,
  claim,
  day,
  device,
  enrol,
  hour,
  link,
  minute,
  rotation,
  second,
  start,
  wins,
} from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

const holder = { userKey: alice, askedBy: 'office-pbx' }

/** What keeps codes of the past refused. */
export function testFloorOperations(test: StateSuite): void {
  test('the floor is the highest time ever seen, and goes back by hand only', async ({ store, reopen }) => {
    assert.is(store.floor(), start)
    await wins(store, claim('a', 1), start + 10 * second)
    await wins(store, claim('a', 2), start + 5 * second)
    assert.is(store.floor(), start + 10 * second)
    const reopened = await reopen(start)
    assert.is(reopened.floor(), start + 10 * second, 'after a restart with a clock set back')
    await reopened.releaseClock(start + second)
    assert.is(reopened.floor(), start + second)
    assert.is((await reopen(start)).floor(), start + second, 'the reset is on the disk')
    assert.is((await reopen(start + hour)).floor(), start + hour, 'a start raises it')
  })

  test('every operation that is told the time raises the floor', async ({ store }) => {
    let now = start
    const later = () => (now += second)
    await store.putChallenge(challenge('c'), later())
    assert.is(store.floor(), now)
    await store.takeChallenge('c', holder, later())
    assert.is(store.floor(), now)
    await store.recordFailure(alice, 'code', accountThrottle, later())
    assert.is(store.floor(), now)
    await store.markRequired(alice, later())
    assert.is(store.floor(), now)
    await store.putLink(link('l'), later())
    assert.is(store.floor(), now)
    await store.takeLink('reset', 'l', later())
    assert.is(store.floor(), now)
    await store.putTrustedDevice(device('d'), later())
    assert.is(store.floor(), now)
    await store.rotateTrustedDevice(rotation('d'), later())
    assert.is(store.floor(), now)
    await store.putProof('t', now + hour, later())
    assert.is(store.floor(), now)
    await store.claimMail('m', hour, later())
    assert.is(store.floor(), now)
    await store.putAssertionKey(assertionKey('k', now), null, later())
    assert.is(store.floor(), now)
  })

  test('after a clock that ran ahead, users are freed, and each step that was claimed stays spent', async (context) => {
    const { store, reopen } = context
    const year = 365 * day
    const stepAt = (time: number) => Math.floor(time / 30_000)
    const at = (now: number, store: StateStore) =>
      store.claimTimeStep(claim('a', stepAt(now), now + minute), now)
    await enrol(store, alice, 'a')
    assert.is(await at(start, store), 'won')
    for (const later of [0, minute, hour]) assert.is(await at(start + year + later, store), 'won')
    const now = start + 5 * minute
    assert.is(
      await store.claimTimeStep(claim('a', stepAt(now), now + minute), now),
      'used',
      'nobody freed anybody',
    )
    assert.equal(await store.releaseClock(now), { result: 'released', floor: now, freed: 1 })
    assert.is(store.floor(), now)
    assert.is(await at(now, store), 'won')
    assert.is(await at(now, store), 'used')
    const reopened = await reopen(now)
    assert.is(
      await reopened.claimTimeStep(claim('a', stepAt(start)), now),
      'used',
      'before the clock ran ahead',
    )
    for (const later of [0, minute, hour]) {
      assert.is(await at(start + year + later, reopened), 'used', 'once more, when its time has come')
    }
    assert.is(await at(start + year + 2 * hour, reopened), 'won')
    assert.equal(await reopened.readLastSteps(['a', 'b']), [stepAt(start + year + 2 * hour), null])
  })
}
