import { createHash } from 'node:crypto'
import type { TotpAuthenticator, UserKey } from './contract/state-store.ts'

type CodeMaker = Pick<TotpAuthenticator, 'algorithm' | 'period'>

const userPrintBytes = 9

/**
 * Makes the key under which codes are claimed: a keyed hash of the TOTP secret, the way its codes are counted, and the user.
 * The number of digits is left out, because a six-digit code is the end of the eight-digit one. Two users may share a secret,
 * such as one app with two accounts; each of them can log in with its code once.
 */
export function claimKeyOf(
  totpSecret: Uint8Array,
  { algorithm, period }: CodeMaker,
  userKey: UserKey,
  { secretPrint }: { secretPrint(totpSecret: Uint8Array): string },
): string {
  const user = createHash('sha256').update(userKey).digest().subarray(0, userPrintBytes)
  return `${secretPrint(totpSecret)}.${algorithm}.${period}.${user.toString('base64url')}`
}

/** The prefix that the claim keys of all users with one secret share. */
export function secretOfKey(claimKey: string): string {
  const end = claimKey.lastIndexOf('.')
  return end < 0 ? claimKey : claimKey.slice(0, end)
}

/** The key under which an authenticator's codes are claimed; its id if it was enrolled before claim keys existed. */
export function keyOf({ claimKey, id }: Pick<TotpAuthenticator, 'claimKey' | 'id'>): string {
  return claimKey ?? id
}

/** Seconds. */
export function periodOf(claimKey: string): number {
  return secretOfKey(claimKey).endsWith('.60') ? 60 : 30
}
