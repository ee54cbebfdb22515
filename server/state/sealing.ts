/**
 * Seals TOTP secrets with the master key: AES-256-GCM, the userKey and the authenticator's id as associated data, the
 * key's id in front, so that a sealed secret moved to another user or authenticator does not open.
 */
export interface Sealing {
  seal(totpSecret: Uint8Array, owner: SealOwner): string
  /** Throws {@link SealError} when the key, the owner or a single bit is another. */
  unseal(sealed: string, owner: SealOwner): Uint8Array
  /** For login/recovery-code.ts; derived from the master key (HKDF, RFC 5869), so never the key itself. */
  readonly recoveryCodeHashKey: Uint8Array
}

export interface SealOwner {
  readonly userKey: string
  readonly authenticatorId: string
}

export class SealError extends Error {
  override readonly name = 'SealError'
}
