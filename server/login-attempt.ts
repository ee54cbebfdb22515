import type { Role, User } from '../adapters/user-store.ts'
import type { SecondFactorMode } from './login/attempt.ts'
import type { RejectReason } from './login/decide.ts'
import type { UserKey } from './state/state-store.ts'

/** What a RadiusClient, a portal or a terminal asks of its users. */
export interface LoginRule {
  readonly secondFactor: SecondFactorMode
  readonly separator: string
  /** Empty lists let everyone in. */
  readonly allow: { readonly groups: readonly string[]; readonly roles: readonly Role[] }
}

/** A login as a door received it. */
export interface LoginAttempt {
  readonly login: string
  /** The one field the user typed into: password, password and code, or a code. */
  readonly typed: string
  /** The challenge that `typed` answers; null for a new login. */
  readonly challengeState: string | null
  readonly rule: LoginRule
  readonly door: 'radius' | 'http' | 'cli'
  /** Name of the RadiusClient, portal or terminal. */
  readonly askedBy: string
  /** Source address and port, for the audit trail. */
  readonly from: string
  /** The caller's own address (Calling-Station-Id); null when it is not known. */
  readonly source: string | null
  /** False where the request proves nothing about its sender (no Message-Authenticator). */
  readonly authentic: boolean
  /** Milliseconds since the epoch. Later than this no one waits for the answer, and no code is spent on it. */
  readonly deadline: number
}

export type Factor = 'password' | 'totp' | 'recovery-code'

export type LoginOutcome =
  | {
      readonly outcome: 'accept'
      readonly user: User
      readonly userKey: UserKey
      readonly factors: readonly Factor[]
    }
  | {
      readonly outcome: 'challenge'
      readonly challengeState: string
      readonly digits: number
      /** Why the code before was not taken; null when none was typed yet. */
      readonly retry: 'code-wrong' | 'code-used' | null
    }
  | {
      readonly outcome: 'reject'
      readonly reason: RejectReason | 'code-used'
      /** Milliseconds until the next attempt is looked at; 0 unless `throttled`. */
      readonly retryAfter: number
    }
  /** Neither yes nor no, and nothing was charged to anybody. */
  | { readonly outcome: 'unavailable'; readonly reason: 'backend' | 'deadline' | 'busy' | 'fault' }

/** Judges one login. Never rejects: a fault is an outcome too, and never a yes. */
export type Authenticate = (attempt: LoginAttempt) => Promise<LoginOutcome>
