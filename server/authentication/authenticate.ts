import { randomBytes } from 'node:crypto'
import { UserStoreError } from '../../adapters/user-store.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { Room } from '../disk/room.ts'
import type { Clock } from '../lib/clock.ts'
import { createKeyedMutex } from '../lib/keyed-mutex.ts'
import { whenKnown } from '../lib/when-known.ts'
import { type CodeClaim, decide, type LoginClaim, type RejectReason } from '../login/decide.ts'
import { type FailedFactor, sourceThrottle } from '../login/throttle.ts'
import type { Challenge, ClaimAnswer, Spent, UserKey } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import { isKnown } from '../users/directory.ts'
import { createKnownPlaces } from './known-places.ts'
import {
  begunWith,
  digitsOf,
  type GatheredFacts,
  gatherFacts,
  type KnownAttempt,
  type LoginFactDeps,
  type LookedUp,
} from './load-login-facts.ts'
import type {
  AfterLogin,
  Authenticate,
  BrowserCookie,
  CodeFactor,
  CodeRefusal,
  DeviceCookie,
  Factor,
  LoginAttempt,
  LoginOutcome,
  UnavailableReason,
} from './login-attempt.ts'
import { loginEventOf, toldAfter, whoAsked } from './login-event.ts'
import { createSharedRefusals } from './shared-refusals.ts'
import { createThrottling, partiesOf, type ThrottleStanding } from './throttling.ts'
import { createTrustedDevices } from './trusted-devices.ts'
import { createTurnedAway } from './turned-away.ts'

export interface AuthenticateDeps extends Omit<LoginFactDeps, 'throttling' | 'trustedDevices'> {
  readonly sealing: LoginFactDeps['sealing'] & Pick<Sealing, 'failurePrintKey'>
  readonly audit: AuditTrail
  /** Where what a login writes goes; absent: there is always room. */
  readonly room?: Pick<Room, 'admits'>
  readonly clock: Clock
  /** Never waits and never throws. */
  readonly onLogin: (login: AfterLogin) => void
  /** Told what went wrong behind an outcome `unavailable`. */
  readonly onFault: (fault: unknown) => void
}

/** How long a challenge waits, in milliseconds, and for how many codes (docs/requirements.md, R20). */
const challengeLifetime = 5 * 60_000
const codesPerLogin = 5
const challengeStateBytes = 24
/**
 * Logins of one account are judged one by one, those from each place where it is known apart, so that none outruns the
 * throttle; more than these are not queued.
 */
const loginsInLine = 16
/**
 * From one source, as many at once as fail for free; the others wait, and find what these failed. Otherwise one address could
 * have thousands of passwords verified before the first is counted, and everybody's logins would wait behind them.
 */
const linesOfSource = sourceThrottle.free
const loginsInLineOfSource = 1000

/** null: too many others are in its line, and it was not judged. */
type Judging = Promise<LoginOutcome | null>

/** The shell that every door shares: look up, gather facts, decide, claim, record, answer. */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const { users, state, audit, clock } = deps
  const throttling = createThrottling(state, deps.sealing)
  const trustedDevices = createTrustedDevices(state)
  const places = createKnownPlaces(state, trustedDevices)
  const refusals = createSharedRefusals()
  const factDeps = { ...deps, throttling, trustedDevices }
  const inTurn = createKeyedMutex(loginsInLine)
  const ofSourceInTurn = createKeyedMutex(loginsInLineOfSource)
  let nextLine = 0

  const turnedAway = createTurnedAway(audit)

  return async (attempt) => {
    const admits = deps.room?.admits() ?? true
    if (admits !== true && !(await admits)) {
      turnedAway.count(attempt.door)
      return unavailable('disk-full')
    }
    if (turnedAway.waits()) turnedAway.tell()
    const spent: Spent[] = []
    try {
      const { userKey } = attempt
      const finding = userKey === undefined ? users.find(attempt.login) : users.get(userKey)
      const found = finding instanceof Promise ? await finding : finding
      const login = { attempt, found, parties: partiesOf(attempt.login, found), spent }
      const reading = stand(login)
      const standing = reading instanceof Promise ? await reading : reading
      const outcome = (await judgeOnce(login, standing)) ?? unavailable('busy')
      const recorded = audit.record(loginEventOf(login, outcome))
      const after = toldAfter(attempt, outcome)
      if (outcome.outcome !== 'accept') {
        await recorded
        if (after !== null) deps.onLogin(after)
        return outcome
      }
      const noted = note(login, standing, outcome)
      await recorded
      if (after !== null) deps.onLogin(after)
      const browserCookie = noted === null ? null : await noted
      return browserCookie === null ? outcome : { ...outcome, browserCookie }
    } catch (fault) {
      deps.onFault(fault)
      await giveBack(spent)
      return unavailable(fault instanceof UserStoreError ? 'backend' : 'fault')
    }
  }

  function stand({ attempt, parties }: LookedUp): ThrottleStanding | Promise<ThrottleStanding> {
    const now = clock()
    return whenKnown(places.placeOf(attempt, parties, now), (place) =>
      throttling.stand(attempt, parties, place, now),
    )
  }

  /** A wrong password that is typed again and again takes one place in its line, and holds nobody else's login up. */
  function judgeOnce(login: LookedUp, standing: ThrottleStanding): Judging {
    const { attempt } = login
    const judge = () => takeTurn(login, standing)
    if (attempt.challengeState !== null || throttling.wait(standing, clock()) > 0) return judge()
    return refusals.share(attempt, standing, judge, (factor) =>
      throttling.chargeSource(attempt, standing, factor, clock()),
    )
  }

  function takeTurn(login: LookedUp, standing: ThrottleStanding): Judging {
    const { source, keys, line } = standing
    const judgeInLine = (waited: boolean) =>
      inTurn.run(line, (waitedHere) => judgeAlone(login, standing, waited || waitedHere))
    if (source === null || !keys.includes(source)) return judgeInLine(false)
    nextLine = (nextLine + 1) % linesOfSource
    return ofSourceInTurn.run(`${source}|${nextLine}`, judgeInLine)
  }

  /** The answer will not leave, so nobody was let in: what it was to cost can be used once more. */
  async function giveBack(spent: Spent[]): Promise<void> {
    for (const each of spent.splice(0).reverse()) await state.giveBack(each, clock()).catch(deps.onFault)
  }

  // Nearly every login comes to `judge` in one step.
  function judgeAlone(login: LookedUp, before: ThrottleStanding, waited: boolean): Judging {
    const { attempt, found, parties, spent } = login
    const now = clock()
    if (waited || throttling.isLastForNow(before, now)) return judgeAfterOthers(login, before)
    return judge({ attempt, found, parties, spent, standing: before, now })
  }

  /** Where one more failure makes others wait, services that share a store take turns; null: it is another one's. */
  async function judgeAfterOthers(login: LookedUp, before: ThrottleStanding): Judging {
    const known = await lookAgain(login, before)
    if (state.inTurn === undefined || !throttling.isLastForNow(known.standing, known.now)) return judge(known)
    return state.inTurn(before.line, async () => judge(await lookAgain(login, before)))
  }

  async function lookAgain(login: LookedUp, before: ThrottleStanding): Promise<KnownAttempt> {
    const now = clock()
    return { ...login, standing: await throttling.look(before, now), now }
  }

  function judge(known: KnownAttempt): Promise<LoginOutcome> {
    const gathering = gatherFacts(known, factDeps)
    if (gathering instanceof Promise) return gathering.then((gathered) => conclude(known, gathered))
    return conclude(known, gathering)
  }

  function conclude(known: KnownAttempt, gathered: GatheredFacts): Promise<LoginOutcome> {
    const { facts } = gathered
    const decision = decide(facts)
    if (decision.decision === 'unavailable') return Promise.resolve(unavailable('backend'))
    // Nobody waits for this answer any more: a code spent on it would be lost to the user.
    if (clock() > known.attempt.deadline) {
      return giveBack(known.spent).then(() => unavailable('deadline'))
    }
    const hasProven = facts.password === 'ok' && facts.user === 'found'
    const cleared = hasProven ? throttling.clear(known.standing, 'password') : null
    const carryOut = (): Promise<LoginOutcome> => {
      switch (decision.decision) {
        case 'accept':
          return accept(decision.claim, known, gathered)
        case 'challenge':
          return challenge(known, gathered, codesPerLogin, null)
        case 'reject':
          return reject(decision.reason, decision.failure, known, gathered)
      }
    }
    return cleared === null ? carryOut() : cleared.then(carryOut)
  }

  async function accept(
    claim: LoginClaim | null,
    known: KnownAttempt,
    gathered: GatheredFacts,
  ): Promise<LoginOutcome> {
    const { found, now } = known
    if (!isKnown(found)) throw new Error('an unknown user was accepted')
    const { user, userKey } = found
    let deviceCookie: DeviceCookie | null = null
    if (claim?.kind === 'trusted-device') {
      deviceCookie = await trustAgain(known, gathered)
      if (deviceCookie === null)
        return challenge(known, gathered, gathered.challenge?.codesLeft ?? codesPerLogin, null)
    } else if (claim !== null) {
      // A mailed code went with the challenge that it belongs to.
      const answer = await claimCode(claim, userKey, now)
      if (answer === 'used') return tryAgain('code-used', known, gathered)
      if (answer !== 'won') return tryAgain('codes-held', known, gathered, answer.heldUntil - now)
      if (claim.kind === 'time-step') known.spent.push(claim)
      else if (claim.kind === 'recovery-code') known.spent.push({ ...claim, userKey })
      const cleared = throttling.clear(known.standing, 'code')
      if (cleared !== null) await cleared
      if (claim.kind === 'recovery-code') await throttling.spend(known)
      if (known.attempt.trustAs !== null) deviceCookie = await trust(known, userKey, gathered)
    }
    const invitation = invitationOf(gathered)
    if (invitation !== null && gathered.facts.requirement === 'required') {
      deps.onLogin({ what: 'enrolment-due', found })
    }
    const begun = begunWith(known, gathered)
    const factors = factorsOf(gathered, claim, begun)
    const accepted = {
      outcome: 'accept',
      user,
      userKey,
      factors,
      deviceCookie,
      browserCookie: null,
      invitation,
    } as const
    return begun === null ? accepted : { ...accepted, ...begun }
  }

  /** Nothing hangs on it but how later failures are counted: a fault here refuses nobody. null: there is nothing to note. */
  function note(
    { attempt }: LookedUp,
    standing: ThrottleStanding,
    { userKey, deviceCookie }: Extract<LoginOutcome, { outcome: 'accept' }>,
  ): Promise<BrowserCookie | null> | null {
    // A trusted browser is known by the cookie that it has already.
    if (deviceCookie !== null && attempt.place !== 'caller') return null
    const noted = places.note(attempt, userKey, standing, clock())
    return (
      noted?.catch((fault) => {
        deps.onFault(fault)
        return null
      }) ?? null
    )
  }

  function claimCode(claim: CodeClaim, userKey: UserKey, now: number): ClaimAnswer | Promise<ClaimAnswer> {
    if (claim.kind === 'time-step') return state.claimTimeStep(claim, now)
    if (claim.kind === 'email-code') return 'won'
    return state.consumeRecoveryCode(userKey, claim.hash).then((won) => (won ? 'won' : 'used'))
  }

  /** null: the browser's secret was used before, so there is a copy of it, and the code is asked for. */
  async function trustAgain(known: KnownAttempt, { device }: GatheredFacts): Promise<DeviceCookie | null> {
    if (device === null) throw new Error('trusted no device')
    const trusted = await trustedDevices.trustAgain(device, known.now)
    if (trusted === null) {
      const reason = 'secret-reused'
      await audit.record({ event: 'device.revoked', outcome: 'refused', reason, ...whoAsked(known) })
      return null
    }
    known.spent.push({ kind: 'device', rotation: trusted.rotation })
    return trusted.cookie
  }

  async function trust(
    known: KnownAttempt,
    userKey: UserKey,
    { active }: GatheredFacts,
  ): Promise<DeviceCookie | null> {
    const { attempt, now } = known
    const { trustedDevice: longest } = deps.policy()
    const authenticatorId = active.at(-1)?.id
    if (attempt.trustAs === null || longest === null || authenticatorId === undefined) return null
    const cookie = await trustedDevices.trust(
      { userKey, authenticatorId, name: attempt.trustAs },
      longest,
      now,
    )
    await audit.record({ event: 'device.trusted', outcome: 'done', ...whoAsked(known) })
    return cookie
  }

  function invitationOf({ facts, requiredSince }: GatheredFacts) {
    if (facts.enrolled || facts.requirement === 'off') return null
    return { graceEnds: requiredSince === null ? null : requiredSince + deps.policy().gracePeriod }
  }

  async function reject(
    reason: RejectReason,
    failure: FailedFactor | null,
    known: KnownAttempt,
    gathered: GatheredFacts,
  ): Promise<LoginOutcome> {
    if (failure !== null) await throttling.charge(known, failure)
    // A page that asked whether its browser is trusted: the login still waits for its code.
    if (reason === 'code-missing' && known.attempt.door === 'http' && gathered.challenge !== null)
      return challenge(known, gathered, gathered.challenge.codesLeft, null)
    if (reason === 'code-wrong' || reason === 'code-used' || reason === 'recovery-code-held')
      return tryAgain(reason, known, gathered)
    const { found } = known
    if (reason === 'enrolment-required' && isKnown(found)) {
      deps.onLogin({ what: 'enrolment-due', found })
      return { outcome: 'reject', reason, retryAfter: 0, userKey: found.userKey }
    }
    return { outcome: 'reject', reason, retryAfter: gathered.facts.wait }
  }

  /** A code typed into a challenge may be typed again, until the login has used up its codes. */
  async function tryAgain(
    reason: CodeRefusal,
    known: KnownAttempt,
    gathered: GatheredFacts,
    retryAfter = 0,
  ): Promise<LoginOutcome> {
    const isTry = reason === 'code-wrong' || reason === 'code-used'
    const codesLeft = gathered.challenge === null ? 0 : gathered.challenge.codesLeft - (isTry ? 1 : 0)
    if (codesLeft === 0) return { outcome: 'reject', reason, retryAfter }
    return challenge(known, gathered, codesLeft, reason, retryAfter)
  }

  async function challenge(
    { attempt, found, standing, now }: KnownAttempt,
    { challenge, active, recoveryCodesLeft }: GatheredFacts,
    codesLeft: number,
    retry: CodeRefusal | null,
    retryAfter = 0,
  ): Promise<LoginOutcome> {
    if (!isKnown(found)) throw new Error('an unknown user was challenged')
    const { user, userKey } = found
    const expiresAt = challenge?.expiresAt ?? now + challengeLifetime
    const next: Challenge = {
      challengeState: nextChallengeState(attempt, challenge),
      userKey,
      askedBy: attempt.askedBy,
      codesLeft,
      emailCodeHash: challenge?.emailCodeHash ?? null,
      ...begunWith({ attempt }, { challenge }),
      ...(standing.elsewhere !== null && { atKnownPlace: true }),
      expiresAt,
    }
    await state.putChallenge(next, now)
    return {
      outcome: 'challenge',
      challengeState: next.challengeState,
      expiresAt,
      user,
      userKey,
      factors: answersOf(recoveryCodesLeft, user.email !== null && deps.policy().emailCode),
      digits: digitsOf(active),
      codesLeft,
      retry,
      retryAfter,
    }
  }
}

/** A State is used once (docs/requirements.md, R20). A page keeps its challenge from one wrong code to the next. */
function nextChallengeState({ door }: LoginAttempt, challenge: Challenge | null): string {
  if (door === 'http' && challenge !== null) return challenge.challengeState
  return randomBytes(challengeStateBytes).toString('base64url')
}

function answersOf(recoveryCodesLeft: number, byMail: boolean): CodeFactor[] {
  const factors: CodeFactor[] = ['totp']
  if (recoveryCodesLeft > 0) factors.push('recovery-code')
  if (byMail) factors.push('email-code')
  return factors
}

function unavailable(reason: UnavailableReason): LoginOutcome {
  return { outcome: 'unavailable', reason }
}

function factorsOf(
  { facts }: GatheredFacts,
  claim: LoginClaim | null,
  begun: Pick<Challenge, 'vouched'> | null,
): Factor[] {
  const isWithoutPassword = facts.password === 'not-asked' || begun?.vouched !== undefined
  const factors: Factor[] = isWithoutPassword ? [] : ['password']
  if (claim !== null) factors.push(claim.kind === 'time-step' ? 'totp' : claim.kind)
  return factors
}
