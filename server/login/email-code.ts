import { createHmac } from 'node:crypto'

/** With five tries a login, a guess succeeds once in twenty million. */
export const emailCodeDigits = 8

/** Close enough to uniform: the bias of 2^40 / 10^8 is far too small to help in five tries. */
export const randomBytesPerEmailCode = 5

/** Makes the code that is mailed for one login (OWASP ASVS 6.5.5). @param random - from a CSPRNG */
export function makeEmailCode(random: Uint8Array): string {
  if (random.length !== randomBytesPerEmailCode)
    throw new RangeError(`expected ${randomBytesPerEmailCode} random bytes`)
  const number = random.reduce((sum, byte) => sum * 256 + byte, 0) % 10 ** emailCodeDigits
  return String(number).padStart(emailCodeDigits, '0')
}

/** The stored form of a mailed code, base64url: keyed, and bound to the challenge that it was mailed for. */
export function hashEmailCode(code: string, challengeState: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(challengeState).update('\0').update(code).digest('base64url')
}
