import type { LoginAttempt, LoginOutcome } from './login-attempt.ts'
import type { ThrottledParties } from './throttling.ts'

/**
 * What a login spends its time on. `store`: finding the user. `password`: verifying it, and waiting for a processor. `claim`:
 * until the used code is on the disk or in the database. `trail`: until the audit line is on the disk, which the claim goes
 * before.
 */
export const loginSteps = ['store', 'password', 'claim', 'trail'] as const
export type LoginStep = (typeof loginSteps)[number]

/** Through what a login came. */
export type Channel = 'radius' | 'http' | 'control'

/** What was decided of one login, for logs, metrics and alerts. Never holds a password, a code or a secret. */
export interface Decision {
  readonly channel: Channel
  /** Name of the NAS or portal. */
  readonly client: string
  /** Source address and port. */
  readonly from: string
  /** Calling-Station-Id, or what a portal reports; null: unknown. */
  readonly source: string | null
  /** As typed; null: it cannot be read. */
  readonly user: string | null
  /** null: no user has that name, or it was not looked up. */
  readonly userKey: string | null
  /** `dropped`: it was decided, but the caller no longer waited for the answer. */
  readonly outcome: LoginOutcome['outcome'] | 'dropped'
  /** '' where there is nothing to say. */
  readonly reason: string
  /** Milliseconds until the next attempt is judged; 0: at once. */
  readonly retryAfter: number
}

/** Watches logins. Its functions neither block nor throw. */
export interface LoginObserver {
  /** Monotonic milliseconds. */
  uptime(): number
  took(step: LoginStep, milliseconds: number): void
  /** Called once for each login. */
  decided(decision: Decision, milliseconds: number): void
}

export const unobserved: LoginObserver = { uptime: () => 0, took() {}, decided() {} }

const channels = { radius: 'radius', http: 'http', cli: 'control' } as const

/** @param parties - null: the user was not looked up */
export function decisionOf(
  { door, askedBy, from, source, login }: LoginAttempt,
  parties: Pick<ThrottledParties, 'userKey'> | null,
  outcome: LoginOutcome,
): Decision {
  return {
    channel: channels[door],
    client: askedBy,
    from,
    source,
    user: login,
    userKey: parties?.userKey ?? null,
    outcome: outcome.outcome,
    reason: reasonOf(outcome) ?? '',
    retryAfter: outcome.outcome === 'reject' ? outcome.retryAfter : 0,
  }
}

/** Why a code or a login was refused; undefined: it was not. */
export function reasonOf(outcome: LoginOutcome): string | undefined {
  if (outcome.outcome === 'accept') return undefined
  return outcome.outcome === 'challenge' ? (outcome.retry ?? undefined) : outcome.reason
}
