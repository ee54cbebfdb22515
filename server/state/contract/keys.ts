import type { UserKey } from './enrolments.ts'

/** The master key with which everything in the store is sealed. */
export interface StoredMasterKey {
  readonly keyId: string
  /** The previous key, while something may still be sealed with it; null otherwise. */
  readonly formerKeyId: string | null
  /** Sealed with the key: keys that older hashes and prints depend on (keyring.ts). null if there was no earlier key. */
  readonly carried: string | null
}

/** A service that shares the store, and which master keys it has. */
export interface KeyHolder {
  /** Host and data folder, for operators to read. */
  readonly place: string
  readonly keyIds: readonly string[]
  readonly keyInUse: string
}

/**
 * How services that share a store report their master keys to each other. A report stays valid for its lease after the service
 * is killed, because it may only have lost its connection. A service that never reported counts while it is connected.
 */
export interface KeyHolders {
  report(holder: KeyHolder): Promise<void>
  /** null for a service that never reported. */
  others(): Promise<readonly (KeyHolder | null)[]>
}

/**
 * `other-key`: the key in use is not the former one, or not all services use it yet. `lacking`: a service does not have the new
 * key.
 */
export type MasterKeyChange = 'changed' | 'other-key' | 'lacking'

/** Seals again with the key in use. Text sealed with that key already, or with an unknown one, is returned unchanged. */
export interface SealRenewal {
  secret(sealed: string, owner: SealOwner): string
  text(sealed: string, context: string): string
}

/** The owner of a TOTP secret. Sealed for one owner, it does not unseal for another. */
export interface SealOwner {
  readonly userKey: UserKey
  readonly authenticatorId: string
}

/** Operations of a master key rotation. */
export interface MasterKeyOperations {
  /** Stores the first master key unless one is stored. Returns the one in use. */
  firstMasterKey(keyId: string): Promise<StoredMasterKey>
  /** null if none is stored yet. */
  readMasterKey(): Promise<StoredMasterKey | null>
  /** Replaces the former key, if every service that shares the store has the new one. */
  changeMasterKey(next: StoredMasterKey & { readonly formerKeyId: string }): Promise<MasterKeyChange>
  /**
   * Seals everything again (renew-seals.ts) and then removes the former key's id. After a rejection some of it may be sealed
   * already, and a repetition is safe. No file keeps text sealed with the former key.
   */
  renewSeals(renewal: SealRenewal): Promise<void>
  /** Absent if only one process uses the store. */
  readonly keyHolders?: KeyHolders
}

/** An Ed25519 key for signing assertions (RFC 8037). */
export interface AssertionKey {
  /** The `kid`: its JWK thumbprint (RFC 7638). */
  readonly id: string
  /** The public coordinate, as in a JWK. */
  readonly x: string
  /** The private part, sealed with the master key. */
  readonly sealedD: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  /** Until when portals can fetch it, after it was replaced; null for the key that signs. */
  readonly expiresAt: number | null
}

export interface AssertionKeyOperations {
  /** The signing key first, then the others, newest first. */
  listAssertionKeys(now: number): Promise<readonly AssertionKey[]>
  /**
   * Makes a key the signing one in place of the former (null if there was none). False if another one signs by now; then
   * nothing was changed.
   */
  putAssertionKey(
    key: AssertionKey,
    former: { readonly id: string; readonly expiresAt: number } | null,
    now: number,
  ): Promise<boolean>
}
