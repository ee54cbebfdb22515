import { hash as digest, timingSafeEqual } from 'node:crypto'
import type { PasswordFormat } from './password-format.ts'

/** Base64 of the 20 bytes of a SHA-1 and, with {SSHA}, the salt behind them. */
const shape = /^\{(?:(?:SHA|sha)\}[A-Za-z0-9+/]{27}=|(?:SSHA|ssha)\}[A-Za-z0-9+/]{28,512}={0,2})$/
const sha1Length = 20

// The hot path of the service: one login after another uses the same room, and nothing is allocated but the digest.
const stored = Buffer.alloc(512)
const salted = Buffer.alloc(2048)
const computedSha1 = Buffer.alloc(sha1Length)
const storedSha1 = stored.subarray(0, sha1Length)

/**
 * {SSHA} and {SHA}, LDAP's userPassword as OpenLDAP writes it (RFC 2307 section 5.3): SHA-1 of the password with
 * the salt behind it. The scheme may be in small letters.
 */
export const ssha: PasswordFormat = {
  speed: 'instant',
  accepts: (hash) => shape.test(hash),
  costOf: () => 'SHA-1',
  matches(password, hash) {
    const storedLength = stored.write(hash.slice(hash.indexOf('}') + 1), 'base64')
    const passwordLength = salted.write(password)
    stored.copy(salted, passwordLength, sha1Length, storedLength)
    const saltedPassword = salted.subarray(0, passwordLength + storedLength - sha1Length)
    // As a string, because a digest as a Buffer takes three times as long.
    computedSha1.write(digest('sha1', saltedPassword, 'binary'), 'latin1')
    return timingSafeEqual(computedSha1, storedSha1)
  },
}
