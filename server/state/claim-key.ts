import { createHash } from 'node:crypto'
import type { TotpAuthenticator, UserKey } from './contract/state-store.ts'

type CodeMaker = Pick<TotpAuthenticator, 'algorithm' | 'period'>

const userPrintBytes = 9

/**
 * What codes are claimed under: a keyed print of the TOTP secret, how its codes are counted, and whose they are. The digits
 * are no part of it, because six digits are the last ones of eight. Users may share a secret, in an app for two accounts,
 * and each of them logs in with its code once.
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

/** What the claim keys of all users with one secret begin with. */
export function secretOfKey(claimKey: string): string {
  const end = claimKey.lastIndexOf('.')
  return end < 0 ? claimKey : claimKey.slice(0, end)
}

/** The key that an authenticator's codes are claimed under; its id, where it was enrolled before there were such keys. */
export function keyOf({ claimKey, id }: Pick<TotpAuthenticator, 'claimKey' | 'id'>): string {
  return claimKey ?? id
}

/** Seconds. */
export function periodOf(claimKey: string): number {
  return secretOfKey(claimKey).endsWith('.60') ? 60 : 30
}
