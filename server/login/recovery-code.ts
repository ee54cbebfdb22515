import { createHmac, timingSafeEqual } from 'node:crypto'

/** Crockford's base 32: no I, L, O or U, so nothing is misread and nothing rude is spelt. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 10

export const recoveryCodesPerSet = 10
/** Ten symbols of five bits each: 50 bits a code, well over the 20 that NIST asks of a look-up secret. */
export const randomBytesPerSet = recoveryCodesPerSet * length

/**
 * A set of recovery codes, `XXXXX-XXXXX` each.
 *
 * @param random - {@link randomBytesPerSet} bytes from a CSPRNG
 */
export function makeRecoveryCodes(random: Uint8Array): string[] {
  if (random.length !== randomBytesPerSet) throw new RangeError(`expected ${randomBytesPerSet} random bytes`)
  return Array.from({ length: recoveryCodesPerSet }, (_, i) => {
    const symbols = Array.from(random.subarray(i * length, (i + 1) * length), (byte) => alphabet[byte & 31])
    return `${symbols.slice(0, 5).join('')}-${symbols.slice(5).join('')}`
  })
}

/** The form that is hashed: upper case, without spaces and dashes, look-alikes read as what was printed. */
export function normaliseRecoveryCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}

export function looksLikeRecoveryCode(typed: string): boolean {
  const normal = normaliseRecoveryCode(typed)
  return normal.length === length && [...normal].every((symbol) => alphabet.includes(symbol))
}

/**
 * What is stored of a recovery code, base64url. Keyed, so that a stolen file alone cannot be searched for
 * 50-bit codes, and bound to the user, so that a hash copied to another user opens nothing.
 */
export function hashRecoveryCode(typed: string, userKey: string, hashKey: Uint8Array): string {
  return createHmac('sha256', hashKey)
    .update(userKey)
    .update('\0')
    .update(normaliseRecoveryCode(typed))
    .digest('base64url')
}

/**
 * A hash as it is stored: with the number of restores before it was made, where there were any. A code made before the
 * latest one may have been used in a time of which nothing is remembered.
 */
export function stampHash(hash: string, restores: number): string {
  return restores === 0 ? bareHash(hash) : `${restores}~${bareHash(hash)}`
}

/** Restores before a stored hash was made. */
export function stampOf(stored: string): number {
  const end = stored.indexOf('~')
  return end < 0 ? 0 : Number(stored.slice(0, end))
}

/** How many of these stored hashes were made before the latest restore. */
export function heldHashes(stored: readonly string[], restores: number): number {
  return stored.filter((hash) => stampOf(hash) < restores).length
}

function bareHash(stored: string): string {
  return stored.slice(stored.indexOf('~') + 1)
}

/** The stored hash that a typed code has, or null. Looks at every hash, whichever matches. */
export function matchRecoveryCode(typedHash: string, storedHashes: readonly string[]): string | null {
  const typed = Buffer.from(typedHash)
  let match: string | null = null
  for (const hash of storedHashes) {
    const stored = Buffer.from(bareHash(hash))
    if (stored.length === typed.length && timingSafeEqual(stored, typed)) match = hash
  }
  return match
}
