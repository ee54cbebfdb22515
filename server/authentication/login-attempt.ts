import type { Role, User } from '../../adapters/user-store.ts'
import type { SecondFactorMode } from '../login/attempt.ts'
import type { RejectReason } from '../login/decide.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import type { KnownUser } from '../users/directory.ts'

/** What a NAS, a portal or a terminal requires of its users. */
export interface LoginRule {
  readonly secondFactor: SecondFactorMode
  readonly separator: string
  /** An empty list allows everyone. */
  readonly allow: { readonly groups: readonly string[]; readonly roles: readonly Role[] }
}

/** A login as its channel received it. */
export interface LoginAttempt {
  readonly login: string
  /** The only user it may be, if known; absent if the login is looked up. */
  readonly userKey?: UserKey | undefined
  /** The content of the single field: password, password and code, or a code. */
  readonly typed: string
  /** The challenge that `typed` answers; null for a new login. */
  readonly challengeState: string | null
  /**
   * A value of the page that the outcome repeats, so that the page can match the two; absent if there is none. For an
   * answer, the challenge's nonce applies.
   */
  readonly nonce?: string | undefined
  /**
   * How a portal that may skip the password has authenticated the user (values of RFC 8176's amr): no password is asked
   * for, but the code is, as always. Absent if `typed` begins with the password.
   */
  readonly vouched?: readonly string[] | undefined
  /** Which factor the user chose for `typed`; null if it is recognised by its form. */
  readonly codeFactor: CodeFactor | null
  /** Cookie of a trusted device; null if none was sent. */
  readonly trustedDevice: string | null
  /** Name for the device if it is to become trusted; null if it is not. */
  readonly trustAs: string | null
  readonly rule: LoginRule
  readonly door: 'radius' | 'http' | 'cli'
  /** Name of the NAS, portal or terminal. */
  readonly askedBy: string
  /** Source address and port, for the audit log. */
  readonly from: string
  /** The caller's own address (Calling-Station-Id); null if unknown. */
  readonly source: string | null
  /** null if nothing distinguishes it from other places. */
  readonly place: LoginPlace | null
  /** null if the channel prevents others from replaying a request. */
  readonly packet: LoginPacket | null
  /** False if nothing proves who sent the request (no Message-Authenticator). */
  readonly authentic: boolean
  /** Milliseconds since the epoch. After this the caller no longer waits, and no code is spent. */
  readonly deadline: number
}

type AskedLogin = Pick<LoginAttempt, 'login' | 'typed' | 'rule' | 'door' | 'askedBy' | 'from' | 'deadline'> &
  Partial<LoginAttempt>

/** Builds an attempt. What the channel leaves out was not sent, or is not known. */
export function loginAttempt(asked: AskedLogin): LoginAttempt {
  const { packet = null } = asked
  return {
    login: asked.login,
    userKey: asked.userKey,
    typed: asked.typed,
    challengeState: asked.challengeState ?? null,
    nonce: asked.nonce,
    vouched: asked.vouched,
    codeFactor: asked.codeFactor ?? null,
    trustedDevice: asked.trustedDevice ?? null,
    trustAs: asked.trustAs ?? null,
    rule: asked.rule,
    door: asked.door,
    askedBy: asked.askedBy,
    from: asked.from,
    source: asked.source ?? null,
    place: asked.place ?? null,
    packet,
    // A packet is not authentic unless the channel says so.
    authentic: asked.authentic ?? packet === null,
    deadline: asked.deadline,
  }
}

/** A rule without an allow-list. */
export function loginRule(secondFactor: SecondFactorMode, separator = ''): LoginRule {
  return { secondFactor, separator, allow: { groups: [], roles: [] } }
}

/** Milliseconds that a login page waits for the answer. */
export const pagePatience = 10_000

/**
 * How a known place is identified. `caller`: by the NAS or portal and the caller's address that it reports. `token`: by
 * a token that a portal issued to this user. A browser: by the cookie of an earlier login, null if none was sent.
 */
export type LoginPlace = 'caller' | 'token' | { readonly browserCookie: string | null }

export interface LoginPacket {
  /** Identifies the request, one character a byte; no two requests have the same. */
  readonly print: string
  /** It was answered before, and arrived again after the time for retransmissions. */
  readonly replayed: boolean
  /**
   * It is unsigned, and its password has characters that users hardly type: probably a forged packet. Absent otherwise.
   */
  readonly isUnlikely?: true
}

/** How a code is typed in. */
export type CodeFactor = 'totp' | 'recovery-code' | 'email-code'
export type Factor = 'password' | CodeFactor | 'trusted-device'

/** Cookie of a browser that is a known place. It replaces no factor. */
export type BrowserCookie = DeviceCookie

/** Cookie of a trusted browser. */
export interface DeviceCookie {
  readonly value: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/**
 * Why a code is refused. The last two are right codes that may have been used in a time that was erased (by a restore,
 * say): they cost the user neither an attempt nor a try.
 */
export type CodeRefusal = 'code-wrong' | 'code-used' | 'codes-held' | 'recovery-code-held'

export type LoginOutcome =
  | {
      readonly outcome: 'accept'
      readonly user: User
      readonly userKey: UserKey
      readonly factors: readonly Factor[]
      /** Repeated from the start of the login; absent if there was none. */
      readonly nonce?: string
      /** How a portal authenticated the user in place of a password; absent if it did not. */
      readonly vouched?: readonly string[]
      /** Cookie of a device that was just trusted, or used again; null if there is none. */
      readonly deviceCookie: DeviceCookie | null
      /** Cookie of a browser that is a known place from now on; null if it is one already, or this is no browser. */
      readonly browserCookie: BrowserCookie | null
      /** Set if the user should be invited to set up a second factor, with the time from which it is required. */
      readonly invitation: { readonly graceEnds: number | null } | null
    }
  | {
      readonly outcome: 'challenge'
      readonly challengeState: string
      /** Milliseconds since the epoch. */
      readonly expiresAt: number
      readonly user: User
      readonly userKey: UserKey
      /** The factors this user can answer with. */
      readonly factors: readonly CodeFactor[]
      /** Length of the newest authenticator's code. */
      readonly digits: 6 | 8
      /** Lengths of the codes of all active authenticators, in ascending order. */
      readonly codeLengths: readonly (6 | 8)[]
      /** How many more codes may be tried. */
      readonly codesLeft: number
      /** Why the previous code was refused; null if none was typed yet. */
      readonly retry: CodeRefusal | null
      /** Milliseconds until codes work again; 0 unless they are held. */
      readonly retryAfter: number
    }
  | {
      readonly outcome: 'reject'
      readonly reason: RejectReason | CodeRefusal
      /**
       * Milliseconds until the next attempt is judged, or until codes work again; 0 unless `throttled` or `codes-held`.
       */
      readonly retryAfter: number
      /** The user whose password was right but is not enough; absent unless `enrolment-required`. */
      readonly found?: KnownUser
    }
  /** Neither accepted nor refused; no failure was counted. */
  | { readonly outcome: 'unavailable'; readonly reason: UnavailableReason }

export type UnavailableReason = 'backend' | 'deadline' | 'busy' | 'disk-full' | 'fault'

/** Events that follow a login, for notifications and logs. */
export type AfterLogin =
  /** The user must have a second factor, and was let in or refused without one. */
  | { readonly what: 'enrolment-due'; readonly found: KnownUser }
  | { readonly what: 'recovery-code-used'; readonly userKey: UserKey }
  | { readonly what: 'ambiguous-login'; readonly login: string }

/** Judges one login. The promise never rejects: a fault becomes an outcome, and never an accept. */
export type Authenticate = (attempt: LoginAttempt) => Promise<LoginOutcome>
