import * as assert from 'uvu/assert'
import { alice, bob, enrol } from '../samples.ts'
import { testStateStore } from '../state-store-contract.ts'
import { createLowdbPlace } from './lowdb-place.ts'
import { lowdbSuite } from './lowdb-suite.ts'

testStateStore('lowdb', createLowdbPlace)
testStateStore('lowdb, folding its journal all the time', () => createLowdbPlace({ foldAt: 1 }))

const test = lowdbSuite('lowdb, in memory')

test('an authenticator is the same object for as long as it is kept', async ({ open }) => {
  const { store } = await open()
  await enrol(store, alice, 'a')
  const first = await store.readEnrolment(alice)
  await enrol(store, bob, 'b')
  await store.consumeRecoveryCode(alice, 'hash-1')
  const second = await store.readEnrolment(alice)
  assert.is(first?.authenticators[0], second?.authenticators[0])
})

test.run()
