import type { UserKey } from './enrolments.ts'

/** A browser that stands in for the code, never for the password. */
export interface TrustedDevice {
  /** The half of its cookie that finds it. */
  readonly id: string
  readonly userKey: UserKey
  /** SHA-256 of the other half, which changes at each use. */
  readonly secretHash: string
  /** It is trusted for as long as this authenticator is there and enabled: a reset leaves no trusted device behind. */
  readonly authenticatorId: string
  /** Browser and system, as far as they could be told. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly trustedAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
}

export interface DeviceRotation {
  readonly id: string
  readonly userKey: UserKey
  /** Of the secret that the browser showed. */
  readonly secretHash: string
  /** Of the secret that it gets. */
  readonly nextSecretHash: string
}

export interface DeviceOperations {
  putTrustedDevice(device: TrustedDevice, now: number): Promise<void>
  /** Of one user, neither expired nor revoked, oldest first. */
  listTrustedDevices(userKey: UserKey, now: number): Promise<readonly TrustedDevice[]>
  /**
   * Trusts a device once more, for exactly one caller per secret. A secret that is not the latest one was copied from
   * the browser: then the device is trusted no more (`reused`). `unknown`: not this user's, revoked or expired.
   */
  rotateTrustedDevice(rotation: DeviceRotation, now: number): Promise<'rotated' | 'reused' | 'unknown'>
  /** False when the user has no such device. */
  deleteTrustedDevice(userKey: UserKey, id: string): Promise<boolean>
  deleteTrustedDevices(userKey: UserKey): Promise<void>
}
