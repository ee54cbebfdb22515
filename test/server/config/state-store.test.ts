import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loaded, oneClient } from './folder.ts'

const url = 'postgres://ringlock:hush@db/ringlock'

test('PostgreSQL is named by a URL, and has its own pool and patience', async () => {
  const least = await loaded(`stateStore: { kind: postgres, url: "${url}" }\n${oneClient}`)
  assert.equal(least.stateStore, { kind: 'postgres', url, pool: 10, timeout: 2000 })
  const given = 'pool: 3, timeout: 10s'
  const full = await loaded(`stateStore: { kind: postgres, urlEnv: STATE, ${given} }\n${oneClient}`, {
    STATE: url,
  })
  assert.equal(full.stateStore, { kind: 'postgres', url, pool: 3, timeout: 10_000 })
})

test.run()
