import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hashRecoveryCode } from '../../../../server/login/recovery-code.ts'
import type { Enrolment, StateStore } from '../../../../server/state/contract/state-store.ts'
import { createKeyring } from '../../../../server/state/keys/keyring.ts'
import { sealedRows, withSealsInUse } from '../../../../server/state/keys/renew-seals.ts'
import { createSealing, SealError, sealedWith } from '../../../../server/state/keys/sealing.ts'
import { alice, assertionKey, authenticator, nothingEnrolled } from '../samples.ts'

const [first, second, third] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer]
const owner = { userKey: alice, authenticatorId: 'a' }
const secret = Buffer.from('12345678901234567890')

/** A keyring in which each of these keys took the place of the one before. */
function rotated(...masterKeys: readonly [Uint8Array, ...Uint8Array[]]) {
  const [start, ...later] = masterKeys
  const keyring = createKeyring(start)
  for (const masterKey of later) {
    const keyId = keyring.hold(masterKey)
    keyring.use(keyId, keyring.carriedTo(keyId))
  }
  return keyring
}

test('a keyring of one key is that key', () => {
  const [keyring, sealing] = [createKeyring(first), createSealing(first)]
  assert.is(keyring.keyId, sealing.keyId)
  assert.equal(keyring.keyIds, [sealing.keyId])
  assert.equal(Buffer.from(sealing.unseal(keyring.seal(secret, owner), owner)), secret)
  assert.is(keyring.unsealText(sealing.sealText('Grüße', 'mail 1'), 'mail 1'), 'Grüße')
  assert.is(keyring.secretPrint(secret), sealing.secretPrint(secret))
  assert.equal(keyring.recoveryCodeHashKeys, [sealing.recoveryCodeHashKey])
  assert.equal(keyring.tokenKey, sealing.tokenKey)
})

test('a staged key opens what it sealed, and seals nothing yet', () => {
  const keyring = createKeyring(first)
  keyring.hold(second)
  assert.is(sealedWith(keyring.seal(secret, owner)), createSealing(first).keyId)
  const sealed = createSealing(second).seal(secret, owner)
  assert.equal(Buffer.from(keyring.unseal(sealed, owner)), secret)
  assert.throws(() => createKeyring(first).unseal(sealed, owner), /another master key/)
})

test('after a rotation the new key seals, and the old one opens nothing once it is given up', () => {
  const keyring = rotated(first, second)
  const old = createSealing(first).seal(secret, owner)
  assert.is(sealedWith(keyring.seal(secret, owner)), createSealing(second).keyId)
  assert.equal(Buffer.from(keyring.unseal(old, owner)), secret)
  keyring.keepOnly([])
  assert.equal(keyring.keyIds, [createSealing(second).keyId])
  assert.throws(() => keyring.unseal(old, owner), /another master key \([\w-]{8}\)/)
  assert.throws(
    () => keyring.use(createSealing(first).keyId, null),
    (error: unknown) => error instanceof SealError,
  )
})

test('hashes and prints made under earlier keys count under every later one, and new ones are made with the newest', () => {
  const code = '01234-56789'
  const hashOf = (masterKey: Uint8Array) =>
    hashRecoveryCode(code, alice, createSealing(masterKey).recoveryCodeHashKey)
  const keyring = rotated(first, second, third)
  keyring.keepOnly([])
  const counting = keyring.recoveryCodeHashKeys.map((key) => hashRecoveryCode(code, alice, key))
  assert.equal(counting, [hashOf(third), hashOf(second), hashOf(first)])
  assert.is(hashRecoveryCode(code, alice, keyring.recoveryCodeHashKey), hashOf(third))
  assert.is(keyring.secretPrint(secret), createSealing(first).secretPrint(secret))
  assert.is(
    createKeyring(first).recoveryCodeHashKeys.length,
    1,
    'and an earlier key does not know later ones',
  )
  // A mailed code is over long before the next rotation; widget tokens are not carried at all.
  assert.equal(
    keyring.emailCodeHashKeys,
    [third, second].map((key) => createSealing(key).emailCodeHashKey),
  )
  assert.equal(keyring.tokenKey, createSealing(third).tokenKey)
})

test('what is carried opens with the new key alone, and not when a bit of it is another', () => {
  const keyring = createKeyring(first)
  const next = keyring.hold(second)
  const carried = keyring.carriedTo(next)
  assert.throws(
    () => createSealing(first).unsealText(carried, 'keys of earlier master keys'),
    /another master key/,
  )
  assert.throws(
    () =>
      keyring.use(
        next,
        carried.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      ),
    /sealed/,
  )
  assert.is(keyring.keyId, createSealing(first).keyId, 'and the key in use stays')
  keyring.use(next, carried)
  assert.is(keyring.keyId, createSealing(second).keyId)
})

function enrolled(masterKey: Uint8Array): Enrolment {
  const sealing = createSealing(masterKey)
  const one = (id: string) => ({
    ...authenticator(id),
    sealedTotpSecret: sealing.seal(secret, { userKey: alice, authenticatorId: id }),
  })
  return {
    ...nothingEnrolled,
    authenticators: [one('a')],
    pending: { authenticator: one('b'), expiresAt: 9 },
  }
}

function sealsOf({ authenticators, pending }: Enrolment): (string | null)[] {
  return [...authenticators, ...(pending === null ? [] : [pending.authenticator])].map(
    ({ sealedTotpSecret }) => sealedWith(sealedTotpSecret),
  )
}

test('everything sealed is renewed: bound and offered authenticators and assertion keys', () => {
  const rows = sealedRows(rotated(first, second).renewal)
  const before = enrolled(first)
  const after = rows.enrolment(alice, before)
  const { keyId, unseal, unsealText } = createSealing(second)
  assert.equal(sealsOf(after), [keyId, keyId])
  for (const { id, sealedTotpSecret } of [
    ...after.authenticators,
    ...(after.pending ? [after.pending.authenticator] : []),
  ]) {
    assert.equal(Buffer.from(unseal(sealedTotpSecret, { userKey: alice, authenticatorId: id })), secret)
  }
  assert.is(rows.enrolment(alice, after), after, 'once')
  const key = { ...assertionKey('k', 1), sealedD: createSealing(first).sealText('d', 'assertion key k') }
  assert.is(unsealText(rows.assertionKey(key).sealedD, 'assertion key k'), 'd')
})

test('what was altered, moved or sealed by a stranger stays as it is, and still does not open', () => {
  const keyring = rotated(first, second)
  const { renewal } = keyring
  const good = createSealing(first).seal(secret, owner)
  const bad = [
    good.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
    createSealing(first).seal(secret, { ...owner, userKey: 'local:2' }),
    createSealing(third).seal(secret, owner),
    'no seal',
  ]
  for (const sealed of bad) {
    assert.is(renewal.secret(sealed, owner), sealed)
    assert.throws(
      () => keyring.unseal(sealed, owner),
      (error: unknown) => error instanceof SealError,
    )
  }
  assert.is.not(renewal.secret(good, owner), good)
})

test('nothing is stored under a key that was replaced while it was on its way', async () => {
  const keyring = createKeyring(first)
  let stored: Enrolment | null = null
  const store = {
    async changeEnrolment(_: string, change: (current: Enrolment | null) => Enrolment | null) {
      stored = change(stored)
      return 'changed' as const
    },
  } as unknown as StateStore
  const state = withSealsInUse(store, keyring.renewal)
  const sealedBefore = enrolled(first)
  const next = keyring.hold(second)
  await state.changeEnrolment(alice, () => sealedBefore)
  assert.is(stored, sealedBefore, 'the key in use is left alone')
  keyring.use(next, keyring.carriedTo(next))
  await state.changeEnrolment(alice, (current) => current)
  assert.is(stored, sealedBefore, 'no change is no change')
  await state.changeEnrolment(alice, () => ({ ...sealedBefore }))
  assert.equal(sealsOf(stored as unknown as Enrolment), [keyring.keyId, keyring.keyId])
})

test.run()
