import * as assert from 'uvu/assert'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import { challengesOfUserKept } from '../../../server/state/store-rules.ts'
import { alice, bob, challenge, claim, crowd, enrol, hour, minute, start, times, wins } from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

const holder = { userKey: alice, askedBy: 'office-pbx' }

const bobs = { userKey: bob, askedBy: 'office-pbx' }

/** Time-steps and challenges: what the code of a login takes. */
export function testLoginOperations(test: StateSuite): void {
  test('of a thousand claims of one time-step, one wins, ever', async ({ store, reopen }) => {
    await enrol(store, alice, 'a')
    const claims = await Promise.all(times(crowd, () => wins(store, claim('a', 7), start)))
    assert.is(claims.filter(Boolean).length, 1)
    assert.is(await wins(store, claim('a', 7), start), false)
    const reopened = await reopen()
    assert.is(await wins(reopened, claim('a', 7), start), false, 'after a restart')
  })

  test('a claim that was begun is won by no one else, and is on the disk once it is written', async ({
    store,
    reopen,
  }) => {
    const begun = times(crowd, () => store.beginClaim(claim('a', 7), start))
    assert.is(await wins(store, claim('a', 7), start), false)
    const answers = await Promise.all(
      begun.map(async (answer) => {
        const known = await answer
        if (typeof known !== 'object' || !('written' in known)) return known
        await known.written
        return 'won'
      }),
    )
    assert.equal([...answers].sort(), [...times(crowd - 1, () => 'used'), 'won'])
    assert.is(await wins(await reopen(), claim('a', 7), start), false, 'after a restart')
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

  test('challenges are bounded per user, and the own oldest goes', async ({ store, reopen }) => {
    await store.putChallenge({ ...challenge('of bob'), userKey: bob }, start)
    const many = challengesOfUserKept + 3
    for (let i = 0; i < many; i++) await store.putChallenge(challenge(`c${i}`, start + minute + i), start)
    await reopen().then((reopened) => reopened.putChallenge(challenge('last', start + hour), start))
    const reopened = await reopen()
    const open = await Promise.all(
      times(many, async (i) => (await reopened.readChallenge(`c${i}`, holder, start)) !== null),
    )
    assert.equal(
      open,
      times(many, (i) => i >= many + 1 - challengesOfUserKept),
    )
    assert.ok(await reopened.takeChallenge('last', holder, start))
    assert.ok(await reopened.takeChallenge('of bob', bobs, start), "nobody else's")
  })

  test('challenges of known places and others end each other never', async ({ store, reopen }) => {
    const known = (state: string, expiresAt = start + minute) => ({
      ...challenge(state, expiresAt),
      atKnownPlace: true as const,
    })
    await store.putChallenge(known('own'), start)
    for (let i = 0; i <= challengesOfUserKept; i++) {
      await store.putChallenge(challenge(`c${i}`, start + minute + i), start)
    }
    assert.is(await store.readChallenge('c0', holder, start), null)
    const reopened = await reopen()
    assert.equal(await reopened.readChallenge('own', holder, start), known('own'))
    for (let i = 0; i < challengesOfUserKept; i++) {
      await reopened.putChallenge(known(`k${i}`, start + minute + 1 + i), start)
    }
    assert.is(await reopened.readChallenge('own', holder, start), null, 'they are bounded as well')
    assert.equal(await reopened.takeChallenge('c1', holder, start), challenge('c1', start + minute + 1))
  })

  test('a challenge that is answered or put again leaves its room to the next', async ({ store }) => {
    for (let i = 0; i < 3 * challengesOfUserKept; i++) {
      await store.putChallenge(challenge(`c${i}`, start + minute + i), start)
      assert.ok(await store.takeChallenge(`c${i}`, holder, start))
    }
    for (let i = 0; i < challengesOfUserKept; i++) {
      await store.putChallenge(challenge(`d${i}`, start + minute + i), start)
      await store.putChallenge({ ...challenge(`d${i}`, start + minute + i), codesLeft: 4 }, start)
    }
    for (let i = 0; i < challengesOfUserKept; i++) {
      assert.is((await store.takeChallenge(`d${i}`, holder, start))?.codesLeft, 4)
    }
  })

  test('the last time-step claimed is known', async ({ store, reopen }) => {
    assert.equal(await store.readLastSteps(['a']), [null])
    await store.changeEnrolment(alice, () => null)
    await store.claimTimeStep(claim('a', 7), start)
    await store.claimTimeStep(claim('a', 6), start)
    assert.equal(await store.readLastSteps(['a']), [7])
    assert.equal(await store.readLastSteps(['b']), [null])
    await reopen()
  })
}
