import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loaded, oneClient, refusal } from './folder.ts'

const day = 86_400_000

test('the audit log is kept for 400 days and 5 GB; one of the two may be said alone', async () => {
  assert.equal((await loaded(oneClient)).audit, { keep: 400 * day, maxSize: 5e9 })
  assert.equal((await loaded(`${oneClient}audit: { keep: 7d }`)).audit, { keep: 7 * day, maxSize: 5e9 })
  const sizes = { '1MB': 1e6, '500MB': 5e8, '999999KB': 999_999_000, '2TB': 2e12 }
  for (const [maxSize, bytes] of Object.entries(sizes)) {
    assert.is((await loaded(`${oneClient}audit: { maxSize: ${maxSize} }`)).audit.maxSize, bytes)
  }
})

test('what is no duration or no size is a fault, with its path and what is expected', async () => {
  for (const wrong of [
    '5',
    '5 GB',
    '5gb',
    '5G',
    '-5GB',
    '0.5GB',
    '999KB',
    '0MB',
    '5GiB',
    '""',
    '1e9',
    '01GB',
  ]) {
    const { message } = await refusal(loaded(`${oneClient}audit: { maxSize: ${wrong} }`))
    assert.match(message, /audit\.maxSize: .* a size of 1MB or more, such as 500MB or 5GB/, wrong)
  }
  for (const wrong of ['400', '30s', 'off', '1y', '0d']) {
    const { message } = await refusal(loaded(`${oneClient}audit: { keep: ${wrong} }`))
    assert.match(message, /audit\.keep: .* a duration of 1m or more, such as 400d/, wrong)
  }
  assert.match((await refusal(loaded(`${oneClient}audit: { size: 5GB }`))).message, 'audit.size')
})

test.run()
