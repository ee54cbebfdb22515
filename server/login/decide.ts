import type { SecondFactorMode } from './attempt.ts'
import type { Requirement } from './policy.ts'
import type { FailedFactor } from './throttle.ts'

/** What is known when a login is judged. Every field is a fact that was looked up, none is a wish. */
export interface LoginFacts {
  /** Milliseconds until this account or source may try again; 0 = now. */
  readonly wait: number
  readonly user: 'found' | 'disabled' | 'ambiguous' | 'unknown'
  /**
   * `proven`: by the challenge that this login answers; `not-proven`: that challenge is unknown, used, expired or
   * somebody else's. `not-asked`: the NAS checks passwords itself. `vouched`: a portal that may skip the password
   * has proven who it is.
   */
  readonly password:
    | 'ok'
    | 'wrong'
    | 'unsupported-hash'
    | 'unavailable'
    | 'proven'
    | 'not-proven'
    | 'not-asked'
    | 'vouched'
  /** Whether the NAS's allow-list lets this user in. */
  readonly allowed: boolean
  readonly mode: SecondFactorMode
  readonly requirement: Requirement
  /** Whether the grace period of a required second factor has passed. */
  readonly graceOver: boolean
  /** Whether the user has an enabled authenticator. */
  readonly enrolled: boolean
  readonly code: CodeFact
  /** Whether a browser was shown that may stand in for the code, once it is known to be the latest copy. */
  readonly deviceShown: boolean
}

/** What came of the typed code, before anything is claimed. */
export type CodeFact =
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong' }
  /** It was good once, and another one has been used since. */
  | { readonly kind: 'used' }
  | TimeStepMatch
  | { readonly kind: 'recovery-code'; readonly hash: string }
  /** One that was made before a backup was put back: it may have been used since. */
  | { readonly kind: 'recovery-code-held' }
  /** The code that was mailed for the challenge which this login has just used up. */
  | { readonly kind: 'email-code' }

export interface TimeStepMatch {
  readonly kind: 'time-step'
  readonly claimKey: string
  /** As the authenticator's own clock counts them. */
  readonly timeStep: number
  readonly acceptableUntil: number
}

export type RejectReason =
  | 'throttled'
  | 'unknown-user'
  | 'ambiguous-user'
  | 'disabled-user'
  | 'password-wrong'
  | 'challenge-unknown'
  | 'unsupported-hash'
  | 'not-allowed'
  | 'enrolment-required'
  | 'not-enrolled'
  | 'code-missing'
  | 'code-wrong'
  | 'code-used'
  | 'recovery-code-held'

export type LoginDecision =
  /** Let in, once `claim` is won; null: there is nothing to claim, the password was enough. */
  | { readonly decision: 'accept'; readonly claim: LoginClaim | null }
  /** The password is right: ask for the code. */
  | { readonly decision: 'challenge' }
  /** `failure`: what the account is charged with; null: nothing. */
  | { readonly decision: 'reject'; readonly reason: RejectReason; readonly failure: FailedFactor | null }
  /** Nothing can be said: neither yes nor no. */
  | { readonly decision: 'unavailable' }

export type CodeClaim = Exclude<CodeFact, { kind: 'none' | 'wrong' | 'used' | 'recovery-code-held' }>
export type LoginClaim = CodeClaim | { readonly kind: 'trusted-device' }

/**
 * Judges a login. Total: every combination of facts has an answer, and whatever is not explicitly let in is refused.
 * Unknown, ambiguous and disabled users are charged like a wrong password, because they must look like one.
 */
export function decide(facts: LoginFacts): LoginDecision {
  if (facts.wait > 0) return reject('throttled')
  if (facts.password === 'unavailable') return { decision: 'unavailable' }
  if (facts.password === 'not-proven') return reject('challenge-unknown')
  if (facts.user === 'unknown') return reject('unknown-user', 'password')
  if (facts.user === 'ambiguous') return reject('ambiguous-user', 'password')
  if (facts.user === 'disabled') return reject('disabled-user', 'password')
  if (facts.password === 'unsupported-hash') return reject('unsupported-hash')
  if (facts.password === 'not-asked') return decideCodeOnly(facts)
  if (facts.password === 'wrong') return reject('password-wrong', 'password')
  if (!facts.allowed) return reject('not-allowed')
  if (facts.mode === 'none') return passwordAlone(facts)
  if (facts.mode === 'code-only') return decideCodeOnly(facts)
  if (facts.requirement === 'off') return passwordAlone(facts)
  if (!facts.enrolled) {
    const mustEnrol = facts.requirement === 'required' && facts.graceOver
    return mustEnrol ? reject('enrolment-required') : passwordAlone(facts)
  }
  if (facts.code.kind === 'none') return askForCode(facts)
  return decideCode(facts.code)
}

/** The password was checked elsewhere and only the code speaks for the user: there is never an accept without one. */
function decideCodeOnly({ allowed, mode, enrolled, code }: LoginFacts): LoginDecision {
  if (mode !== 'code-only') return reject('password-wrong', 'password')
  if (!allowed) return reject('not-allowed')
  if (!enrolled) return reject('not-enrolled')
  return decideCode(code)
}

/** A challenge's answer is never let in without its code, even if the user's authenticator went in the meantime. */
function passwordAlone({ password }: LoginFacts): LoginDecision {
  if (!isNewlyProven(password)) return reject('code-missing')
  return { decision: 'accept', claim: null }
}

/** A trusted device replaces the code, never the password, and only where the code would have been asked for. */
function askForCode({ mode, password, deviceShown }: LoginFacts): LoginDecision {
  if (mode !== 'challenge' && mode !== 'auto') return reject('code-missing')
  if (deviceShown) return { decision: 'accept', claim: { kind: 'trusted-device' } }
  return isNewlyProven(password) ? { decision: 'challenge' } : reject('code-missing')
}

/** In this very request, and not by a challenge of an earlier one. */
export function isNewlyProven(password: LoginFacts['password']): boolean {
  return password === 'ok' || password === 'vouched'
}

function decideCode(code: CodeFact): LoginDecision {
  if (code.kind === 'none') return reject('code-missing')
  if (code.kind === 'used') return reject('code-used')
  if (code.kind === 'wrong') return reject('code-wrong', 'code')
  if (code.kind === 'recovery-code-held') return reject('recovery-code-held')
  return { decision: 'accept', claim: code }
}

function reject(reason: RejectReason, failure: FailedFactor | null = null): LoginDecision {
  return { decision: 'reject', reason, failure }
}
