import { parseTotpSecret } from '../login/totp.ts'
import type { SecretFault } from './enrolments.ts'

/** Imported secrets have at least 112 bits (docs/requirements.md, S5). */
export const shortestSecretBytes = 14
/** Some programs made secrets of 80 bits (libpam-google-authenticator before 1.05); taken over where an admin says so. */
export const shortestExistingSecretBytes = 10
/** As typed; 128 bytes in hex, with spaces. */
const longestText = 512

/**
 * A TOTP secret as vendors print it: hex or base32, in upper or lower case, with spaces, dashes and invisible characters anywhere.
 *
 * What can be hex is hex: an even number of 28 or more of 0-9 and A-F, or anything after `0x`. Base32 that happens to use none
 * but A-F and 2-7 would be read wrongly, unless it ends in `=`: of random secrets of 160 bits fewer than one in 10^13 is like
 * that, where the other way round one in 10^5 of those in hex would be. A secret that was read wrongly is never confirmed.
 *
 * @param least - bytes
 */
export function readTotpSecret(text: string, least = shortestSecretBytes): Uint8Array | SecretFault {
  if (text.length > longestText) return 'unreadable'
  const plain = text.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}]/gu, '')
  const marked = /^0x/i.test(plain)
  const hex = readHex(marked ? plain.slice(2) : plain)
  const isHex = marked || (hex !== null && hex.length >= least)
  const bytes = isHex ? hex : (parseTotpSecret(plain) ?? hex)
  if (bytes === null) return 'unreadable'
  return bytes.length < least ? 'too-short' : bytes
}

function readHex(text: string): Uint8Array | null {
  return /^([0-9a-f]{2})+$/i.test(text) ? new Uint8Array(Buffer.from(text, 'hex')) : null
}
