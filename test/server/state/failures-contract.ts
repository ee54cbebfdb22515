import * as assert from 'uvu/assert'
import { placeLifetime, placesKept } from '../../../server/login/known-place.ts'
import {
  accountThrottle,
  delayOnly,
  printLifetime,
  printsKept,
  sourceThrottle,
} from '../../../server/login/throttle.ts'
import { alice, bob, crowd, day, hour, second, start, times } from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

const ofAlice = { userKey: alice, print: null, countedIn: null }

/** What the throttle remembers: whose a run is, what it counted, and where users got in. */
export function testFailureOperations(test: StateSuite): void {
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

  test('what a run counted is counted once, by however many at once, and after a restart', async ({
    store,
    reopen,
  }) => {
    const record = (at: typeof store, print: string | null, now = start) =>
      at.recordFailure(alice, 'password', accountThrottle, now, { userKey: alice, print, countedIn: null })
    await Promise.all(times(crowd, () => record(store, 'typo')))
    assert.equal((await store.readFailures(alice)).password, {
      count: 1,
      lastAt: start,
      forgetAt: start + day,
    })
    assert.is((await record(store, 'other', start + second)).count, 2)
    const reopened = await reopen()
    assert.is((await record(reopened, 'typo', start + hour)).count, 2)
    assert.is((await record(reopened, null, start + hour)).count, 3)
    await reopened.clearFailures(alice, 'password')
    assert.is((await reopened.readFailures(alice)).password, null)
    const again = await reopen()
    assert.is((await record(again, 'other', start + 2 * hour)).count, 0, 'nor after a success')
    assert.is((await again.readFailures(alice)).password, null)
    assert.is((await record(again, 'third', start + 2 * hour)).count, 1)
    assert.is((await record(again, 'typo', start + 2 * hour + printLifetime)).count, 1, 'only so long')
  })

  test('a source that sends zeros with its name is counted as any other', async ({ store }) => {
    const source = '@office-pbx|10.0.0.77\0'
    const place = { userKey: alice, place: 'radius|office-pbx|10.0.0.77\0', keys: [`at|${source}`] }
    await store.recordFailure(source, 'password', accountThrottle, start)
    await store.recordFailure(`at|${source}`, 'code', accountThrottle, start)
    const elsewhere = await store.readStanding([alice, source], place, start)
    assert.equal(
      elsewhere.runs.map(({ password }) => password?.count ?? 0),
      [0, 1],
    )
    await store.putPlace(alice, place.place, start)
    assert.is((await store.readStanding([source], place, start)).runs[0]?.code?.count, 1)
  })

  test('of many prints the latest are kept', async ({ store }) => {
    const rule = { ...accountThrottle, lockAt: Infinity, ceiling: Infinity }
    const record = (i: number) =>
      store.recordFailure(alice, 'code', rule, start, {
        userKey: alice,
        print: `print ${i}`,
        countedIn: null,
      })
    const many = printsKept + 5
    for (let i = 0; i < many; i++) await record(i)
    assert.is((await record(many - 1)).count, many)
    assert.is((await record(5)).count, many)
    assert.is((await record(4)).count, many + 1)
  })

  test('a print can be remembered without a failure', async ({ store }) => {
    const of = { userKey: alice, print: 'packet', countedIn: null }
    assert.is(
      (await store.recordFailure(alice, 'code', { ...accountThrottle, ceiling: 0 }, start, of)).count,
      0,
    )
    assert.is((await store.recordFailure(alice, 'code', accountThrottle, start, of)).count, 0)
    assert.is((await store.readFailures(alice)).code, null)
  })

  test('what another run has counted is not counted in this one', async ({ store, reopen }) => {
    const record = (at: typeof store, key: string, print: string, countedIn: string | null, now = start) =>
      at.recordFailure(key, 'password', accountThrottle, now, { userKey: alice, print, countedIn })
    await record(store, alice, 'typo', null)
    await store.clearFailures(alice, 'password')
    const here = `at|${alice}|home`
    const reopened = await reopen()
    assert.is((await record(reopened, here, 'typo', alice)).count, 0)
    assert.is((await reopened.readFailures(here)).password, null)
    assert.is((await record(reopened, here, 'other', alice)).count, 1)
    assert.is((await record(reopened, here, 'typo', alice)).count, 1)
    assert.is((await record(reopened, here, 'typo', bob)).count, 2, 'by that run alone')
    assert.is((await record(reopened, `${here} 2`, 'typo', alice, start + printLifetime)).count, 1)
  })

  test("a user's runs are known by their user, and end together", async ({ store, reopen }) => {
    const runs = [alice, `mail|${alice}`, `at|${alice}|home`]
    for (const key of runs) {
      await store.recordFailure(key, 'password', accountThrottle, start, {
        userKey: alice,
        print: null,
        countedIn: null,
      })
    }
    await store.recordFailure(alice, 'code', accountThrottle, start, {
      userKey: alice,
      print: null,
      countedIn: null,
    })
    await store.recordFailure(bob, 'password', accountThrottle, start, {
      userKey: bob,
      print: 'x',
      countedIn: null,
    })
    await store.recordFailure('?unknown', 'password', accountThrottle, start)
    const failuresOf = async (at: typeof store, userKey: string) => {
      const [record] = await at.readUsers([userKey])
      return [...(record?.failures ?? [])].map(([key, { password, code }]) => [
        key,
        password?.count ?? 0,
        code?.count ?? 0,
      ])
    }
    const reopened = await reopen()
    assert.equal((await failuresOf(reopened, alice)).sort(), [
      [`at|${alice}|home`, 1, 0],
      [alice, 1, 1],
      [`mail|${alice}`, 1, 0],
    ])
    await reopened.clearFailuresOf(alice, 'password')
    assert.equal(await failuresOf(reopened, alice), [[alice, 0, 1]])
    assert.equal(await failuresOf(reopened, bob), [[bob, 1, 0]])
    assert.equal(await failuresOf(await reopen(), bob), [[bob, 1, 0]])
    assert.is((await (await reopen()).readFailures('?unknown')).password?.count, 1)
  })

  test('a place is known by the user who got in there, and holds its own runs against them', async ({
    store,
    reopen,
  }) => {
    const asked = { userKey: alice, place: 'home', keys: [`at|${alice}|home`] }
    await store.recordFailure(alice, 'password', accountThrottle, start)
    await store.recordFailure(`at|${alice}|home`, 'code', accountThrottle, start)
    const stand = async (now = start, place = asked) => {
      const { runs, seenAt } = await reopened.readStanding([alice, 'x'], place, now)
      return [seenAt, runs.map(({ password, code }) => [password?.count ?? 0, code?.count ?? 0])]
    }
    let reopened = store
    const elsewhere = [
      [1, 0],
      [0, 0],
    ]
    assert.equal(await stand(), [null, elsewhere])
    await store.putPlace(alice, 'home', start)
    reopened = await reopen()
    assert.equal(await stand(), [start, [[0, 1]]])
    assert.equal(await stand(start, { ...asked, place: 'elsewhere' }), [null, elsewhere])
    assert.equal(await stand(start, { ...asked, userKey: bob }), [null, elsewhere])
    assert.equal(await stand(start + placeLifetime - 1), [start, [[0, 1]]])
    assert.equal(await stand(start + placeLifetime), [start, elsewhere])
    await reopened.putPlace(alice, 'home', start + day)
    assert.equal(await stand(start + placeLifetime), [start + day, [[0, 1]]])
    const { runs, seenAt } = await reopened.readStanding([alice], null, start)
    assert.equal([seenAt, runs.map(({ password }) => password?.count)], [null, [1]])
  })

  test('places are bounded per user, and go by their names', async ({ store, reopen }) => {
    const many = placesKept + 2
    for (let i = 0; i < many; i++) await store.putPlace(alice, `browser|${i}`, start + i)
    await store.putPlace(alice, 'browser|2', start + many)
    await store.putPlace(alice, 'radius|office-pbx|', start + many + 1)
    await store.putPlace(bob, 'browser|0', start)
    const knownAt = async (at: typeof store, userKey: string, place: string) =>
      (await at.readStanding([], { userKey, place, keys: [] }, start)).seenAt !== null
    const known = (at: typeof store) => Promise.all(times(many, (i) => knownAt(at, alice, `browser|${i}`)))
    const reopened = await reopen()
    assert.equal(
      await known(reopened),
      times(many, (i) => i === 2 || i >= 4),
    )
    await reopened.deletePlaces(alice, 'browser|')
    assert.ok(!(await known(await reopen())).includes(true))
    const again = await reopen()
    assert.ok(await knownAt(again, alice, 'radius|office-pbx|'))
    assert.ok(await knownAt(again, bob, 'browser|0'))
    await again.deletePlaces(alice, '')
    assert.not(await knownAt(again, alice, 'radius|office-pbx|'))
  })
}
