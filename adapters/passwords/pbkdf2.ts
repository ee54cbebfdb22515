import { pbkdf2 as computePbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { SlowFormat } from './password-format.ts'

const compute = promisify(computePbkdf2)

/** At most ten million rounds. The checksum must be complete, because a shorter one would match as a prefix. */
const shape =
  /^\$pbkdf2(-sha256|-sha512)?\$([1-9]\d{0,6})\$([./A-Za-z0-9]{0,1366})\$([./A-Za-z0-9]{27}|[./A-Za-z0-9]{43}|[./A-Za-z0-9]{86})$/
const checksumLengths: Readonly<Record<string, number>> = { '-sha1': 27, '-sha256': 43, '-sha512': 86 }

/**
 * PBKDF2 (RFC 8018) as passlib writes it: `$pbkdf2-sha512$ROUNDS$SALT$CHECKSUM`, `-sha256`, or no suffix for SHA-1;
 * base64 without padding, with `.` in place of `+`.
 *
 * A password with a NUL byte is always wrong: HMAC pads keys with NULs, so that "abc" and "abc", NUL would be equal.
 */
export const pbkdf2: SlowFormat = {
  name: 'pbkdf2',
  speed: 'slow',
  accepts(hash) {
    const [, algorithm = '-sha1', , , checksum = ''] = shape.exec(hash) ?? []
    return checksum.length === checksumLengths[algorithm]
  },
  costOf(hash) {
    const [, algorithm = '', rounds] = shape.exec(hash) ?? []
    return `pbkdf2${algorithm} ${rounds}`
  },
  async matches(password, hash) {
    const [, algorithm = '-sha1', rounds, salt = '', checksum = ''] = shape.exec(hash) ?? []
    const stored = decode(checksum)
    const computed = await compute(password, decode(salt), Number(rounds), stored.length, algorithm.slice(1))
    return timingSafeEqual(computed, stored) && !password.includes('\0')
  },
}

/** Wazo's `password_hash` and `password_salt`: PBKDF2-SHA512 with 250,000 rounds. */
export function wazoHash(hash: Buffer, salt: Buffer): string {
  return `$pbkdf2-sha512$250000$${encode(salt)}$${encode(hash)}`
}

function decode(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64')
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '.').replaceAll('=', '')
}
