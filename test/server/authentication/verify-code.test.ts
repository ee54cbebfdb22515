import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CodeKeys, verifyCode } from '../../../server/authentication/verify-code.ts'
import { hashEmailCode } from '../../../server/login/email-code.ts'
import { hashRecoveryCode } from '../../../server/login/recovery-code.ts'
import { alice, challenge, nothingEnrolled } from '../state/samples.ts'

const [newest, older, strange] = [3, 2, 1].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer]
const keys: CodeKeys = {
  totpKeys: () => {
    throw new Error('no authenticator is asked')
  },
  sealing: { recoveryCodeHashKeys: [newest, older], emailCodeHashKeys: [newest, older] },
}
const window = { now: 0, driftWindow: 1 }

function matchRecovery(code: string, storedUnder: Uint8Array) {
  const hash = hashRecoveryCode('01234-56789', alice, storedUnder)
  const enrolment = { ...nothingEnrolled, recoveryCodeHashes: ['another', hash] }
  const holder = { userKey: alice, enrolment, active: [], challenge: null, restores: 0 }
  return { hash, fact: verifyCode({ code, factor: 'recovery-code' }, holder, window, keys) }
}

test('a recovery code counts under the master key in use and under earlier ones, and under no other', () => {
  for (const key of [newest, older]) {
    const { hash, fact } = matchRecovery('0123456789', key)
    assert.equal(fact, { kind: 'recovery-code', hash })
    assert.equal(matchRecovery('0123456788', key).fact, { kind: 'wrong' })
  }
  assert.equal(matchRecovery('0123456789', strange).fact, { kind: 'wrong' })
})

test('a code that was mailed before a rotation counts in its login, and one under another key does not', () => {
  const matchMailed = (code: string, storedUnder: Uint8Array) => {
    const waiting = { ...challenge('c'), emailCodeHash: hashEmailCode('12345678', 'c', storedUnder) }
    const holder = { userKey: alice, enrolment: nothingEnrolled, active: [], challenge: waiting, restores: 0 }
    return verifyCode({ code, factor: 'email-code' }, holder, window, keys)
  }
  for (const key of [newest, older]) {
    assert.equal(matchMailed('12345678', key), { kind: 'email-code' })
    assert.equal(matchMailed('12345679', key), { kind: 'wrong' })
  }
  assert.equal(matchMailed('12345678', strange), { kind: 'wrong' })
})

test.run()
