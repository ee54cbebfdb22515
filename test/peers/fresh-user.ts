import { createHash } from 'node:crypto'
import { Secret } from 'otpauth'
import { codeAt, timeStepAt, totpKey } from '../../server/login/totp.ts'

/** A user of the file store with a TOTP secret that no other has: for tests with many logins. */
export interface FreshUser {
  readonly name: string
  readonly password: string
  /** Of the time-step that follows, so that it lasts longest; a wrong one on request. */
  code(): string
  wrongCode(): string
  /** Of `ringlock user import`. */
  readonly line: string
}

/** The hash costs nothing. */
export function freshUser(name: string): FreshUser {
  const password = `password of ${name}`
  const digest = createHash('sha1').update(password).update('salt').digest()
  const passwordHash = `{SSHA}${Buffer.concat([digest, Buffer.from('salt')]).toString('base64')}`
  const secret = createHash('sha1').update(name).digest()
  const key = totpKey(secret, 'SHA1')
  const codeIn = (steps: number) => codeAt(key, timeStepAt(Date.now(), 30) + steps, { digits: 6 })
  const totpSecret = new Secret({ buffer: new Uint8Array(secret).buffer }).base32
  return {
    name,
    password,
    code: () => codeIn(1),
    wrongCode() {
      const right = [-1, 0, 1, 2].map(codeIn)
      return ['111111', '222222', '333333', '444444'].find((code) => !right.includes(code)) ?? '555555'
    },
    line: JSON.stringify({ name, passwordHash, totpSecret }),
  }
}
