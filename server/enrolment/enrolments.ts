import type { Requirement } from '../login/policy.ts'
import type { TotpParameters } from '../login/totp.ts'
import type { EnrolmentChange, TotpAuthenticator, UserKey } from '../state/contract/state-store.ts'

export type CodeParameters = Omit<TotpParameters, 'stepOffset'>

/** Who does it, for the audit trail. */
export interface Actor {
  readonly door: 'radius' | 'http' | 'cli'
  readonly login?: string
  /** userKey of the admin who does it to somebody else. */
  readonly by?: string
  /** Name of the portal. */
  readonly askedBy?: string
  /** Source address and port. */
  readonly from?: string
}

/**
 * The life of an authenticator: offered, confirmed, disabled and enabled, deleted. Every change is made by change.ts, in one
 * atomic change of the store: a crash in the middle leaves the old state or the new one.
 */
export interface Enrolments {
  /** Binds an authenticator at once, without asking for a code: the administrator's way. */
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
   * Offers an authenticator: made here, or as the vendor printed it. Nothing changes before {@link confirm}. It takes the
   * place of the user's offer before.
   */
  offer(request: OfferRequest, actor: Actor): Promise<OfferResult>
  /** Exactly one of many callers with the same codes is told `confirmed`. */
  confirm(request: ConfirmRequest, actor: Actor): Promise<ConfirmResult>

  /** What is disabled keeps its setup. `id` null: all that the user has, `conflict` when that is nothing. */
  switchOnOff(
    request: ChangeRequest & { readonly id: string | null; readonly enabled: boolean },
    actor: Actor,
  ): Promise<ChangeResult>
  /** Deletes one authenticator, or gives up the offered one. With the last one go the recovery codes. */
  remove(request: ChangeRequest & { readonly id: string }, actor: Actor): Promise<ChangeResult>
  /** {@link reset} for admins, never of the last admin; `not-found` when there is nothing to delete. */
  removeAll(request: ChangeRequest, actor: Actor): Promise<ChangeResult>
  /**
   * Deletes every authenticator, offered ones too, the recovery codes, trusted devices and mailed links. What is required
   * of the user stays. False when there was nothing to delete. The way back in, for the last admin too.
   */
  reset(userKey: UserKey, actor: Actor): Promise<boolean>
  /** As {@link reset}, of a user who is gone: what was required of them goes too. */
  forget(userKey: UserKey, actor: Actor): Promise<void>
  /**
   * What an admin asks of this user alone; null: what the policy says. With `enabled` the setup is switched on or off in the
   * same change: `conflict` when there is none, and then the requirement stays too.
   */
  setRequirement(
    request: ChangeRequest & {
      readonly requirement: Requirement | null
      readonly enabled?: boolean | undefined
    },
    actor: Actor,
  ): Promise<ChangeResult>

  /** Binds a hardware device at once, by an admin. Makes no recovery codes: only their user may see them. */
  assign(request: AssignRequest, actor: Actor): Promise<AssignResult>
  /** Binds many, all or none. What a user has already stays as it is. */
  importHardware(devices: readonly ImportedDevice[], actor: Actor): Promise<EnrolmentChange>

  /** A new set kills the old one; null: nothing is enrolled to recover. */
  makeRecoveryCodes(userKey: UserKey, actor: Actor): Promise<readonly string[] | null>
  deleteRecoveryCodes(userKey: UserKey, actor: Actor): Promise<void>
  /**
   * Lets recovery codes count again that were made before a restore; null: those of all users. Answers how many users had
   * any.
   */
  releaseRecoveryCodes(userKey: UserKey | null, actor: Actor): Promise<number>
}

export interface ChangeRequest {
  readonly userKey: UserKey
  /** What version.ts said of the enrolment that the caller last saw; null: whatever it is by now. */
  readonly ifVersion: string | null
}

export type ChangeResult =
  | { readonly result: 'changed' }
  | {
      readonly result: 'refused'
      readonly reason: 'not-found' | 'conflict' | 'changed-meanwhile' | GuardRefusal
    }

/** `unavailable`: it cannot be said whether another admin could get in, and nothing was changed. */
export type GuardRefusal = 'last-admin' | 'unavailable'

/** `unreadable`: neither base32 nor hex. `too-short`: fewer than 112 bits. */
export type SecretFault = 'unreadable' | 'too-short'

export interface BindRequest extends CodeParameters {
  readonly userKey: UserKey
  /** Shown in the app beside the code. */
  readonly account: string
  readonly kind: TotpAuthenticator['kind']
  /** Base32 or hex (totp-secret-text.ts); null lets us make one of 160 bits. */
  readonly totpSecret: string | null
  /** Whether an authenticator may stand beside one that the user already has. */
  readonly another: boolean
}

export type BindResult =
  | {
      readonly result: 'bound'
      readonly authenticatorId: string
      readonly uri: string
      /** Base32. */
      readonly totpSecret: string
      /** Ten with the first authenticator; none with another, whose user has codes already. */
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
  /** Shown in the app beside the code. */
  readonly account: string
  /** The user's mail address, which the policy may ask for first. */
  readonly email: string | null
  readonly kind: TotpAuthenticator['kind']
  /** Base32 or hex (totp-secret-text.ts); null lets us make one of 160 bits. */
  readonly totpSecret: string | null
  readonly serial: string | null
  /** Milliseconds; 15 minutes when it is left out. */
  readonly lifetime?: number
}

export type OfferResult =
  | {
      readonly result: 'offered'
      readonly id: string
      /** Base32. */
      readonly totpSecret: string
      readonly uri: string
      /** Consecutive codes to confirm with, as the policy says. */
      readonly codes: number
      /** Milliseconds since the epoch. */
      readonly expiresAt: number
    }
  | { readonly result: 'refused'; readonly reason: SecretFault | 'device-taken' | 'email-required' }

export interface ConfirmRequest {
  readonly userKey: UserKey
  /** Of the offer. */
  readonly id: string
  /** As typed, of consecutive time-steps, oldest first. */
  readonly codes: readonly string[]
  /** Only while no authenticator is enabled: `expired` otherwise. */
  readonly asFirst?: boolean
}

export type ConfirmResult =
  /** Ten with the first authenticator; none with another, whose user has codes already. */
  | { readonly result: 'confirmed'; readonly recoveryCodes: readonly string[] }
  | {
      readonly result: 'refused'
      readonly reason: 'expired' | 'codes-wrong' | 'code-used' | 'codes-held' | 'device-taken' | 'throttled'
      /** Seconds that the authenticator's clock is ahead of ours, where that is what is wrong; null: it is not. */
      readonly clockOffset: number | null
      /** Milliseconds; 0 unless `throttled` or `codes-held`. */
      readonly retryAfter: number
    }

export interface AssignRequest extends ChangeRequest, CodeParameters {
  /** Base32 or hex (totp-secret-text.ts). */
  readonly totpSecret: string
  readonly serial: string | null
  /** As typed, of consecutive time-steps; none: the admin's word is enough. */
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

/** A device as a vendor's file describes it. */
export interface HardwareDevice extends TotpParameters {
  readonly totpSecret: Uint8Array
  readonly serial: string | null
}

export interface ImportedDevice extends HardwareDevice {
  readonly userKey: UserKey
}
