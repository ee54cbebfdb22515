import { randomBytes } from 'node:crypto'
import type { AuditEvent, AuditTrail } from './audit.ts'
import type { Clock } from './clock.ts'
import { type FactSources, type GatheredFacts, gatherFacts, type KnownAttempt } from './gather-facts.ts'
import { createInTurn } from './in-turn.ts'
import { type CodeClaim, decide, type RejectReason } from './login/decide.ts'
import type { FailedFactor } from './login/throttle.ts'
import type { Authenticate, Factor, LoginAttempt, LoginOutcome } from './login-attempt.ts'
import { accountKey, createThrottling, type ThrottledParties } from './throttling.ts'
import type { FoundUser } from './user-directory.ts'

export interface AuthenticateParts extends Omit<FactSources, 'throttling'> {
  readonly audit: AuditTrail
  readonly clock: Clock
  /** Told what went wrong behind an outcome `unavailable`. */
  readonly onFault: (fault: unknown) => void
}

/** RADIUS MUST 20: five minutes, five codes a login. */
const challengeLifetime = 5 * 60_000
const codesPerLogin = 5
const challengeStateBytes = 24
/** Logins of one account are judged one by one, so that none outruns the throttle; more than these are not queued. */
const loginsInLine = 16

/** The shell that every door shares: look up, gather facts, decide, claim, record, answer. */
export function createAuthenticate(parts: AuthenticateParts): Authenticate {
  const { users, state, audit, clock } = parts
  const throttling = createThrottling(state)
  const sources = { ...parts, throttling }
  const inTurn = createInTurn(loginsInLine)

  return async (attempt) => {
    try {
      const found = await users.find(attempt.login)
      const parties = partiesOf(attempt, found)
      const judged = await inTurn.run(parties.account, () => judge(attempt, found, parties))
      const outcome = judged ?? unavailable('busy')
      await audit.record(auditEventOf(attempt, parties, outcome))
      return outcome
    } catch (fault) {
      parts.onFault(fault)
      return unavailable('fault')
    }
  }

  async function judge(
    attempt: LoginAttempt,
    found: KnownAttempt['found'],
    parties: ThrottledParties,
  ): Promise<LoginOutcome> {
    const known = { attempt, found, parties, now: clock() }
    const gathered = await gatherFacts(known, sources)
    const decision = decide(gathered.facts)
    if (decision.decision === 'unavailable') return unavailable('backend')
    // Nobody waits for this answer any more: a code spent on it would be lost to the user.
    if (clock() > attempt.deadline) return unavailable('deadline')
    const { facts, failures } = gathered
    if (facts.password === 'ok' && facts.user === 'found' && failures.password !== null) {
      await state.clearFailures(parties.account, 'password')
    }
    switch (decision.decision) {
      case 'accept':
        return accept(decision.claim, known, gathered)
      case 'challenge':
        return challenge(known, gathered, codesPerLogin, null)
      case 'reject':
        return reject(decision.reason, decision.failure, known, gathered)
    }
  }

  async function accept(
    claim: CodeClaim | null,
    known: KnownAttempt,
    gathered: GatheredFacts,
  ): Promise<LoginOutcome> {
    const { found, now } = known
    if (found === null || found === 'ambiguous') throw new Error('accepted nobody')
    const { user, userKey } = found
    if (claim !== null) {
      const won =
        claim.kind === 'time-step'
          ? await state.claimTimeStep(claim, now)
          : await state.consumeRecoveryCode(userKey, claim.hash)
      if (!won) return tryAgain('code-used', known, gathered)
      if (gathered.failures.code !== null) await state.clearFailures(userKey, 'code')
    }
    return { outcome: 'accept', user, userKey, factors: factorsOf(gathered, claim) }
  }

  async function reject(
    reason: RejectReason,
    failure: FailedFactor | null,
    known: KnownAttempt,
    gathered: GatheredFacts,
  ): Promise<LoginOutcome> {
    if (failure !== null) await throttling.charge(known.parties, failure, known.attempt.typed, known.now)
    if (reason === 'code-wrong') return tryAgain('code-wrong', known, gathered)
    return { outcome: 'reject', reason, retryAfter: gathered.facts.wait }
  }

  /** A code typed into a challenge may be typed again, until the login has used up its codes. */
  async function tryAgain(
    reason: 'code-wrong' | 'code-used',
    known: KnownAttempt,
    gathered: GatheredFacts,
  ): Promise<LoginOutcome> {
    const codesLeft = (gathered.challenge?.codesLeft ?? 1) - 1
    if (codesLeft === 0) return { outcome: 'reject', reason, retryAfter: 0 }
    return challenge(known, gathered, codesLeft, reason)
  }

  async function challenge(
    { attempt, parties, now }: KnownAttempt,
    { challenge, digits }: GatheredFacts,
    codesLeft: number,
    retry: 'code-wrong' | 'code-used' | null,
  ): Promise<LoginOutcome> {
    const challengeState = randomBytes(challengeStateBytes).toString('base64url')
    const expiresAt = challenge?.expiresAt ?? now + challengeLifetime
    const holder = { userKey: parties.account, askedBy: attempt.askedBy }
    await state.putChallenge({ challengeState, ...holder, codesLeft, expiresAt }, now)
    return { outcome: 'challenge', challengeState, digits, retry }
  }
}

function unavailable(reason: 'backend' | 'deadline' | 'busy' | 'fault'): LoginOutcome {
  return { outcome: 'unavailable', reason }
}

function partiesOf(attempt: LoginAttempt, found: FoundUser | 'ambiguous' | null): ThrottledParties {
  const { login, askedBy, source, authentic } = attempt
  const userKey = found === null || found === 'ambiguous' ? null : found.userKey
  return { account: accountKey(userKey, login), userKey, askedBy, source, authentic }
}

function factorsOf({ facts }: GatheredFacts, claim: CodeClaim | null): Factor[] {
  const factors: Factor[] = facts.password === 'not-asked' ? [] : ['password']
  if (claim !== null) factors.push(claim.kind === 'time-step' ? 'totp' : 'recovery-code')
  return factors
}

function auditEventOf(
  attempt: LoginAttempt,
  { userKey }: ThrottledParties,
  outcome: LoginOutcome,
): AuditEvent {
  const { login, door, askedBy, from, source } = attempt
  return {
    event: 'login',
    outcome: outcome.outcome,
    reason: reasonOf(outcome),
    login,
    userKey: userKey ?? undefined,
    door,
    askedBy,
    from,
    source: source ?? undefined,
    factors: outcome.outcome === 'accept' ? outcome.factors : undefined,
  }
}

function reasonOf(outcome: LoginOutcome): string | undefined {
  if (outcome.outcome === 'accept') return undefined
  return outcome.outcome === 'challenge' ? (outcome.retry ?? undefined) : outcome.reason
}
