import type { UserKey } from './enrolments.ts'

/** Which master key everything here is sealed with. */
export interface StoredMasterKey {
  readonly keyId: string
  /** The one before, until nothing is sealed with it any more; null: nothing is. */
  readonly formerKeyId: string | null
  /** Sealed with the key: what older hashes and prints hang on (keyring.ts). null: there was no key before. */
  readonly carried: string | null
}

/** A service that shares the store, and the master keys that it has. */
export interface KeyHolder {
  /** Host and data folder, for a person. */
  readonly place: string
  readonly keyIds: readonly string[]
  readonly keyInUse: string
}

/**
 * What services that share a store tell each other of their master keys. One that is killed counts until its lease
 * is over, because it may only have lost its connection; one that never told counts for as long as it is connected.
 */
export interface KeyHolders {
  report(holder: KeyHolder): Promise<void>
  /** null: one that never told. */
  others(): Promise<readonly (KeyHolder | null)[]>
}

/** `other-key`: the one in use is not the former one, or is not everywhere yet. `lacking`: a service has not the new key. */
export type MasterKeyChange = 'changed' | 'other-key' | 'lacking'

/** Seals anew with the key in use. What that key sealed, and what no key opens, is returned as it is. */
export interface SealRenewal {
  secret(sealed: string, owner: SealOwner): string
  text(sealed: string, context: string): string
}

/** Whose TOTP secret it is: it opens for no other. */
export interface SealOwner {
  readonly userKey: UserKey
  readonly authenticatorId: string
}

/** What a rotation of the master key needs. */
export interface MasterKeyOperations {
  /** Names the first master key, unless one was named before. The one in use. */
  firstMasterKey(keyId: string): Promise<StoredMasterKey>
  /** null: none was named yet. */
  readMasterKey(): Promise<StoredMasterKey | null>
  /** Puts a key in the former one's place, when every service that shares the store has it. */
  changeMasterKey(next: StoredMasterKey & { readonly formerKeyId: string }): Promise<MasterKeyChange>
  /**
   * Seals everything anew (renew-seals.ts), and then names no former key any more. Where it rejects, some of it may be sealed
   * anew already; to do it again is right. No file keeps what was sealed before.
   */
  renewSeals(renewal: SealRenewal): Promise<void>
  /** Absent where one process has the store alone. */
  readonly keyHolders?: KeyHolders
}

/** An Ed25519 key that assertions are signed with (RFC 8037). */
export interface AssertionKey {
  /** The `kid`: its JWK thumbprint (RFC 7638). */
  readonly id: string
  /** The public coordinate, as in a JWK. */
  readonly x: string
  /** The private one, sealed with the master key. */
  readonly sealedD: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  /** Until when portals find it, after another one took its place; null: it signs. */
  readonly expiresAt: number | null
}

export interface AssertionKeyOperations {
  /** The one that signs first, then the others, the newest first. */
  listAssertionKeys(now: number): Promise<readonly AssertionKey[]>
  /**
   * Makes a key the one that signs, in place of the former one (null: there was none). False: another one signs by now, and
   * nothing was changed.
   */
  putAssertionKey(
    key: AssertionKey,
    former: { readonly id: string; readonly expiresAt: number } | null,
    now: number,
  ): Promise<boolean>
}
