import { fixtureUsers, testUserStoreContract } from '../user-store-contract.ts'
import { createToyUserStore } from './user-store.ts'

testUserStoreContract('toy', () => createToyUserStore({ name: 'toy', users: fixtureUsers }))
