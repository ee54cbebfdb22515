import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSealing, SealError } from '../../../server/state/sealing.ts'

const key = Buffer.alloc(32, 7)
const secret = Buffer.from('12345678901234567890')
const owner = { userKey: 'local:1', authenticatorId: 'a' }

test('what is sealed opens for its owner', () => {
  const sealing = createSealing(key)
  const sealed = sealing.seal(secret, owner)
  assert.match(sealed, /^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]{27}\.[\w-]{22}$/)
  assert.equal(Buffer.from(createSealing(Buffer.from(key)).unseal(sealed, owner)), secret)
  assert.is.not(sealing.seal(secret, owner), sealed, 'a nonce is used once')
  assert.not.ok(sealed.includes(secret.toString('base64url')))
})

test('a secret that another program sealed by the same rules opens', () => {
  const sealed = 'v1.qAzxqjw6.AAECAwQFBgcICQoL.PaMSjejRpK6LQh1pFrFQnpZ0jKM.bB2Ynaj0gsvWJ-ivIhEvqQ'
  assert.equal(Buffer.from(createSealing(key).unseal(sealed, owner)), secret)
})

test('another owner, another key: it does not open', () => {
  const sealed = createSealing(key).seal(secret, owner)
  for (const other of [
    { ...owner, userKey: 'local:2' },
    { ...owner, authenticatorId: 'b' },
    { userKey: 'local:', authenticatorId: '1\0a' },
    { userKey: 'local:1\0a', authenticatorId: '' },
  ]) {
    assert.throws(
      () => createSealing(key).unseal(sealed, other),
      (error: unknown) => error instanceof SealError,
    )
  }
  assert.throws(() => createSealing(Buffer.alloc(32, 8)).unseal(sealed, owner), /another master key/)
})

test('one flipped bit anywhere: it does not open', () => {
  const sealing = createSealing(key)
  const sealed = Buffer.from(sealing.seal(secret, owner))
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Buffer.from(sealed)
    const at = bit >> 3
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit & 7)), at)
    assert.throws(
      () => sealing.unseal(flipped.toString('latin1'), owner),
      (error: unknown) => error instanceof SealError,
      `bit ${bit}`,
    )
  }
})

test('what is no sealed secret does not open', () => {
  const sealed = createSealing(key).seal(secret, owner)
  for (const text of [
    '',
    'v1',
    `${sealed}.`,
    `${sealed}=`,
    sealed.replace('v1', 'v2'),
    sealed.slice(0, -4),
  ]) {
    assert.throws(
      () => createSealing(key).unseal(text, owner),
      (error: unknown) => error instanceof SealError,
      text,
    )
  }
})

test('keys are derived from the master key, and are not it', () => {
  const { recoveryCodeHashKey } = createSealing(key)
  assert.is(
    Buffer.from(recoveryCodeHashKey).toString('hex'),
    '4936d2f1b48dc54cd3019113dacffdced244e7c6cc84997f91d89defbf9fbc65',
  )
  assert.throws(() => createSealing(Buffer.alloc(16)), /32 bytes/)
})

test.run()
