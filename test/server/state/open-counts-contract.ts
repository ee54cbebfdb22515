import * as assert from 'uvu/assert'
import { accountThrottle } from '../../../server/login/throttle.ts'
import { challenge, start } from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

export function testOpenCounts(test: StateSuite): void {
  test('challenges count until they expire or are taken', async ({ store }) => {
    assert.equal(await store.countOpen(start), { challenges: 0, throttled: 0 })
    const first = { ...challenge('one'), expiresAt: start + 1000 }
    await store.putChallenge(first, start)
    await store.putChallenge({ ...first, challengeState: 'two', expiresAt: start + 2000 }, start)
    assert.is((await store.countOpen(start)).challenges, 2)
    assert.is((await store.countOpen(start + 1000)).challenges, 1)
    assert.is((await store.countOpen(start + 2000)).challenges, 0)
  })

  test('users count as throttled from the first failure that delays, once each, until it is forgotten', async ({
    store,
  }) => {
    const fail = async (key: string, userKey: string | null) => {
      for (const factor of ['password', 'code'] as const) {
        await store.recordFailure(key, factor, accountThrottle, start, {
          userKey,
          print: null,
          countedIn: null,
        })
      }
    }
    for (let i = 0; i < accountThrottle.free; i++) await fail('key of alice', 'local:1')
    assert.is((await store.countOpen(start)).throttled, 0)
    await fail('key of alice', 'local:1')
    for (let i = 0; i < 9; i++) await fail('an address', null)
    assert.is((await store.countOpen(start)).throttled, 1)
    assert.is((await store.countOpen(start + accountThrottle.forgetAfter)).throttled, 0)
  })
}
