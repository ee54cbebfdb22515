import { hash as digest, timingSafeEqual } from 'node:crypto'
import type { InstantFormat } from './password-format.ts'

interface Scheme {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512'
  /** Digest length in bytes. */
  readonly length: number
  /** {SSHA} and the like: the salt follows the digest. */
  readonly isSalted: boolean
}

const digests = [
  { name: 'SHA', algorithm: 'sha1', length: 20 },
  { name: 'MD5', algorithm: 'md5', length: 16 },
  { name: 'SHA256', algorithm: 'sha256', length: 32 },
  { name: 'SHA512', algorithm: 'sha512', length: 64 },
] as const

const schemes: ReadonlyMap<string, Scheme> = new Map(
  digests.flatMap(({ name, ...scheme }): [string, Scheme][] => [
    [name, { ...scheme, isSalted: false }],
    [`S${name}`, { ...scheme, isSalted: true }],
  ]),
)
/** Canonical base64 (RFC 4648 section 3.5): the unused bits of the last character are 0. */
const shape =
  /^\{([A-Za-z0-9]{3,7})\}((?:[A-Za-z0-9+/]{4}){5,256}(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?)$/

// Shared buffers, because this is the service's hot path: only the digest is allocated.
const stored = Buffer.alloc(1024)
const saltedPassword = Buffer.alloc(2048)
const computed = Buffer.alloc(64)

/**
 * LDAP's userPassword as OpenLDAP writes it (RFC 2307 section 5.3): {SHA}, {SHA256}, {SHA512} and {MD5}, and with a
 * leading S the salted digests. The scheme is case-insensitive.
 */
export const ssha: InstantFormat = {
  name: 'ssha',
  speed: 'instant',
  accepts(hash) {
    const [, name = '', base64 = ''] = shape.exec(hash) ?? []
    const scheme = schemeOf(name)
    if (scheme === null) return false
    const length = Buffer.byteLength(base64, 'base64')
    return scheme.isSalted ? length > scheme.length : length === scheme.length
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
    // A digest as a string takes a third of the time that a Buffer takes.
    computed.write(digest(algorithm, input, 'binary'), 'latin1')
    return timingSafeEqual(computed.subarray(0, length), stored.subarray(0, length))
  },
}

function schemeOf(name: string): Scheme | null {
  return schemes.get(name) ?? schemes.get(name.toUpperCase()) ?? null
}
