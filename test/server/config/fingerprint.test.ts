import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  changedParts,
  fingerprintConfig,
  formatFingerprint,
  parseFingerprint,
} from '../../../server/config/fingerprint.ts'
import { loaded } from './folder.ts'

const yaml = (secret: string, listen = '127.0.0.1:1812') => `
radius:
  listen: ["${listen}"]
  clients: [{ name: pbx, address: 127.0.0.1, secret: "${secret}" }]
userStores: [{ name: local, kind: file, path: ./users.json }]
`

test('a part that differs has another print, and a secret does not show in it', async () => {
  const before = fingerprintConfig(await loaded(yaml('sixteen-or-more-random')))
  assert.equal(changedParts(before, fingerprintConfig(await loaded(yaml('another-sixteen-random')))), [
    'dataDir',
    'userStores',
  ])
  const after = fingerprintConfig(await loaded(yaml('sixteen-or-more-random', '127.0.0.1:1813')))
  assert.ok(changedParts(before, after).includes('radius'))
  assert.equal(parseFingerprint(formatFingerprint(before)), before)
  for (const wrong of ['', 'x', 'a=0', 'a=0123456g', 'a=01234567,', 'a=01234567;b=01234567']) {
    assert.is(parseFingerprint(wrong), null)
  }
})

test.run()
