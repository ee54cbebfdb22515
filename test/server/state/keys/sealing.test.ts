import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSealing, SealError } from '../../../../server/state/keys/sealing.ts'

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

test('a text opens in its context', () => {
  const sealing = createSealing(key)
  for (const text of ['', 'Grüße', 'x'.repeat(100_000)]) {
    assert.is(createSealing(key).unsealText(sealing.sealText(text, 'mail 1'), 'mail 1'), text)
  }
  const byAnotherProgram = 'v1.qAzxqjw6.AAECAwQFBgcICQoL.lxRn9KiofQ.olacAfpg7etgjSkHrC8JTw'
  assert.is(sealing.unsealText(byAnotherProgram, 'mail 1'), 'Grüße')
})

test('another context, another key, one flipped bit, a secret: it does not open as a text', () => {
  const sealing = createSealing(key)
  const sealed = sealing.sealText('Grüße', 'mail 1')
  const isSealError = (error: unknown) => error instanceof SealError
  assert.throws(() => sealing.unsealText(sealed, 'mail 2'), isSealError)
  assert.throws(() => createSealing(Buffer.alloc(32, 8)).unsealText(sealed, 'mail 1'), isSealError)
  for (let at = 0; at < sealed.length; at++) {
    const flipped = Buffer.from(sealed)
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at & 7)), at)
    assert.throws(() => sealing.unsealText(flipped.toString('latin1'), 'mail 1'), isSealError, `byte ${at}`)
  }
  assert.throws(() => sealing.unsealText(sealing.seal(secret, owner), 'local:1\0a'), isSealError)
  assert.throws(() => sealing.unseal(sealing.sealText('x', 'local:1\0a'), owner), isSealError)
})

test('a secret has one print under one master key, and another secret has another', () => {
  const print = createSealing(key).secretPrint(secret)
  assert.is(print, 'haZdtC77dAJI79VDNLQPhADNnyJWchOMqc_jnPNzlAE')
  assert.is.not(createSealing(key).secretPrint(Buffer.from('12345678901234567891')), print)
  assert.is.not(createSealing(Buffer.alloc(32, 8)).secretPrint(secret), print)
})

test('keys are derived from the master key, and are not it', () => {
  const { recoveryCodeHashKey, emailCodeHashKey, tokenKey } = createSealing(key)
  assert.equal(
    [recoveryCodeHashKey, emailCodeHashKey, tokenKey].map((each) => Buffer.from(each).toString('hex')),
    [
      '4936d2f1b48dc54cd3019113dacffdced244e7c6cc84997f91d89defbf9fbc65',
      '1fafcbd09f6e754fc8a247f4055e53fa47d9c1c4783c4027c2c75cac0cf91174',
      '2ea69844c425aed99ca72806cc68eb59acec9b79c357270ce6b6831566b8a969',
    ],
  )
  assert.not.equal(createSealing(Buffer.alloc(32, 8)).tokenKey, tokenKey)
  assert.throws(() => createSealing(Buffer.alloc(16)), /32 bytes/)
})

test.run()
