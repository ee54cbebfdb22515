import { hash as digest, timingSafeEqual } from 'node:crypto'
import type { InstantFormat } from './password-format.ts'

interface Scheme {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512'
  /** Bytes of a digest. */
  readonly length: number
}

const schemes: ReadonlyMap<string, Scheme> = new Map([
  ['SHA', { algorithm: 'sha1', length: 20 }],
  ['MD5', { algorithm: 'md5', length: 16 }],
  ['SHA256', { algorithm: 'sha256', length: 32 }],
  ['SHA512', { algorithm: 'sha512', length: 64 }],
])
/** {SSHA}: what follows the digest is the salt. */
const salted = /^S(?=SHA|MD5)/
/** Base64 in its one spelling (RFC 4648 section 3.5): the last letter has no bits to spare that are not 0. */
const shape =
  /^\{([A-Za-z0-9]{3,7})\}((?:[A-Za-z0-9+/]{4}){5,256}(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?)$/

// The hot path of the service: one login after another uses the same room, and nothing is allocated but the digest.
const stored = Buffer.alloc(1024)
const saltedPassword = Buffer.alloc(2048)
const computed = Buffer.alloc(64)

/**
 * LDAP's userPassword as OpenLDAP writes it (RFC 2307 section 5.3): {SHA}, {SHA256}, {SHA512}, {MD5}, and with an S in
 * front the digest of the password with a salt behind it. The scheme may be in small letters.
 */
export const ssha: InstantFormat = {
  name: 'ssha',
  speed: 'instant',
  accepts(hash) {
    const [, name = '', base64 = ''] = shape.exec(hash) ?? []
    const scheme = schemeOf(name)
    if (scheme === null) return false
    const length = Buffer.byteLength(base64, 'base64')
    return isSalted(name) ? length > scheme.length : length === scheme.length
  },
  costOf: (hash) => schemeOf(hash.slice(1, hash.indexOf('}')))?.algorithm ?? hash,
  matches(password, hash) {
    const end = hash.indexOf('}')
    const scheme = schemeOf(hash.slice(1, end))
    if (scheme === null) return false
    const { algorithm, length } = scheme
    const storedLength = stored.write(hash.slice(end + 1), 'base64')
    const passwordLength = saltedPassword.write(password)
    stored.copy(saltedPassword, passwordLength, length, storedLength)
    const input = saltedPassword.subarray(0, passwordLength + storedLength - length)
    // As a string, because a digest as a Buffer takes three times as long.
    computed.write(digest(algorithm, input, 'binary'), 'latin1')
    return timingSafeEqual(computed.subarray(0, length), stored.subarray(0, length))
  },
}

function isSalted(name: string): boolean {
  return salted.test(name.toUpperCase())
}

function schemeOf(name: string): Scheme | null {
  return schemes.get(name.toUpperCase().replace(salted, '')) ?? null
}
