import { Registry } from 'prom-client'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { watchServing } from '../../../server/compose/serving-metrics.ts'

function watched() {
  const registry = new Registry()
  const world = {
    asked: 0,
    counts: async () => ({ challenges: 3, throttled: 2 }),
    outage: null as string | null,
  }
  watchServing(registry, {
    hashing: { concurrency: 4, running: 1, waiting: 7 },
    users: { health: () => [{ name: 'ldap', outage: world.outage }] },
    state: {
      countOpen: () => {
        world.asked++
        return world.counts()
      },
      floor: () => 1_700_000_000_500,
    },
    clock: () => 0,
  })
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => /^ringlock/.test(line))
  return Object.assign(world, { lines })
}

test('what logins depend on and what is open is shown, by one question to the store', async () => {
  const world = watched()
  assert.equal(await world.lines(), [
    'ringlock_hashing_threads 4',
    'ringlock_hashing_running 1',
    'ringlock_hashing_waiting 7',
    'ringlock_state_store_up 1',
    'ringlock_challenges_open 3',
    'ringlock_throttled_accounts 2',
    'ringlock_state_floor_seconds 1700000000.5',
    'ringlock_user_store_up{store="ldap"} 1',
  ])
  assert.is(world.asked, 1)
})

test('stores that do not answer are 0, and what they hold is left out', async () => {
  const world = watched()
  world.counts = () => Promise.reject(new Error('gone'))
  world.outage = 'ECONNREFUSED'
  const lines = await world.lines()
  assert.ok(lines.includes('ringlock_state_store_up 0'))
  assert.ok(lines.includes('ringlock_user_store_up{store="ldap"} 0'))
  assert.not.match(lines.join('\n'), 'ringlock_challenges_open')
  assert.not.match(lines.join('\n'), 'ringlock_throttled_accounts')
})

test.run()
