import { suite, type uvu } from 'uvu'
import * as assert from 'uvu/assert'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import { testAuditOperations } from './audit-contract.ts'
import { testLoginOperations } from './code-claims-contract.ts'
import { testDeviceOperations } from './devices-contract.ts'
import { testEnrolmentOperations } from './enrolments-contract.ts'
import { testFailureOperations } from './failures-contract.ts'
import { testFloorOperations } from './floor-contract.ts'
import { testGiveBack } from './give-back-contract.ts'
import { testKeyOperations } from './keys-contract.ts'
import { testLinkOperations } from './links-contract.ts'
import { testOpenCounts } from './open-counts-contract.ts'
import { testProofOperations } from './proofs-contract.ts'
import { start } from './samples.ts'

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

  test('names of object properties are keys like any other', async ({ store }) => {
    for (const key of ['constructor', '__proto__', 'toString']) {
      assert.is(await store.readEnrolment(key), null)
      assert.is((await store.readFailures(key)).code, null)
      assert.is(await store.consumeRecoveryCode(key, 'hash-1'), false)
    }
  })

  testFloorOperations(test)
  testEnrolmentOperations(test)
  testLoginOperations(test)
  testGiveBack(test)
  testFailureOperations(test)
  testLinkOperations(test)
  testDeviceOperations(test)
  testProofOperations(test)
  testOpenCounts(test)
  testKeyOperations(test)
  testAuditOperations(test)
  test.run()
}
