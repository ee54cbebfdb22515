import { createHash, randomBytes } from 'node:crypto'
import type {
  DeviceRotation,
  StateStore,
  TotpAuthenticator,
  TrustedDevice,
  UserKey,
} from '../state/contract/state-store.ts'
import type { DeviceCookie } from './login-attempt.ts'

/** A trusted device whose cookie was sent. It replaces the code once its secret is rotated successfully. */
export interface ShownDevice {
  readonly kind: 'trusted-device'
  readonly device: TrustedDevice
  /** Hash of the secret that the browser sent. */
  readonly secretHash: string
}

export interface TrustedAgain {
  readonly cookie: DeviceCookie
  readonly rotation: DeviceRotation
}

/** Browsers that replace the code: their cookie has an opaque selector and a secret that changes with each use. */
export interface TrustedDevices {
  /**
   * The device of this user that a cookie names; null if there is no valid one. It does not compare the secret.
   *
   * @param active - the user's enabled authenticators: a device is valid only while its own is among them
   * @param longest - milliseconds for which the policy trusts a device
   */
  find(
    cookie: string,
    userKey: UserKey,
    active: readonly TotpAuthenticator[],
    longest: number,
    now: number,
  ): Promise<ShownDevice | null>
  /** The id of this user's device if this is its latest cookie; null otherwise. */
  latestId(cookie: string, userKey: UserKey, now: number): Promise<string | null>
  /** The next cookie, for exactly one caller; null if the secret was used before, or is unknown. */
  trustAgain(shown: ShownDevice, now: number): Promise<TrustedAgain | null>
  trust(
    owner: { readonly userKey: UserKey; readonly authenticatorId: string; readonly name: string },
    longest: number,
    now: number,
  ): Promise<DeviceCookie>
}

const idBytes = 16
const secretBytes = 32

export function createTrustedDevices(state: StateStore): TrustedDevices {
  async function read(cookie: string, userKey: UserKey, now: number): Promise<ShownDevice | null> {
    const [id, secret, ...others] = cookie.split('.')
    if (id === undefined || secret === undefined || others.length > 0) return null
    const device = (await state.listTrustedDevices(userKey, now)).find((candidate) => candidate.id === id)
    return device === undefined ? null : { kind: 'trusted-device', device, secretHash: hashOf(secret) }
  }

  return {
    async find(cookie, userKey, active, longest, now) {
      const shown = await read(cookie, userKey, now)
      if (shown === null || now >= shown.device.trustedAt + longest) return null
      if (!active.some((authenticator) => authenticator.id === shown.device.authenticatorId)) return null
      return shown
    },

    async latestId(cookie, userKey, now) {
      const shown = await read(cookie, userKey, now)
      return shown !== null && shown.device.secretHash === shown.secretHash ? shown.device.id : null
    },

    async trustAgain({ device: { id, userKey, expiresAt }, secretHash }, now) {
      const secret = randomText(secretBytes)
      const rotation = { id, userKey, secretHash, nextSecretHash: hashOf(secret) }
      const result = await state.rotateTrustedDevice(rotation, now)
      return result === 'rotated' ? { cookie: { value: `${id}.${secret}`, expiresAt }, rotation } : null
    },

    async trust(owner, longest, now) {
      const id = randomText(idBytes)
      const secret = randomText(secretBytes)
      const expiresAt = now + longest
      await state.putTrustedDevice(
        { id, ...owner, secretHash: hashOf(secret), trustedAt: now, lastUsedAt: now, expiresAt },
        now,
      )
      return { value: `${id}.${secret}`, expiresAt }
    },
  }
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

/** The secret has 256 random bits, so a slow hash would add nothing. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
