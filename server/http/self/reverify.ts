import {
  type CodeRefusal,
  type LoginAttempt,
  type LoginOutcome,
  loginAttempt,
  loginRule,
  pagePatience,
} from '../../authentication/login-attempt.ts'
import { wholeSeconds } from '../../lib/clock.ts'
import type { UserStatus } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import { proofLifetime } from '../api/proof.ts'
import type { UserContext } from '../api/request-context.ts'
import { widgetTokenLifetime } from '../api/widget-tokens.ts'
import { type Refusal, refuse } from '../transport/reply.ts'

/** What the user typed; null for nothing. */
export interface TypedProof {
  readonly password: string | null
  readonly code: string | null
}

/** `provenUntil`: milliseconds since the epoch. */
export type Proof = { readonly provenUntil: number } | Refusal<ProofCode>
type ProofCode =
  | 'login-rejected'
  | 'code-rejected'
  | 'code-used'
  | 'codes-held'
  | 'recovery-code-held'
  | 'throttled'
  | 'unavailable'

type ReverifyDeps = Pick<HttpDeps, 'authenticate' | 'clock'>
type Question = Pick<LoginAttempt, 'typed' | 'challengeState'> & { readonly mode: 'challenge' | 'code-only' }

/** What this user must prove, which is the same as in a login. */
export function neededProof(
  amr: readonly string[],
  { state, requirement }: Pick<UserStatus, 'state' | 'requirement'>,
) {
  const enabled = state === 'enabled'
  if (amr.includes('sso')) return { password: false, code: enabled && requirement === 'required' }
  return { password: true, code: enabled && requirement !== 'off' }
}

/**
 * Proves the caller's identity again through a login, so that it is throttled, counted and audited like one, and a code used
 * here is used everywhere. After single sign-on the caller has no password here: the proof is the code if the policy requires
 * one, and otherwise a widget token that was issued a moment ago.
 */
export async function proveAgain(
  { password, code }: TypedProof,
  status: Pick<UserStatus, 'state' | 'requirement'>,
  context: UserContext,
  deps: ReverifyDeps,
): Promise<Proof> {
  const { caller } = context
  const needed = neededProof(caller.amr, status)
  if (!needed.password && !needed.code) return proofByToken(caller.tokenExpiresAt, deps.clock())
  const ask = (question: Question) => askAsLogin(question, context, deps)

  if (!needed.password) {
    if (code === null) return codeWanted
    return proofOf(await ask({ mode: 'code-only', typed: code, challengeState: null }), deps)
  }
  if (password === null) return refuse('login-rejected', { message: 'The password is required.' })
  const outcome = await ask({ mode: 'challenge', typed: password, challengeState: null })
  if (outcome.outcome !== 'challenge') return proofOf(outcome, deps)
  if (code === null) return codeWanted
  const { challengeState } = outcome
  return proofOf(await ask({ mode: 'challenge', typed: code, challengeState }), deps)
}

const codeWanted = refuse('code-rejected', { message: 'A code is required.' })

function askAsLogin(
  { mode, ...question }: Question,
  { actor, source, caller: { userKey, user } }: UserContext,
  { authenticate, clock }: ReverifyDeps,
): Promise<LoginOutcome> {
  const attempt = loginAttempt({
    ...question,
    ...actor,
    login: user.name,
    // Others may have the same name in every spelling, so only this user is tried.
    userKey,
    rule: loginRule(mode),
    source,
    place: 'token',
    deadline: clock() + pagePatience,
  })
  return authenticate(attempt)
}

function proofByToken(tokenExpiresAt: number, now: number): Proof {
  const provenUntil = tokenExpiresAt - widgetTokenLifetime + proofLifetime
  if (now < provenUntil) return { provenUntil }
  return refuse('login-rejected', {
    message: 'A widget token issued less than five minutes ago is required.',
  })
}

function proofOf(outcome: LoginOutcome, { clock }: ReverifyDeps): Proof {
  const proven = { provenUntil: clock() + proofLifetime }
  switch (outcome.outcome) {
    case 'accept':
      return proven
    case 'challenge':
      return refuseCode(outcome.retry, outcome.retryAfter)
    case 'unavailable':
      return refuse('unavailable')
    case 'reject':
      // The password was right, and this caller is about to set up the second factor.
      return outcome.reason === 'enrolment-required' ? proven : refusalOf(outcome)
  }
}

/** @param retryAfter - milliseconds */
function refuseCode(reason: CodeRefusal | null, retryAfter: number): Refusal<ProofCode> {
  if (reason === 'codes-held') return refuse(reason, { retryAfter: wholeSeconds(retryAfter) })
  return refuse(reason === 'code-used' || reason === 'recovery-code-held' ? reason : 'code-rejected')
}

function refusalOf({ reason, retryAfter }: Extract<LoginOutcome, { outcome: 'reject' }>): Refusal<ProofCode> {
  switch (reason) {
    case 'throttled':
      return refuse('throttled', { retryAfter: wholeSeconds(retryAfter) })
    case 'code-used':
    case 'codes-held':
    case 'recovery-code-held':
    case 'code-wrong':
      return refuseCode(reason, retryAfter)
    case 'code-missing':
      return refuse('code-rejected')
    default:
      return refuse('login-rejected')
  }
}
