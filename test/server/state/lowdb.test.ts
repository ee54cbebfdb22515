import { createLowdbPlace } from './lowdb-place.ts'
import { testStateStore } from './state-store-contract.ts'

testStateStore('lowdb', createLowdbPlace)
testStateStore('lowdb, folding its journal all the time', () => createLowdbPlace({ foldAt: 1 }))
