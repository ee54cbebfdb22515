import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StateStoreError } from '../../../../server/state/contract/state-store.ts'
import { loadDriver } from '../../../../server/state/postgres/database.ts'

const failing = (error: Error) => loadDriver(() => Promise.reject(error)).catch((reason) => reason)

test('a driver that is not installed is named', async () => {
  const error = await failing(Object.assign(new Error('no pg'), { code: 'ERR_MODULE_NOT_FOUND' }))
  assert.instance(error, StateStoreError)
  assert.match(error.message, /npm install pg$/)
})

test('a driver that is broken says so itself', async () => {
  const broken = new Error('broken')
  assert.is(await failing(broken), broken)
})

test.run()
