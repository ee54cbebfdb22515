import type { Sealing } from './sealing.ts'
import type { TotpAuthenticator } from './state-store.ts'

type CodeMaker = Pick<TotpAuthenticator, 'algorithm' | 'period'>

/**
 * What codes are claimed under: a keyed print of the TOTP secret, and how its codes are counted. The digits are no part of
 * it, because six digits are the last ones of eight.
 */
export function claimKeyOf(
  totpSecret: Uint8Array,
  { algorithm, period }: CodeMaker,
  { secretPrint }: Pick<Sealing, 'secretPrint'>,
): string {
  return `${secretPrint(totpSecret)}.${algorithm}.${period}`
}

/** The key that an authenticator's codes are claimed under; its id, where it was enrolled before there were such keys. */
export function keyOf({ claimKey, id }: Pick<TotpAuthenticator, 'claimKey' | 'id'>): string {
  return claimKey ?? id
}

/** Seconds. */
export function periodOf(claimKey: string): number {
  return claimKey.endsWith('.60') ? 60 : 30
}
