import { createHmac } from 'node:crypto'

/** Five tries a login leave a guess one chance in twenty million. */
export const emailCodeDigits = 8

/** Uniform, because 2^40 / 10^8 leaves a bias far below what five tries could use. */
export const randomBytesPerEmailCode = 5

/** A code that is mailed for one login (OWASP ASVS 6.5.5). @param random - from a CSPRNG */
export function makeEmailCode(random: Uint8Array): string {
  if (random.length !== randomBytesPerEmailCode)
    throw new RangeError(`expected ${randomBytesPerEmailCode} random bytes`)
  const number = random.reduce((sum, byte) => sum * 256 + byte, 0) % 10 ** emailCodeDigits
  return String(number).padStart(emailCodeDigits, '0')
}

/** What is stored of it, base64url: keyed, and bound to the login it was mailed for. */
export function hashEmailCode(code: string, challengeState: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(challengeState).update('\0').update(code).digest('base64url')
}
