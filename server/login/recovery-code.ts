import { createHmac, timingSafeEqual } from 'node:crypto'

/** Crockford's base 32: it omits I, L, O and U, so that codes are not misread and spell no rude words. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 10

export const recoveryCodesPerSet = 10
/** Ten symbols of five bits: 50 bits a code, well over the 20 that NIST requires of a look-up secret. */
export const randomBytesPerSet = recoveryCodesPerSet * length

/**
 * Makes a set of recovery codes, each `XXXXX-XXXXX`.
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

/**
 * The form that is hashed: upper case, without spaces and dashes, with letters that look like a symbol replaced by it.
 */
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
 * The stored form of a recovery code, base64url. It is keyed, so that a stolen file alone cannot be searched for 50-bit
 * codes, and bound to the user, so that a hash copied to another user is useless.
 */
export function hashRecoveryCode(typed: string, userKey: string, hashKey: Uint8Array): string {
  return createHmac('sha256', hashKey)
    .update(userKey)
    .update('\0')
    .update(normaliseRecoveryCode(typed))
    .digest('base64url')
}

/**
 * Appends the number of restores so far, if any, to a hash. A code made before the latest restore may have been used in
 * the time that the restore has erased.
 */
export function stampHash(hash: string, restores: number): string {
  return restores === 0 ? bareHash(hash) : `${restores}~${bareHash(hash)}`
}

/** How many restores there were before this hash was made. */
export function stampOf(stored: string): number {
  const end = stored.indexOf('~')
  return end < 0 ? 0 : Number(stored.slice(0, end))
}

/** How many of these hashes were made before the latest restore. */
export function heldHashes(stored: readonly string[], restores: number): number {
  return stored.filter((hash) => stampOf(hash) < restores).length
}

function bareHash(stored: string): string {
  return stored.slice(stored.indexOf('~') + 1)
}

/**
 * Finds the stored hash that equals the typed one, or null. It compares with all of them, so that its time does not
 * tell which one matched.
 */
export function matchRecoveryCode(typedHash: string, storedHashes: readonly string[]): string | null {
  const typed = Buffer.from(typedHash)
  let match: string | null = null
  for (const hash of storedHashes) {
    const stored = Buffer.from(bareHash(hash))
    if (stored.length === typed.length && timingSafeEqual(stored, typed)) match = hash
  }
  return match
}
