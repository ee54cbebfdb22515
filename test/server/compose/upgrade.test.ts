import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keptStates, withKeptState } from './kept-state.ts'
import { testUpgrade } from './upgrade-contract.ts'

const states = await keptStates()
for (const state of states) {
  testUpgrade(`a data folder of ${state}`, (use) => withKeptState(state, null, use))
}

const test = suite('kept states')
test('there are some', () => {
  assert.ok(states.includes('73bd989'))
})
test.run()
