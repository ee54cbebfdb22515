import type { Role, User } from '../../adapters/user-store.ts'
import type { SecondFactorMode } from '../login/attempt.ts'
import type { RejectReason } from '../login/decide.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import type { KnownUser } from '../users/directory.ts'

/** What a NAS, a portal or a terminal asks of its users. */
export interface LoginRule {
  readonly secondFactor: SecondFactorMode
  readonly separator: string
  /** Empty lists let everyone in. */
  readonly allow: { readonly groups: readonly string[]; readonly roles: readonly Role[] }
}

/** A login as a door received it. */
export interface LoginAttempt {
  readonly login: string
  /** The only user it may be, where that is known; left out: whoever goes by the login. */
  readonly userKey?: UserKey | undefined
  /** The one field the user typed into: password, password and code, or a code. */
  readonly typed: string
  /** The challenge that `typed` answers; null for a new login. */
  readonly challengeState: string | null
  /** What the page is bound to: told again with what comes of it. Left out: nothing. A challenge keeps its own. */
  readonly nonce?: string | undefined
  /**
   * How a portal that may skip the password has proven who it is (RFC 8176's amr): no password is asked for, and the code is as
   * always. Left out: `typed` begins with the password.
   */
  readonly vouched?: readonly string[] | undefined
  /** What `typed` is said to be; null: whichever it looks like. */
  readonly codeFactor: CodeFactor | null
  /** The cookie of a trusted device; null: none was sent. */
  readonly trustedDevice: string | null
  /** What the device is called if it is to be trusted from now on; null: it is not. */
  readonly trustAs: string | null
  readonly rule: LoginRule
  readonly door: 'radius' | 'http' | 'cli'
  /** Name of the NAS, portal or terminal. */
  readonly askedBy: string
  /** Source address and port, for the audit trail. */
  readonly from: string
  /** The caller's own address (Calling-Station-Id); null when it is not known. */
  readonly source: string | null
  /** null: nothing tells it from other places. */
  readonly place: LoginPlace | null
  /** null: the channel lets nobody send a request of somebody else's again. */
  readonly packet: LoginPacket | null
  /** False where the request proves nothing about its sender (no Message-Authenticator). */
  readonly authentic: boolean
  /** Milliseconds since the epoch. Later than this no one waits for the answer, and no code is spent on it. */
  readonly deadline: number
}

type AskedLogin = Pick<LoginAttempt, 'login' | 'typed' | 'rule' | 'door' | 'askedBy' | 'from' | 'deadline'> &
  Partial<LoginAttempt>

/** The attempt that a channel asks to have judged: what it leaves out was not sent, or is not known. */
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
    // A packet proves nothing until it is said that it does.
    authentic: asked.authentic ?? packet === null,
    deadline: asked.deadline,
  }
}

/** For everyone. */
export function loginRule(secondFactor: SecondFactorMode, separator = ''): LoginRule {
  return { secondFactor, separator, allow: { groups: [], roles: [] } }
}

/** Milliseconds that a user in front of a page waits for the answer. */
export const pagePatience = 10_000

/**
 * What a place where the user got in before would be known by. `caller`: who asks, and the caller's address that they report.
 * `token`: what a portal gave to this user alone. A browser: the cookie that it got at a login, null if none.
 */
export type LoginPlace = 'caller' | 'token' | { readonly browserCookie: string | null }

export interface LoginPacket {
  /** A character a byte; no two requests have the same. */
  readonly print: string
  /** It was answered before, and comes again after its retransmissions were over. */
  readonly replayed: boolean
  /** It is not signed, and its password is one that hardly anybody types; absent: it is a packet like any other. */
  readonly isUnlikely?: true
}

/** How a code is typed in. */
export type CodeFactor = 'totp' | 'recovery-code' | 'email-code'
export type Factor = 'password' | CodeFactor | 'trusted-device'

/** A cookie for a browser that is known: it stands in for nothing. */
export type BrowserCookie = DeviceCookie

/** A cookie for a browser that is trusted. */
export interface DeviceCookie {
  readonly value: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/**
 * Why a code is not taken. The last two are right codes that may have been used in a time of which nothing is remembered:
 * they cost their user neither an attempt nor a try.
 */
export type CodeRefusal = 'code-wrong' | 'code-used' | 'codes-held' | 'recovery-code-held'

export type LoginOutcome =
  | {
      readonly outcome: 'accept'
      readonly user: User
      readonly userKey: UserKey
      readonly factors: readonly Factor[]
      /** As the login was begun with it; absent: with none. */
      readonly nonce?: string
      /** How a portal proved who it is, in place of a password; absent: it did not. */
      readonly vouched?: readonly string[]
      /** Of a device that was trusted just now, or again; null: none was. */
      readonly deviceCookie: DeviceCookie | null
      /** Of a browser that is known from now on; null: it is known already, or is none. */
      readonly browserCookie: BrowserCookie | null
      /** Whether the user is to be invited to set up a second factor, and from when on it is asked for. */
      readonly invitation: { readonly graceEnds: number | null } | null
    }
  | {
      readonly outcome: 'challenge'
      readonly challengeState: string
      /** Milliseconds since the epoch. */
      readonly expiresAt: number
      readonly user: User
      readonly userKey: UserKey
      /** What this user can answer with. */
      readonly factors: readonly CodeFactor[]
      readonly digits: 6 | 8
      /** Codes that may still be typed. */
      readonly codesLeft: number
      /** Why the code before was not taken; null when none was typed yet. */
      readonly retry: CodeRefusal | null
      /** Milliseconds until codes work again; 0 unless they are held. */
      readonly retryAfter: number
    }
  | {
      readonly outcome: 'reject'
      readonly reason: RejectReason | CodeRefusal
      /** Milliseconds until the next attempt is looked at, or until codes work again; 0 unless `throttled` or `codes-held`. */
      readonly retryAfter: number
      /** Whose right password it was that is not enough; absent unless `enrolment-required`. */
      readonly userKey?: UserKey
    }
  /** Neither yes nor no, and nothing was charged to anybody. */
  | { readonly outcome: 'unavailable'; readonly reason: UnavailableReason }

export type UnavailableReason = 'backend' | 'deadline' | 'busy' | 'disk-full' | 'fault'

/** What follows from a login beside its answer. */
export type AfterLogin =
  /** The user must have a second factor, and logged in, or was refused, without one. */
  | { readonly what: 'enrolment-due'; readonly found: KnownUser }
  | { readonly what: 'recovery-code-used'; readonly userKey: UserKey }
  | { readonly what: 'ambiguous-login'; readonly login: string }

/** Judges one login. Never rejects: a fault is an outcome too, and never a yes. */
export type Authenticate = (attempt: LoginAttempt) => Promise<LoginOutcome>
