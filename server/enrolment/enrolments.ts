import type { Requirement } from '../login/policy.ts'
import type { TotpParameters } from '../login/totp.ts'
import type { EnrolmentChange, TotpAuthenticator, UserKey } from '../state/contract/state-store.ts'

export type CodeParameters = Omit<TotpParameters, 'stepOffset'>

/** Who makes a change, for the audit log. */
export interface Actor {
  readonly door: 'radius' | 'http' | 'cli'
  readonly login?: string
  /** Of the user whose enrolment it is. */
  readonly tenant?: string | undefined
  /** userKey of the admin, if it is not the user's own change. */
  readonly by?: string
  /** Name of the portal. */
  readonly askedBy?: string
  /** Source address and port. */
  readonly from?: string
}

/**
 * The life of an authenticator: offered, confirmed, disabled and enabled, deleted. Every change goes through change.ts and is
 * atomic in the store, so a crash leaves either the old state or the new one.
 */
export interface Enrolments {
  /** Adds an authenticator at once, without asking for a code; for administrators. */
  bindAtOnce(request: BindRequest, actor: Actor): Promise<BindResult>
  /**
   * Binds many users' authenticators, all or none, and answers whose: who has one by then keeps it alone. `device-taken`: a
   * hardware device is another user's, and nothing was changed.
   */
  importAll(
    imported: readonly ImportedAuthenticator[],
    actor: Actor,
  ): Promise<readonly UserKey[] | 'device-taken'>

  /**
   * Offers an authenticator with a new secret, or with one that a vendor printed. It replaces the user's previous offer, and
   * has no effect before {@link confirm}.
   */
  offer(request: OfferRequest, actor: Actor): Promise<OfferResult>
  /** Of several callers with the same codes, exactly one gets `confirmed`. */
  confirm(request: ConfirmRequest, actor: Actor): Promise<ConfirmResult>

  /** A disabled authenticator stays set up. `id` null means all; `conflict` if the user has none. */
  switchOnOff(
    request: ChangeRequest & { readonly id: string | null; readonly enabled: boolean },
    actor: Actor,
  ): Promise<ChangeResult>
  /** Deletes one authenticator, or the offered one. Recovery codes are deleted together with the last authenticator. */
  remove(request: ChangeRequest & { readonly id: string }, actor: Actor): Promise<ChangeResult>
  /** {@link reset} for admins, refused for the last admin; `not-found` if there is nothing to delete. */
  removeAll(request: ChangeRequest, actor: Actor): Promise<ChangeResult>
  /**
   * Deletes all authenticators (offered ones too), the recovery codes, trusted devices and mailed links. The requirement stays.
   * False if there was nothing to delete. It is a way back in, so it works for the last admin too.
   */
  reset(userKey: UserKey, actor: Actor): Promise<boolean>
  /** Like {@link reset} for a deleted user, including the requirement. */
  forget(userKey: UserKey, actor: Actor): Promise<void>
  /**
   * Sets an admin's requirement for this user; null if the policy applies. `enabled` also enables or disables the set-up in the
   * same change: `conflict` if there is none, and then the requirement does not change either.
   */
  setRequirement(
    request: ChangeRequest & {
      readonly requirement: Requirement | null
      readonly enabled?: boolean | undefined
    },
    actor: Actor,
  ): Promise<ChangeResult>

  /** Assigns a hardware device without a confirmation. Makes no recovery codes, because only the user may see them. */
  assign(request: AssignRequest, actor: Actor): Promise<AssignResult>
  /** Assigns many devices, all or none. Users keep what they already have. */
  importHardware(devices: readonly ImportedDevice[], actor: Actor): Promise<EnrolmentChange>

  /** A new set replaces the old one; null if no authenticator is set up. */
  makeRecoveryCodes(userKey: UserKey, actor: Actor): Promise<readonly string[] | null>
  deleteRecoveryCodes(userKey: UserKey, actor: Actor): Promise<void>
  /** Makes recovery codes from before a restore valid again; null for those of all users. Returns how many users had any. */
  releaseRecoveryCodes(userKey: UserKey | null, actor: Actor): Promise<number>
}

export interface ChangeRequest {
  readonly userKey: UserKey
  /** The version (version.ts) that the caller last saw; null for any. */
  readonly ifVersion: string | null
}

export type ChangeResult =
  | { readonly result: 'changed' }
  | {
      readonly result: 'refused'
      readonly reason: 'not-found' | 'conflict' | 'changed-meanwhile' | GuardRefusal
    }

/** `unavailable`: it is unknown whether another admin could log in; nothing was changed. */
export type GuardRefusal = 'last-admin' | 'unavailable'

/** `unreadable`: neither base32 nor hex. `too-short`: fewer than 112 bits. */
export type SecretFault = 'unreadable' | 'too-short'

export interface BindRequest extends CodeParameters {
  readonly userKey: UserKey
  /** Shown beside the code in the app. */
  readonly account: string
  readonly kind: TotpAuthenticator['kind']
  /** Base32 or hex (totp-secret-text.ts); null to generate one of 160 bits. */
  readonly totpSecret: string | null
  /** Whether the user may have another authenticator already. */
  readonly another: boolean
}

export type BindResult =
  | {
      readonly result: 'bound'
      readonly authenticatorId: string
      readonly uri: string
      /** Base32. */
      readonly totpSecret: string
      /** Ten with the first authenticator; none with a further one, because the user has codes already. */
      readonly recoveryCodes: readonly string[]
    }
  | {
      readonly result: 'refused'
      readonly reason: SecretFault | 'already-enrolled' | 'device-taken'
    }

export interface ImportedAuthenticator extends CodeParameters {
  readonly userKey: UserKey
  readonly totpSecret: Uint8Array
  /** Left out: an app. */
  readonly kind?: TotpAuthenticator['kind']
  readonly serial?: string | null
  /** As in TotpParameters; left out: 0. */
  readonly stepOffset?: number
}

export interface OfferRequest extends CodeParameters {
  readonly userKey: UserKey
  /** Shown beside the code in the app. */
  readonly account: string
  /** The user's mail address, which the policy may require. */
  readonly email: string | null
  readonly kind: TotpAuthenticator['kind']
  /** Base32 or hex (totp-secret-text.ts); null to generate one of 160 bits. */
  readonly totpSecret: string | null
  readonly serial: string | null
  /** Milliseconds; 15 minutes if absent. */
  readonly lifetime?: number
}

export type OfferResult =
  | {
      readonly result: 'offered'
      readonly id: string
      /** Base32. */
      readonly totpSecret: string
      readonly uri: string
      /** How many consecutive codes the policy requires as confirmation. */
      readonly codes: number
      /** Milliseconds since the epoch. */
      readonly expiresAt: number
    }
  | { readonly result: 'refused'; readonly reason: SecretFault | 'device-taken' | 'email-required' }

export interface ConfirmRequest {
  readonly userKey: UserKey
  /** Id of the offer. */
  readonly id: string
  /** As typed, of consecutive time-steps, oldest first. */
  readonly codes: readonly string[]
  /** Only while no authenticator is enabled: `expired` otherwise. */
  readonly asFirst?: boolean
}

export type ConfirmResult =
  /** Ten with the first authenticator; none with a further one, because the user has codes already. */
  | { readonly result: 'confirmed'; readonly recoveryCodes: readonly string[] }
  | {
      readonly result: 'refused'
      readonly reason: 'expired' | 'codes-wrong' | 'code-used' | 'codes-held' | 'device-taken' | 'throttled'
      /** Seconds by which the authenticator's clock is ahead of ours, if that is the cause; null otherwise. */
      readonly clockOffset: number | null
      /** Milliseconds; 0 unless `throttled` or `codes-held`. */
      readonly retryAfter: number
    }

export interface AssignRequest extends ChangeRequest, CodeParameters {
  /** Base32 or hex (totp-secret-text.ts). */
  readonly totpSecret: string
  readonly serial: string | null
  /** As typed, of consecutive time-steps; empty if the admin vouches for the device. */
  readonly codes: readonly string[]
}

export type AssignResult =
  | { readonly result: 'assigned'; readonly authenticatorId: string }
  | {
      readonly result: 'refused'
      readonly reason: SecretFault | 'device-taken' | 'codes-wrong' | 'codes-held' | 'changed-meanwhile'
      /** As in {@link ConfirmResult}. */
      readonly clockOffset: number | null
      readonly retryAfter: number
    }

/** A device as described by a vendor's file. */
export interface HardwareDevice extends TotpParameters {
  readonly totpSecret: Uint8Array
  readonly serial: string | null
}

export interface ImportedDevice extends HardwareDevice {
  readonly userKey: UserKey
}
