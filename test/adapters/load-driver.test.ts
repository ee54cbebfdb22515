import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDriver } from '../../adapters/load-driver.ts'
import { UserStoreError } from '../../adapters/user-store.ts'
import { StateStoreError } from '../../server/state/contract/state-store.ts'

const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })

test('a driver that is not there is named with what installs it', async () => {
  const load = () => Promise.reject(missing)
  const error = await loadDriver('mysql2', load, UserStoreError).catch((fault) => fault)
  assert.instance(error, UserStoreError)
  assert.is(error.message, 'the package mysql2 is not installed: npm install mysql2')
  assert.instance(await loadDriver('pg', load, StateStoreError).catch((fault) => fault), StateStoreError)
})

test('a driver that is broken says so itself', async () => {
  const broken = new SyntaxError('a driver with a fault')
  const load = () => Promise.reject(broken)
  assert.is(await loadDriver('pg', load, UserStoreError).catch((fault) => fault), broken)
  assert.is(await loadDriver('pg', async () => 'the driver', UserStoreError), 'the driver')
})

test.run()
