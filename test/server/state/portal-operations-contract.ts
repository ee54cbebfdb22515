import * as assert from 'uvu/assert'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import {
  alice,
  assertionKey,
  bob,
  day,
  device,
  hour,
  link,
  minute,
  rotation,
  start,
  times,
} from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

const idsOf = async (store: StateStore, userKey = alice, now = start) =>
  (await store.listTrustedDevices(userKey, now)).map(({ id }) => id)

/** What portals and mail need: links, trusted devices, fresh proof. */
export function testPortalOperations(test: StateSuite): void {
  test('of a hundred uses of one link, one gets it, ever', async ({ store, reopen }) => {
    await store.putLink(link('l'), start)
    const taken = await Promise.all(times(100, () => store.takeLink('reset', 'l', start)))
    assert.equal(
      taken.filter((each) => each !== null),
      [link('l')],
    )
    assert.is(await store.readLink('reset', 'l', start), null)
    assert.is(await (await reopen()).takeLink('reset', 'l', start), null)
  })

  test('a link is read without using it up, for its purpose, until it expires', async ({ store, reopen }) => {
    await store.putLink(link('l'), start)
    for (const opening of [async () => store, reopen]) {
      const opened = await opening()
      assert.equal(await opened.readLink('reset', 'l', start), link('l'))
      assert.is(await opened.readLink('enrolment', 'l', start), null)
      assert.is(await opened.readLink('reset', 'm', start), null)
      assert.equal(await opened.readLink('reset', 'l', start + 10 * minute - 1), link('l'))
      assert.is(await opened.readLink('reset', 'l', start + 10 * minute), null)
    }
  })

  test('a link is taken for its purpose, until it expires', async ({ store, reopen }) => {
    await store.putLink(link('l'), start)
    const reopened = await reopen()
    assert.is(await reopened.takeLink('enrolment', 'l', start), null)
    assert.is(await reopened.takeLink('reset', 'm', start), null)
    assert.is(await reopened.takeLink('reset', 'l', start + 10 * minute), null)
    await reopened.putLink(link('n'), start)
    assert.equal(await reopened.takeLink('reset', 'n', start + 10 * minute - 1), link('n'))
  })

  test('a newer link takes the place of the older one, and of no other', async ({ store, reopen }) => {
    await store.putLink(link('old'), start)
    await store.putLink(link('enrol', { purpose: 'enrolment' }), start)
    await store.putLink(link('bob', { userKey: bob }), start)
    await store.putLink(link('new'), start)
    const reopened = await reopen()
    assert.is(await reopened.takeLink('reset', 'old', start), null)
    assert.equal(await reopened.takeLink('reset', 'new', start), link('new'))
    assert.ok(await reopened.takeLink('enrolment', 'enrol', start))
    assert.ok(await reopened.takeLink('reset', 'bob', start))
  })

  test("a user's links are taken back, and no other's", async ({ store, reopen }) => {
    await store.putLink(link('reset'), start)
    await store.putLink(link('enrol', { purpose: 'enrolment' }), start)
    await store.putLink(link('bob', { userKey: bob }), start)
    await store.deleteLinks(alice)
    await store.deleteLinks('hr:1')
    const reopened = await reopen()
    assert.is(await reopened.takeLink('reset', 'reset', start), null)
    assert.is(await reopened.takeLink('enrolment', 'enrol', start), null)
    assert.equal(await reopened.takeLink('reset', 'bob', start), link('bob', { userKey: bob }))
  })

  test('of a hundred browsers with one secret, one is trusted, and it was copied', async ({
    store,
    reopen,
  }) => {
    await store.putTrustedDevice(device('d'), start)
    const verdicts = await Promise.all(times(100, () => store.rotateTrustedDevice(rotation('d'), start)))
    assert.is(verdicts.filter((verdict) => verdict === 'rotated').length, 1)
    assert.is(verdicts.filter((verdict) => verdict === 'reused').length, 1)
    const latest = rotation('d', { secretHash: 'secret-2', nextSecretHash: 'secret-3' })
    assert.is(await (await reopen()).rotateTrustedDevice(latest, start), 'unknown')
  })

  test('a device is trusted by its latest secret, again and again', async ({ store, reopen }) => {
    await store.putTrustedDevice(device('d'), start)
    assert.is(await store.rotateTrustedDevice(rotation('d'), start + hour), 'rotated')
    const reopened = await reopen()
    const next = rotation('d', { secretHash: 'secret-2', nextSecretHash: 'secret-3' })
    assert.equal(await reopened.listTrustedDevices(alice, start), [
      device('d', { secretHash: 'secret-2', lastUsedAt: start + hour }),
    ])
    assert.is(await reopened.rotateTrustedDevice(next, start + day), 'rotated')
    assert.is(await reopened.rotateTrustedDevice(next, start + day), 'reused')
    assert.equal(await idsOf(reopened), [])
    assert.equal(await idsOf(await reopen()), [])
  })

  test('a device is trusted for its user alone, until it expires', async ({ store }) => {
    await store.putTrustedDevice(device('d'), start)
    assert.is(await store.rotateTrustedDevice(rotation('d', { userKey: bob }), start), 'unknown')
    assert.is(await store.rotateTrustedDevice(rotation('e'), start), 'unknown')
    assert.is(await store.rotateTrustedDevice(rotation('d'), start + 7 * day), 'unknown')
    assert.equal(await idsOf(store, alice, start + 7 * day), [])
    assert.is(await store.rotateTrustedDevice(rotation('d'), start + 7 * day - 1), 'rotated')
  })

  test('trusted devices are listed by user, the oldest first', async ({ store, reopen }) => {
    await store.putTrustedDevice(device('d1'), start)
    await store.putTrustedDevice(device('d2', { trustedAt: start + 1 }), start)
    await store.putTrustedDevice(device('b1', { userKey: bob }), start)
    await store.rotateTrustedDevice(rotation('d1'), start + hour)
    for (const opening of [async () => store, reopen]) {
      const opened = await opening()
      assert.equal(await idsOf(opened), ['d1', 'd2'])
      assert.equal(await opened.listTrustedDevices(bob, start), [device('b1', { userKey: bob })])
    }
  })

  test('a user has ten trusted devices; one more, and the oldest goes', async ({ store, reopen }) => {
    for (const i of times(12, (n) => n)) {
      await store.putTrustedDevice(device(`d${i}`, { trustedAt: start + i }), start)
    }
    await store.putTrustedDevice(device('b1', { userKey: bob }), start)
    assert.equal(
      await idsOf(await reopen()),
      times(10, (i) => `d${i + 2}`),
    )
  })

  test('a device is revoked by its user, one or all', async ({ store, reopen }) => {
    for (const id of ['d1', 'd2', 'd3']) await store.putTrustedDevice(device(id), start)
    await store.putTrustedDevice(device('b1', { userKey: bob }), start)
    assert.is(await store.deleteTrustedDevice(bob, 'd1'), false)
    assert.is(await store.deleteTrustedDevice(alice, 'd1'), true)
    assert.is(await store.deleteTrustedDevice(alice, 'd1'), false)
    assert.is(await store.rotateTrustedDevice(rotation('d1'), start), 'unknown')
    const reopened = await reopen()
    assert.equal(await idsOf(reopened), ['d2', 'd3'])
    await reopened.deleteTrustedDevices(alice)
    await reopened.deleteTrustedDevices(alice)
    assert.equal(await idsOf(reopened), [])
    assert.equal(await idsOf(await reopen(), bob), ['b1'])
  })

  test('a proof counts for its token, until it expires', async ({ store, reopen }) => {
    assert.is(await store.readProof('t', start), null)
    await store.putProof('t', start + minute, start)
    await store.putProof('t', start + 5 * minute, start)
    for (const opening of [async () => store, reopen]) {
      const opened = await opening()
      assert.is(await opened.readProof('t', start), start + 5 * minute)
      assert.is(await opened.readProof('u', start), null)
      assert.is(await opened.readProof('t', start + 5 * minute - 1), start + 5 * minute)
      assert.is(await opened.readProof('t', start + 5 * minute), null)
    }
  })

  test('of a hundred who redeem one assertion, one does, ever', async ({ store, reopen }) => {
    const redeem = (opened: StateStore, id: string) => opened.redeemAssertion(id, start + hour, start)
    const redeemed = await Promise.all(times(100, () => redeem(store, 'a')))
    assert.is(redeemed.filter(Boolean).length, 1)
    assert.is(await redeem(store, 'b'), true, 'another one is another')
    const reopened = await reopen()
    assert.is(await redeem(reopened, 'a'), false)
    assert.is(await redeem(reopened, 'c'), true)
  })

  test('of a hundred who would mail the same at once, one may', async ({ store, reopen }) => {
    const claims = await Promise.all(times(100, () => store.claimMail('m', day, start)))
    assert.is(claims.filter(Boolean).length, 1)
    assert.is(await store.claimMail('n', day, start), true, 'another mail')
    const reopened = await reopen()
    assert.is(await reopened.claimMail('m', day, start + day - 1), false)
    assert.is(await reopened.claimMail('m', day, start + day), true)
    assert.is(await reopened.claimMail('m', day, start + day), false)
  })

  test('a claim of a clock that ran years ahead keeps no mail back', async ({ store }) => {
    await store.claimMail('m', day, start + 365 * day)
    assert.is(await store.claimMail('m', day, start), true)
  })

  test('a clock set back a little mails nothing again', async ({ store }) => {
    await store.claimMail('m', day, start)
    assert.is(await store.claimMail('m', day, start - minute), false)
  })

  test('of a hundred who would make the first assertion key, one does', async ({ store, reopen }) => {
    const ids = times(100, (i) => `k${i}`)
    const put = await Promise.all(
      ids.map((id) => store.putAssertionKey(assertionKey(id, start), null, start)),
    )
    assert.is(put.filter(Boolean).length, 1)
    const made = [assertionKey(ids[put.indexOf(true)] ?? '', start)]
    assert.equal(await store.listAssertionKeys(start), made)
    assert.equal(await (await reopen()).listAssertionKeys(start), made)
  })

  test('of a hundred who would replace the key that signs, one does, and the former is listed for its time', async ({
    store,
    reopen,
  }) => {
    await store.putAssertionKey(assertionKey('old', start), null, start)
    const former = { id: 'old', expiresAt: start + day }
    const ids = times(100, (i) => `k${i}`)
    const put = await Promise.all(
      ids.map((id) => store.putAssertionKey(assertionKey(id, start + 1), former, start + 1)),
    )
    assert.is(put.filter(Boolean).length, 1)
    const winner = assertionKey(ids[put.indexOf(true)] ?? '', start + 1)
    const old = assertionKey('old', start, start + day)
    const reopened = await reopen()
    assert.equal(await reopened.listAssertionKeys(start + day - 1), [winner, old])
    assert.equal(await reopened.listAssertionKeys(start + day), [winner])
  })

  test('an assertion key takes the place of none but the one that signs', async ({ store }) => {
    const put = (id: string, former: string | null, at: number) =>
      store.putAssertionKey(
        assertionKey(id, at),
        former === null ? null : { id: former, expiresAt: at + day },
        at,
      )
    assert.is(await put('b', 'a', start), false, 'nobody signs yet')
    assert.is(await put('a', null, start), true)
    assert.is(await put('b', null, start), false, 'somebody signs')
    assert.is(await put('b', 'a', start + 1), true)
    assert.is(await put('c', 'a', start + 2), false, 'another one signs')
    assert.is(await put('c', 'b', start + 2), true)
    const ids = (await store.listAssertionKeys(start + 2)).map(({ id }) => id)
    assert.equal(ids, ['c', 'b', 'a'])
  })
}
