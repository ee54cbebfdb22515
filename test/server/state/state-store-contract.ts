import { suite, type uvu } from 'uvu'
import * as assert from 'uvu/assert'
import { accountThrottle, delayOnly, sourceThrottle } from '../../../server/login/throttle.ts'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import { testAuditOperations } from './audit-operations-contract.ts'
import { testEnrolmentOperations } from './enrolment-operations-contract.ts'
import { testGiveBack } from './give-back-contract.ts'
import { testMasterKeyOperations } from './master-key-contract.ts'
import { testPortalOperations } from './portal-operations-contract.ts'
import {
  alice,
  assertionKey,
  bob,
  challenge,
  claim,
  crowd,
  day,
  device,
  enrol,
  hour,
  link,
  minute,
  rotation,
  second,
  start,
  times,
  wins,
} from './samples.ts'

import { testThrottleOperations } from './throttle-operations-contract.ts'

/** Where one implementation keeps its state: empty when it is made. */
export interface StatePlace {
  /** @param now - server time at the start, milliseconds since the epoch */
  open(now: number): Promise<StateStore>
  remove(): Promise<void>
}

export interface StateContext {
  place: StatePlace
  store: StateStore
  /** Closes the store and opens it again. */
  reopen(now?: number): Promise<StateStore>
}

export type StateSuite = uvu.Test<StateContext>

const ofAlice = { userKey: alice, print: null, countedIn: null }
const holder = { userKey: alice, askedBy: 'office-pbx' }

/**
 * Every implementation of StateStore keeps these promises.
 *
 * @param end - what is to be done after all of them
 */
export function testStateStore(
  name: string,
  createPlace: () => Promise<StatePlace>,
  end: () => Promise<void> = async () => {},
): void {
  const test = suite<StateContext>(name)
  test.after(end)
  test.before.each(async (context) => {
    context.place = await createPlace()
    context.store = await context.place.open(start)
    context.reopen = async (now = start) => {
      await context.store.close()
      context.store = await context.place.open(now)
      return context.store
    }
  })
  test.after.each(async ({ place, store }) => {
    await store.close()
    await place.remove()
  })

  test('of a thousand claims of one time-step, one wins, ever', async ({ store, reopen }) => {
    await enrol(store, alice, 'a')
    const claims = await Promise.all(times(crowd, () => wins(store, claim('a', 7), start)))
    assert.is(claims.filter(Boolean).length, 1)
    assert.is(await wins(store, claim('a', 7), start), false)
    const reopened = await reopen()
    assert.is(await wins(reopened, claim('a', 7), start), false, 'after a restart')
  })

  test('a time-step is claimed only above the last', async ({ store }) => {
    assert.is(await wins(store, claim('a', 7), start), true)
    assert.is(await wins(store, claim('a', 6), start), false)
    assert.is(await wins(store, claim('a', 9), start), true)
    assert.is(await wins(store, claim('a', 8), start), false)
    assert.is(await wins(store, claim('b', 6), start), true, "another authenticator's own steps")
    assert.is(await wins(store, claim('c', 0), start), true, 'step 0 is a step')
  })

  test('of steps claimed at once, none is won below one that was won before it', async ({ store }) => {
    const won: number[] = []
    const attempts = times(crowd, (i) => (i * 7919) % crowd)
    await Promise.all(
      attempts.map(async (step) => {
        if (await wins(store, claim('a', step), start)) won.push(step)
      }),
    )
    assert.is(new Set(won).size, won.length)
    assert.ok(won.includes(crowd - 1), 'the highest step is always won')
    assert.is(await wins(store, claim('a', crowd - 1), start), false)
  })

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

  test('a code that ran out before the floor is refused, whatever the clock says', async ({ store }) => {
    await wins(store, claim('a', 1), start + hour)
    assert.is(await wins(store, claim('b', 2, start + hour), start), false)
    assert.is(await wins(store, claim('b', 2, start + hour + 1), start), true)
  })

  test('a claim tells what is used from what is held, and until when', async ({ store }) => {
    assert.is(await store.claimTimeStep(claim('a', 1, start + 2 * hour), start + hour), 'won')
    assert.is(await store.claimTimeStep(claim('a', 1), start), 'used')
    assert.equal(await store.claimTimeStep(claim('a', 2, start + minute), start), { heldUntil: start + hour })
    assert.is(
      await store.claimTimeStep(claim('a', 2, start + hour), start + hour),
      'used',
      'it ran out meanwhile',
    )
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

  test('names of object properties are keys like any other', async ({ store }) => {
    for (const key of ['constructor', '__proto__', 'toString']) {
      assert.is(await store.readEnrolment(key), null)
      assert.is((await store.readFailures(key)).code, null)
      assert.is(await store.consumeRecoveryCode(key, 'hash-1'), false)
    }
  })

  test('of a thousand answers to one challenge, one gets it, ever', async ({ store, reopen }) => {
    await store.putChallenge(challenge('c'), start)
    const taken = await Promise.all(times(crowd, () => store.takeChallenge('c', holder, start)))
    assert.equal(
      taken.filter((each) => each !== null),
      [challenge('c')],
    )
    assert.is(await (await reopen()).takeChallenge('c', holder, start), null)
  })

  test('a challenge remembers the hash of a mailed code', async ({ store, reopen }) => {
    const mailed = { ...challenge('c'), emailCodeHash: 'mailed' }
    await store.putChallenge(mailed, start)
    assert.equal(await (await reopen()).takeChallenge('c', holder, start), mailed)
  })

  test('a challenge keeps what its login was begun with, also when a code is mailed for it', async ({
    store,
    reopen,
  }) => {
    const bound = { ...challenge('c'), nonce: 'of the page', vouched: ['sso', 'ldap'] }
    await store.putChallenge(bound, start)
    assert.equal(await store.putEmailCode('c', holder, 'mailed', start), {
      ...bound,
      emailCodeHash: 'mailed',
    })
    await store.putChallenge({ ...bound, codesLeft: 4 }, start)
    const reopened = await reopen()
    assert.equal(await reopened.takeChallenge('c', holder, start), { ...bound, codesLeft: 4 })
  })

  test('a code is mailed for a challenge that waits, and for no other', async ({ store, reopen }) => {
    await store.putChallenge(challenge('c'), start)
    assert.equal(await store.readChallenge('c', holder, start), challenge('c'))
    const mailed = { ...challenge('c'), emailCodeHash: 'mailed' }
    assert.equal(await store.putEmailCode('c', holder, 'mailed', start), mailed)
    const reopened = await reopen()
    assert.equal(await reopened.readChallenge('c', holder, start), mailed)
    assert.equal(await reopened.putEmailCode('c', holder, 'newer', start), {
      ...mailed,
      emailCodeHash: 'newer',
    })
    await reopened.takeChallenge('c', holder, start)
    assert.is(await reopened.readChallenge('c', holder, start), null)
    assert.is(await reopened.putEmailCode('c', holder, 'late', start), null)
    assert.is(await (await reopen()).takeChallenge('c', holder, start), null, 'what was answered stays so')
  })

  test('a challenge that is answered while a code is mailed for it is answered once', async ({ store }) => {
    await store.putChallenge(challenge('c'), start)
    const mailing = times(crowd / 2, (i) => store.putEmailCode('c', holder, `mailed ${i}`, start))
    const answers = times(crowd / 2, () => store.takeChallenge('c', holder, start))
    await Promise.all(mailing)
    assert.is((await Promise.all(answers)).filter((each) => each !== null).length, 1)
    assert.is(await store.readChallenge('c', holder, start), null)
  })

  test('a challenge waits for its holder, until it expires', async ({ store, reopen }) => {
    await store.putChallenge(challenge('c'), start)
    const looks = [
      (store: StateStore, state: string, who: typeof holder, now: number) =>
        store.takeChallenge(state, who, now),
      (store: StateStore, state: string, who: typeof holder, now: number) =>
        store.readChallenge(state, who, now),
      (store: StateStore, state: string, who: typeof holder, now: number) =>
        store.putEmailCode(state, who, 'mailed', now),
    ]
    for (const look of looks) {
      assert.is(await look(store, 'd', holder, start), null, 'unknown')
      assert.is(await look(store, 'c', { ...holder, userKey: bob }, start), null, 'another user')
      assert.is(await look(store, 'c', { ...holder, askedBy: 'sbc' }, start), null, 'another NAS')
    }
    const reopened = await reopen()
    for (const look of looks) {
      assert.is(await look(reopened, 'c', holder, start + 5 * minute), null, 'expired')
    }
    await reopened.putChallenge(challenge('e'), start)
    assert.equal(await reopened.takeChallenge('e', holder, start + 5 * minute - 1), challenge('e'))
  })

  test('a thousand failures at once are a thousand failures', async ({ store, reopen }) => {
    const rule = { ...accountThrottle, ceiling: 10_000, lockAt: Infinity }
    const runs = await Promise.all(times(crowd, () => store.recordFailure(alice, 'code', rule, start)))
    assert.equal(
      runs.map(({ count }) => count).sort((a, b) => a - b),
      times(crowd, (i) => i + 1),
    )
    const kept = (await (await reopen()).readFailures(alice)).code
    assert.equal(kept, { count: crowd, lastAt: start, forgetAt: start + day })
  })

  test('failures of passwords and of codes are counted and cleared apart', async ({ store, reopen }) => {
    await store.recordFailure(alice, 'password', accountThrottle, start)
    await store.recordFailure(alice, 'code', accountThrottle, start)
    await store.recordFailure(alice, 'code', accountThrottle, start + second)
    await store.clearFailures(alice, 'password')
    const reopened = await reopen()
    assert.is((await reopened.readFailures(alice)).password, null)
    assert.equal((await reopened.readFailures(alice)).code, {
      count: 2,
      lastAt: start + second,
      forgetAt: start + second + day,
    })
    await reopened.clearFailures(alice, 'code')
    await reopened.clearFailures(bob, 'code')
    assert.is((await reopened.readFailures(alice)).code, null)
  })

  test('a run goes on under another rule, and is cleared whole', async ({ store }) => {
    await store.recordFailure('x', 'code', accountThrottle, start)
    await store.recordFailure('x', 'code', accountThrottle, start, ofAlice)
    const run = await store.recordFailure('x', 'code', delayOnly, start)
    assert.equal(run, { count: 3, lastAt: start, forgetAt: start + day })
    assert.is((await store.recordFailure('x', 'code', accountThrottle, start)).count, 4)
    assert.is((await store.readFailures('x')).code?.count, 4)
    await store.clearFailures('x', 'code')
    assert.is((await store.readFailures('x')).code, null)
  })

  test('a forgotten run begins again', async ({ store }) => {
    await store.recordFailure('@pbx|1', 'password', sourceThrottle, start)
    const before = await store.recordFailure('@pbx|1', 'password', sourceThrottle, start + hour - 1)
    assert.is(before.count, 2)
    const after = await store.recordFailure('@pbx|1', 'password', sourceThrottle, start + 2 * hour)
    assert.is(after.count, 1)
  })

  test('a requirement counts from its earliest mark since it was cleared', async ({ store, reopen }) => {
    assert.is(await store.readRequiredSince(alice), null)
    assert.is(await store.markRequired(alice, start + minute), start + minute)
    assert.is(await store.markRequired(alice, start + hour), start + minute)
    assert.is(await store.markRequired(alice, start), start)
    const reopened = await reopen()
    assert.is(await reopened.readRequiredSince(alice), start)
    await reopened.clearRequired(alice)
    await reopened.clearRequired(bob)
    assert.is(await reopened.readRequiredSince(alice), null)
    assert.is(await (await reopen()).readRequiredSince(alice), null)
  })

  testEnrolmentOperations(test)
  testGiveBack(test)
  testPortalOperations(test)
  testMasterKeyOperations(test)
  testThrottleOperations(test)
  testAuditOperations(test)
  test.run()
}
