import * as assert from 'uvu/assert'
import {
  alice,
  challenge,
  claim,
  device,
  enrol,
  enrolmentOf,
  link,
  minute,
  rotation,
  start,
  times,
  wins,
} from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

const holder = { userKey: alice, askedBy: 'office-pbx' }
const stepOf = (timeStep: number) => ({ kind: 'time-step', claimKey: 'a', timeStep }) as const

/** What was used up for an answer that never left. */
export function testGiveBack(test: StateSuite): void {
  test('a time-step that is given back is claimed once more, by one caller, ever', async ({
    store,
    reopen,
  }) => {
    await enrol(store, alice, 'a')
    assert.is(await wins(store, claim('a', 7), start), true)
    await store.giveBack(stepOf(7), start)
    assert.is(await wins(store, claim('a', 6), start), false, 'not the one before')
    const claims = await Promise.all(times(50, () => wins(store, claim('a', 7), start)))
    assert.is(claims.filter(Boolean).length, 1)
    assert.is(await (await reopen()).claimTimeStep(claim('a', 7), start), 'used', 'after a restart')
  })

  test('a time-step is given back on the disk too', async ({ store, reopen }) => {
    await enrol(store, alice, 'a')
    await store.claimTimeStep(claim('a', 7), start)
    await store.giveBack(stepOf(7), start)
    assert.is(await (await reopen()).claimTimeStep(claim('a', 7), start), 'won')
  })

  test('a later claim, or none, leaves a time-step used', async ({ store }) => {
    await enrol(store, alice, 'a')
    await store.claimTimeStep(claim('a', 7), start)
    await store.claimTimeStep(claim('a', 8), start)
    await store.giveBack(stepOf(7), start)
    for (const step of [7, 8]) assert.is(await wins(store, claim('a', step), start), false)
    await store.giveBack(stepOf(9), start)
    assert.is(await wins(store, claim('a', 8), start), false)
    await store.giveBack({ ...stepOf(1), claimKey: 'b' }, start)
    assert.is(await wins(store, claim('b', 1), start), true, 'one that was never used')
  })

  test('a recovery code that is given back is there once', async ({ store }) => {
    await enrol(store, alice, 'a')
    const spent = { kind: 'recovery-code', userKey: alice, hash: 'hash-1' } as const
    assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), true)
    for (let i = 0; i < 2; i++) await store.giveBack(spent, start)
    assert.is((await store.readEnrolment(alice))?.recoveryCodeHashes.length, 2)
    assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), true)
    assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), false)
  })

  test('a recovery code does not come back to a user who was reset meanwhile', async ({ store }) => {
    await enrol(store, alice, 'a')
    await store.consumeRecoveryCode(alice, 'hash-1')
    await store.changeEnrolment(alice, () => null)
    await store.giveBack({ kind: 'recovery-code', userKey: alice, hash: 'hash-1' }, start)
    assert.is(await store.readEnrolment(alice), null)
  })

  test('a challenge that is given back is as it was, unless another took its place', async ({ store }) => {
    const whole = {
      ...challenge('c'),
      emailCodeHash: 'mailed',
      nonce: 'of the page',
      atKnownPlace: true,
    } as const
    await store.putChallenge(whole, start)
    const taken = await store.takeChallenge('c', holder, start)
    assert.equal(taken, whole)
    if (taken === null) return
    await store.giveBack({ kind: 'challenge', challenge: taken }, start)
    assert.equal(await store.takeChallenge('c', holder, start), whole)
    assert.is(await store.takeChallenge('c', holder, start), null)
    await store.putChallenge({ ...challenge('c'), codesLeft: 4 }, start)
    await store.giveBack({ kind: 'challenge', challenge: taken }, start)
    assert.is((await store.takeChallenge('c', holder, start))?.codesLeft, 4)
    await store.giveBack({ kind: 'challenge', challenge: taken }, start)
    assert.is(await store.takeChallenge('c', holder, taken.expiresAt), null, 'it expires as before')
  })

  test('a device whose rotation is given back shows the secret that its browser has', async ({ store }) => {
    await store.putTrustedDevice(device('d'), start)
    const spent = { kind: 'device', rotation: rotation('d') } as const
    assert.is(await store.rotateTrustedDevice(rotation('d'), start), 'rotated')
    await store.giveBack(spent, start)
    assert.is(await store.rotateTrustedDevice(rotation('d'), start), 'rotated')
    // The browser has got the next one by now, and has used it.
    const next = { ...rotation('d'), secretHash: rotation('d').nextSecretHash, nextSecretHash: 'secret-3' }
    assert.is(await store.rotateTrustedDevice(next, start), 'rotated')
    await store.giveBack(spent, start)
    assert.is(await store.rotateTrustedDevice(rotation('d'), start), 'reused')
  })

  test('a link that is given back opens once, unless a newer one was mailed', async ({ store }) => {
    await store.putLink(link('l'), start)
    const taken = await store.takeLink('reset', 'l', start)
    assert.equal(taken, link('l'))
    if (taken === null) return
    await store.giveBack({ kind: 'link', link: taken }, start)
    assert.equal(await store.takeLink('reset', 'l', start), link('l'))
    assert.is(await store.takeLink('reset', 'l', start), null)
    await store.putLink(link('m', { expiresAt: start + minute }), start)
    await store.giveBack({ kind: 'link', link: taken }, start)
    assert.is(await store.takeLink('reset', 'l', start), null)
    assert.is((await store.takeLink('reset', 'm', start))?.hash, 'm')
  })

  test('what was never used up is left as it is', async ({ store }) => {
    await enrol(store, alice, 'a')
    await store.giveBack({ kind: 'recovery-code', userKey: alice, hash: 'hash-1' }, start)
    assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))
  })
}
