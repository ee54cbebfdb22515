import * as assert from 'uvu/assert'
import type {
  AuditHead,
  AuditKey,
  StateStore,
  StoredEvent,
} from '../../../server/state/contract/state-store.ts'
import { alice, bob, enrolmentOf, hardware, nothingEnrolled, start } from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

const key = (id: string, trail: string, madeAt = start): AuditKey => ({
  id,
  trail,
  sealedKey: `v1.${id}`,
  madeAt,
})

const head = (trail: string, seq: number): AuditHead => ({
  trail,
  place: 'here',
  seq,
  hash: seq.toString(16).padStart(64, '0'),
  keyId: 'k',
  proof: 'p',
})

/** What audit logs are checked with, and events that are stored with their change. */
export function testAuditOperations(test: StateSuite): void {
  test('keys and heads of audit logs are kept apart, and every key stays', async ({ store, reopen }) => {
    assert.equal([await store.listAuditKeys(), await store.listAuditHeads()], [[], []])
    await store.putAuditKey(key('1', 'a', start + 1), head('a', 0))
    await store.putAuditKey(key('2', 'b', start + 2), head('b', 7))
    await store.putAuditKey(key('3', 'a', start + 3), head('a', 5))
    for (const opening of [async () => store, reopen]) {
      const opened = await opening()
      assert.equal(
        (await opened.listAuditKeys()).map(({ id }) => id),
        ['1', '2', '3'],
      )
      assert.equal((await opened.listAuditKeys())[1], key('2', 'b', start + 2))
      const heads = await opened.listAuditHeads()
      assert.equal(
        [...heads].sort((a, b) => (a.trail < b.trail ? -1 : 1)),
        [head('a', 5), head('b', 7)],
      )
    }
  })

  const event = (id: string): StoredEvent => ({
    id,
    writer: 'here',
    at: start,
    event: { event: 'enrolment.bound', outcome: 'done', door: 'cli', userKey: alice, login: 'ä"' },
  })
  const idsOf = async (opened: StateStore) => (await opened.listStoredEvents()).map(({ id }) => id)

  test('events are stored in one with a change, and never without one', async ({ store, reopen }) => {
    await store.changeEnrolment(
      alice,
      () => enrolmentOf('a'),
      () => [event('1')],
    )
    await store.changeEnrolments(
      [alice, bob],
      () => enrolmentOf('b'),
      () => [event('2'), event('3')],
    )
    await store.changeEnrolment(
      alice,
      (current) => current,
      () => [event('unchanged')],
    )
    const fault = new Error('not this')
    const throwing = () => {
      throw fault
    }
    assert.is(
      await store.changeEnrolment(alice, throwing, () => [event('thrown')]).catch((reason) => reason),
      fault,
    )
    assert.equal(await store.listStoredEvents(), [event('1'), event('2'), event('3')])
    const reopened = await reopen()
    assert.equal(await reopened.listStoredEvents(), [event('1'), event('2'), event('3')])
    await reopened.dropStoredEvents(['1', '3', 'unknown'])
    await reopened.dropStoredEvents([])
    assert.equal(await idsOf(reopened), ['2'])
    assert.equal(await idsOf(await reopen()), ['2'])
  })

  test('a change that is refused for its device stores no event', async ({ store }) => {
    const device = { ...nothingEnrolled, authenticators: [hardware('a', 'print')] }
    await store.changeEnrolment(alice, () => device)
    const taken = await store.changeEnrolment(
      bob,
      () => ({ ...nothingEnrolled, authenticators: [hardware('b', 'print')] }),
      () => [event('1')],
    )
    assert.is(taken, 'secret-taken')
    assert.equal(await idsOf(store), [])
  })

  test('a head takes the place of the one before, with numbers beyond 32 bits', async ({ store, reopen }) => {
    await store.putAuditKey(key('1', 'a'), head('a', 1))
    await store.putAuditHead(head('a', 2 ** 40))
    assert.equal(await (await reopen()).listAuditHeads(), [head('a', 2 ** 40)])
  })
}
