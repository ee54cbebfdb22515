import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { claimKeyOf, periodOf, secretOfKey } from '../../../server/state/claim-key.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'

const sealing = createSealing(new Uint8Array(32).fill(7))
const secret = Buffer.from('12345678901234567890')
const maker = { algorithm: 'SHA1', period: 30 } as const

test('a claim key is one for a secret, its codes and a user, and gives the secret away to no one', () => {
  const key = claimKeyOf(secret, maker, 'local:1', sealing)
  assert.match(key, /^[\w-]{43}\.SHA1\.30\.[\w-]{12}$/)
  assert.is(claimKeyOf(Buffer.from(secret), maker, 'local:1', sealing), key)
  for (const other of [
    claimKeyOf(Buffer.from('12345678901234567891'), maker, 'local:1', sealing),
    claimKeyOf(secret, { ...maker, algorithm: 'SHA256' }, 'local:1', sealing),
    claimKeyOf(secret, { ...maker, period: 60 }, 'local:1', sealing),
    claimKeyOf(secret, maker, 'local:2', sealing),
    claimKeyOf(secret, maker, 'local:1', createSealing(new Uint8Array(32).fill(8))),
  ])
    assert.is.not(other, key)
})

test('what a secret used is found for its next user, and its period told; an id of before is neither', () => {
  const [mine, theirs] = ['local:1', 'local:2'].map((user) => claimKeyOf(secret, maker, user, sealing))
  assert.is(secretOfKey(mine ?? ''), secretOfKey(theirs ?? ''))
  assert.is(periodOf(mine ?? ''), 30)
  assert.is(periodOf(claimKeyOf(secret, { ...maker, period: 60 }, 'local:1', sealing)), 60)
  const id = '0f6d3f0a-6f0e-4c4c-9a55-3a2c1d0e9f60'
  assert.is(secretOfKey(id), id)
  assert.is(periodOf(id), 30)
})

test.run()
