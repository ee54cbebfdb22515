import * as assert from 'uvu/assert'
import { alice, bob, day, link, minute, start, times } from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

/** Mailed links, and what must not be mailed again so soon. */
export function testLinkOperations(test: StateSuite): void {
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
}
