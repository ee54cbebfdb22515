import type { SecondFactorMode } from './attempt.ts'
import type { Requirement } from './policy.ts'
import type { FailedFactor } from './throttle.ts'

/** What is known when a login is judged. Every field was looked up; none is taken from the request unverified. */
export interface LoginFacts {
  /** Milliseconds until this account or source may try again; 0 for now. */
  readonly wait: number
  readonly user: 'found' | 'disabled' | 'ambiguous' | 'unknown'
  /**
   * `proven`: the login answers a challenge, and that challenge proves it. `not-proven`: the challenge is unknown,
   * used, expired, or belongs to another user. `not-asked`: the NAS checks passwords itself. `vouched`: a portal that
   * may skip the password has verified the user's identity.
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
  /** Whether the NAS's allow-list admits this user. */
  readonly allowed: boolean
  readonly mode: SecondFactorMode
  readonly requirement: Requirement
  /** Whether the grace period of a required second factor has passed. */
  readonly graceOver: boolean
  /** Whether the user has an enabled authenticator. */
  readonly enrolled: boolean
  readonly code: CodeFact
  /** Whether the request has the cookie of a trusted device. Whether it is the latest copy is checked by the claim. */
  readonly deviceShown: boolean
}

/** The result of checking the typed code, before anything is claimed. */
export type CodeFact =
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong' }
  /** It was valid, but this code or a later one has been used since. */
  | { readonly kind: 'used' }
  | TimeStepMatch
  | { readonly kind: 'recovery-code'; readonly hash: string }
  /** A code from before a backup was restored: it may have been used after the backup was made. */
  | { readonly kind: 'recovery-code-held' }
  /** The code mailed for the challenge that this login has just consumed. */
  | { readonly kind: 'email-code' }

export interface TimeStepMatch {
  readonly kind: 'time-step'
  readonly claimKey: string
  /** Counted by the authenticator's own clock. */
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
  /** Accepted once `claim` succeeds; null if the password was enough and there is nothing to claim. */
  | { readonly decision: 'accept'; readonly claim: LoginClaim | null }
  /** The password is right; ask for the code. */
  | { readonly decision: 'challenge' }
  /** `failure`: which factor's failure is counted against the account; null if none. */
  | { readonly decision: 'reject'; readonly reason: RejectReason; readonly failure: FailedFactor | null }
  /** A fault: neither accepted nor refused. */
  | { readonly decision: 'unavailable' }

export type CodeClaim = Exclude<CodeFact, { kind: 'none' | 'wrong' | 'used' | 'recovery-code-held' }>
export type LoginClaim = CodeClaim | { readonly kind: 'trusted-device' }

/**
 * Judges a login. The function is total: every combination of facts has a decision, and anything not explicitly
 * accepted is refused. Unknown, ambiguous and disabled users count as a wrong password, because they must be
 * indistinguishable from one.
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

/**
 * Here the NAS checked the password, or none was asked for, so only the code proves the user: without a code there is
 * no accept.
 */
function decideCodeOnly({ allowed, mode, enrolled, code }: LoginFacts): LoginDecision {
  if (mode !== 'code-only') return reject('password-wrong', 'password')
  if (!allowed) return reject('not-allowed')
  if (!enrolled) return reject('not-enrolled')
  return decideCode(code)
}

/**
 * The answer to a challenge is never accepted without its code, even if the user's authenticator was removed meanwhile.
 */
function passwordAlone({ password }: LoginFacts): LoginDecision {
  if (!isNewlyProven(password)) return reject('code-missing')
  return { decision: 'accept', claim: null }
}

/**
 * A trusted device replaces the code, never the password, and only in modes that would have asked for the code in a
 * challenge.
 */
function askForCode({ mode, password, deviceShown }: LoginFacts): LoginDecision {
  if (mode !== 'challenge' && mode !== 'auto') return reject('code-missing')
  if (deviceShown) return { decision: 'accept', claim: { kind: 'trusted-device' } }
  return isNewlyProven(password) ? { decision: 'challenge' } : reject('code-missing')
}

/** Whether this very request proves the password, and not a challenge of an earlier request. */
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
