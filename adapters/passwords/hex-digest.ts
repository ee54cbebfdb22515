import { hash as digest } from 'node:crypto'
import { sameText } from './crypt-base64.ts'
import type { InstantFormat } from './password-format.ts'

const shape = /^\{(?:MD5\.HEX\}[0-9a-f]{32}(?::.*)?|SHA1\.HEX\}[0-9a-f]{40})$/s

/**
 * A bare digest, marked with a scheme by its store: `{MD5.HEX}DIGEST` and `{SHA1.HEX}DIGEST` of the password,
 * `{MD5.HEX}DIGEST:SALT` of the salt followed by the password.
 */
export const hexDigest: InstantFormat = {
  name: 'hex-digest',
  speed: 'instant',
  accepts: (hash) => shape.test(hash),
  costOf: () => 'hex-digest',
  matches(password, hash) {
    const [algorithm, length] = hash.startsWith('{MD5') ? (['md5', 32] as const) : (['sha1', 40] as const)
    const start = hash.indexOf('}') + 1
    const salt = hash.slice(start + length + 1)
    return sameText(digest(algorithm, salt + password, 'hex'), hash.slice(start, start + length))
  },
}

/**
 * Marks a column that holds md5(password), or with a salt md5(salt . password), in hex; null: it holds something else.
 */
export function md5Hex(stored: string, salt = ''): string | null {
  if (!/^[0-9a-fA-F]{32}$/.test(stored)) return null
  return `{MD5.HEX}${stored.toLowerCase()}${salt === '' ? '' : `:${salt}`}`
}

/** Marks a column that holds sha1(password) in hex; null: it holds something else. */
export function sha1Hex(stored: string): string | null {
  return /^[0-9a-fA-F]{40}$/.test(stored) ? `{SHA1.HEX}${stored.toLowerCase()}` : null
}
