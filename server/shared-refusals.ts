import type { FailedFactor } from './login/throttle.ts'
import type { LoginOutcome } from './login-attempt.ts'

/**
 * Equal attempts share one refusal while it is being worked out. Only what was refused for what was typed is shared: a code
 * is claimed once, and a delay is not everybody's.
 */
export interface SharedRefusals {
  /** What comes of an equal attempt that is under way, where it is shared; null: judge this one. */
  of(key: string): Promise<LoginOutcome | null> | null
  /** Lets equal attempts wait for this one. */
  lead(key: string, judged: Promise<LoginOutcome>): Promise<LoginOutcome>
}

export function createSharedRefusals(): SharedRefusals {
  const underWay = new Map<string, Promise<LoginOutcome>>()

  return {
    of: (key) => underWay.get(key)?.then(shareable, toNull) ?? null,
    lead(key, judged) {
      underWay.set(key, judged)
      const leave = () => {
        if (underWay.get(key) === judged) underWay.delete(key)
      }
      judged.then(leave, leave)
      return judged
    },
  }
}

const toNull = () => null

function shareable(outcome: LoginOutcome): LoginOutcome | null {
  const isForWhatWasTyped =
    outcome.outcome === 'reject' && outcome.reason !== 'throttled' && outcome.reason !== 'challenge-unknown'
  return isForWhatWasTyped ? outcome : null
}

/** What a refusal charges; null: nothing. */
export function chargedFactor(outcome: LoginOutcome): FailedFactor | null {
  if (outcome.outcome !== 'reject') return null
  switch (outcome.reason) {
    case 'password-wrong':
    case 'unknown-user':
    case 'ambiguous-user':
    case 'disabled-user':
      return 'password'
    case 'code-wrong':
      return 'code'
    default:
      return null
  }
}
