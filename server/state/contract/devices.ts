import type { UserKey } from './enrolments.ts'

/** A browser that replaces the code, never the password. */
export interface TrustedDevice {
  /** The first half of its cookie, by which it is found. */
  readonly id: string
  readonly userKey: UserKey
  /** SHA-256 of the second half, which changes with each use. */
  readonly secretHash: string
  /** The device is trusted only while this authenticator exists and is enabled, so a reset ends all trust. */
  readonly authenticatorId: string
  /** Browser and system, as far as they could be recognised. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly trustedAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
}

export interface DeviceRotation {
  readonly id: string
  readonly userKey: UserKey
  /** Hash of the secret that the browser sent. */
  readonly secretHash: string
  /** Hash of the secret that it gets next. */
  readonly nextSecretHash: string
}

export interface DeviceOperations {
  putTrustedDevice(device: TrustedDevice, now: number): Promise<void>
  /** This user's devices, oldest first, without expired and revoked ones. */
  listTrustedDevices(userKey: UserKey, now: number): Promise<readonly TrustedDevice[]>
  /**
   * Renews the trust of a device, for exactly one caller per secret. An old secret means that the cookie was copied, so the
   * device is revoked (`reused`). `unknown`: not this user's, revoked or expired.
   */
  rotateTrustedDevice(rotation: DeviceRotation, now: number): Promise<'rotated' | 'reused' | 'unknown'>
  /** False if the user has no such device. */
  deleteTrustedDevice(userKey: UserKey, id: string): Promise<boolean>
  deleteTrustedDevices(userKey: UserKey): Promise<void>
}
