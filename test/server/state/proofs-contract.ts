import * as assert from 'uvu/assert'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import { hour, minute, start, times } from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

/** Fresh proof of who is there, and assertions that were redeemed. */
export function testProofOperations(test: StateSuite): void {
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
}
