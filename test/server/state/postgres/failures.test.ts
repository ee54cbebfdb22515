import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accountThrottle } from '../../../../server/login/throttle.ts'
import type { Database, Query } from '../../../../server/state/postgres/database.ts'
import { createFailureOperations } from '../../../../server/state/postgres/failures.ts'
import type { Floor } from '../../../../server/state/postgres/floor.ts'
import { nothingCounted } from '../../../../server/state/store-rules.ts'
import { start } from '../samples.ts'

test('a failure that changes nothing is one statement too: if a second one were refused, it would be counted again', async () => {
  const statements: string[] = []
  const query: Query = async (text) => {
    statements.push(text)
    return []
  }
  const database = { query, timeout: 60_000 } as unknown as Database
  const floor = { raise: async () => {} } as unknown as Floor
  const { recordFailure } = createFailureOperations(database, floor)
  assert.equal(await recordFailure('alice', 'password', accountThrottle, start), nothingCounted(start))
  assert.is(statements.length, 1)
})

test.run()
