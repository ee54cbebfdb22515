import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fuzzDoor } from './fuzz.ts'

test('50,000 mutated packets: no fault, no Access-Accept that was not earned, no memory without bound', async () => {
  const { replies, accepts, reached } = await fuzzDoor({ seed: 20_260_101, packets: 50_000 })
  assert.ok(accepts > 0 && replies > accepts)
  const everyWay = [
    'accept',
    'status',
    'repeat',
    'dropped malformed',
    'dropped code-unsupported',
    'dropped secret-mismatch',
    'dropped message-authenticator-missing',
    'dropped two-kinds-of-proof',
    'reject attribute-repeated',
    'reject not-pap',
    'reject password-missing',
    'reject password-undecodable',
    'reject password-wrong',
    'reject secret-mismatch',
    'reject user-name-missing',
    'reject user-name-undecodable',
  ]
  assert.equal(
    everyWay.filter((way) => !reached.has(way)),
    [],
  )
})

test.run()
