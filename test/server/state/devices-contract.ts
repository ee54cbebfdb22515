import * as assert from 'uvu/assert'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import { alice, bob, day, device, hour, rotation, start, times } from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

const idsOf = async (store: StateStore, userKey = alice, now = start) =>
  (await store.listTrustedDevices(userKey, now)).map(({ id }) => id)

/** Trusted devices. */
export function testDeviceOperations(test: StateSuite): void {
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
}
