import { randomBytes } from 'node:crypto'
import { type Answer, UserStoreError } from '../../adapters/user-store.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { Room } from '../disk/room.ts'
import type { Clock } from '../lib/clock.ts'
import { createKeyedMutex } from '../lib/keyed-mutex.ts'
import { isMailAddress } from '../lib/mail-address.ts'
import { whenKnown } from '../lib/when-known.ts'
import { decide, type LoginClaim, type LoginDecision, type RejectReason } from '../login/decide.ts'
import { type FailedFactor, sourceThrottle } from '../login/throttle.ts'
import type { Challenge } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import { isKnown, type KnownUser } from '../users/directory.ts'
import { createClaimFactor } from './claim-factor.ts'
import { lengthsOf } from './code-lengths.ts'
import { createKnownPlaces } from './known-places.ts'
import {
  begunWith,
  type KnownAttempt,
  type LoadedFacts,
  type LoginFactDeps,
  type LookedUp,
  loadLoginFacts,
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
import { afterLogin, loginEventOf } from './login-event.ts'
import { decisionOf, type LoginObserver, unobserved } from './login-observer.ts'
import { createSharedRefusals } from './shared-refusals.ts'
import { isSpent, type Spending, writeOf } from './spending.ts'
import { withoutStaleState } from './stale-state.ts'
import { createThrottling, partiesOf, type ThrottledParties, type ThrottleStanding } from './throttling.ts'
import { createTrustedDevices } from './trusted-devices.ts'
import { createTurnedAway } from './turned-away.ts'

export interface AuthenticateDeps extends Omit<LoginFactDeps, 'throttling' | 'trustedDevices' | 'observer'> {
  readonly sealing: LoginFactDeps['sealing'] & Pick<Sealing, 'failurePrintKey'>
  readonly audit: AuditTrail
  /** The space left on the disk; absent if it is not limited. */
  readonly room?: Pick<Room, 'admits'>
  readonly clock: Clock
  /** Must not block or throw. */
  readonly onLogin: (login: AfterLogin) => void
  /** Gets the fault behind an outcome `unavailable`. */
  readonly onFault: (fault: unknown) => void
  readonly observer?: LoginObserver
}

/** Lifetime of a challenge in milliseconds, and how many codes it allows (docs/requirements.md, R20). */
const challengeLifetime = 5 * 60_000
const codesPerLogin = 5
const challengeStateBytes = 24
/**
 * Logins of one account are judged one at a time, so that parallel attempts cannot bypass the throttle; each known place has a
 * queue of its own. This limits the length of a queue.
 */
const loginsPerQueue = 16
/**
 * A source has as many queues as it has free failures; further logins wait and see the failures of those before them. Otherwise
 * one address could have thousands of passwords verified before the first failure is counted, and delay everyone's logins.
 */
const queuesPerSource = sourceThrottle.free
const loginsPerSourceQueue = 1000

/** null if the queue is full and the login was not judged. At once if everything needed is in memory. */
type Judging = Answer<LoginOutcome | null>

/** The sequence shared by all channels: look up, load facts, decide, claim, record, answer. */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const { users, state, audit, clock, observer = unobserved } = deps
  const throttling = createThrottling(state, deps.sealing)
  const trustedDevices = createTrustedDevices(state)
  const places = createKnownPlaces(state, trustedDevices)
  const refusals = createSharedRefusals()
  const factDeps = { ...deps, throttling, trustedDevices, observer }
  const claimFactor = createClaimFactor({ state, audit, throttling, trustedDevices })
  const accountQueues = createKeyedMutex(loginsPerQueue)
  const sourceQueues = createKeyedMutex(loginsPerSourceQueue)
  let nextQueue = 0

  const turnedAway = createTurnedAway(audit)

  return async (sent) => {
    const begun = observer.uptime()
    const admits = deps.room?.admits() ?? true
    if (admits !== true && !(await admits)) {
      turnedAway.count(sent.door)
      return tell(unavailable('disk-full'), sent, null, begun)
    }
    if (turnedAway.waits()) turnedAway.tell()
    const spent: Spending[] = []
    try {
      const { userKey } = sent
      const finding = userKey === undefined ? users.find(sent.login) : users.get(userKey)
      const found = finding instanceof Promise ? await finding : finding
      observer.took('store', observer.uptime() - begun)
      const parties = partiesOf(sent.login, found, users)
      const reviewed = withoutStaleState(sent, parties.account, state, clock())
      const attempt = reviewed instanceof Promise ? await reviewed : reviewed
      const login = { attempt, found, parties, spent }
      const reading = readStanding(login)
      const standing = reading instanceof Promise ? await reading : reading
      const judging = judgeOnce(login, standing)
      const outcome = (judging instanceof Promise ? await judging : judging) ?? unavailable('busy')
      const after = afterLogin(attempt, outcome)
      const claimed = writeOf(spent)
      const writing = observer.uptime()
      claimed?.then(() => observer.took('claim', observer.uptime() - writing), ignore)
      const recorded = audit.record(loginEventOf(login, outcome), claimed)
      // Nothing may throw before `recorded` is awaited: its own rejection would then end the process.
      const noted = outcome.outcome === 'accept' ? note(login, standing, outcome) : null
      await recorded
      if (claimed !== undefined) await claimed
      observer.took('trail', observer.uptime() - writing)
      if (after !== null) deps.onLogin(after)
      const browserCookie = noted === null ? null : await noted
      tell(outcome, attempt, parties, begun)
      return outcome.outcome !== 'accept' || browserCookie === null ? outcome : { ...outcome, browserCookie }
    } catch (fault) {
      deps.onFault(fault)
      await giveBackAll(spent)
      return tell(unavailable(fault instanceof UserStoreError ? 'backend' : 'fault'), sent, null, begun)
    }
  }

  function tell(
    outcome: LoginOutcome,
    attempt: LoginAttempt,
    parties: ThrottledParties | null,
    begun: number,
  ): LoginOutcome {
    observer.decided(decisionOf(attempt, parties, outcome), observer.uptime() - begun)
    return outcome
  }

  function readStanding({ attempt, parties }: LookedUp): ThrottleStanding | Promise<ThrottleStanding> {
    const now = clock()
    return whenKnown(places.placeOf(attempt, parties, now), (place) =>
      throttling.readStanding(attempt, parties, place, now),
    )
  }

  /** Judges equal attempts once, so that a wrong password sent again and again takes only one place in its queue. */
  function judgeOnce(login: LookedUp, standing: ThrottleStanding): Judging {
    const { attempt } = login
    const judge = () => takeTurn(login, standing)
    if (attempt.challengeState !== null || throttling.wait(standing, clock()) > 0) return judge()
    return refusals.share(attempt, standing, judge, (factor) =>
      throttling.chargeSource(attempt, standing, factor, clock()),
    )
  }

  function takeTurn(login: LookedUp, standing: ThrottleStanding): Judging {
    const { source, keys, queue } = standing
    const judgeQueued = (waited: boolean) =>
      accountQueues.run(queue, (waitedHere) => judgeAlone(login, standing, waited || waitedHere))
    if (source === null || !keys.includes(source)) return judgeQueued(false)
    nextQueue = (nextQueue + 1) % queuesPerSource
    return sourceQueues.run(`${source}|${nextQueue}`, judgeQueued)
  }

  /** The answer cannot be sent, so the user was not let in: codes and challenges spent on it become usable again. */
  async function giveBackAll(spent: Spending[]): Promise<void> {
    for (const each of spent.splice(0).reverse()) {
      if (await isSpent(each)) await state.giveBack(each.spent, clock()).catch(deps.onFault)
    }
  }

  function judgeAlone(login: LookedUp, before: ThrottleStanding, waited: boolean): Judging {
    const { attempt, found, parties, spent } = login
    const now = clock()
    if (waited || throttling.isLastForNow(before, now)) return judgeAfterOthers(login, before)
    return judge({ attempt, found, parties, spent, standing: before, now })
  }

  /** If one more failure would cause a delay, services sharing a store take turns; null if another has the turn. */
  async function judgeAfterOthers(login: LookedUp, before: ThrottleStanding): Promise<LoginOutcome | null> {
    const known = await rereadStanding(login, before)
    if (state.runExclusively === undefined || !throttling.isLastForNow(known.standing, known.now))
      return judge(known)
    return state.runExclusively(before.queue, async () => judge(await rereadStanding(login, before)))
  }

  async function rereadStanding(login: LookedUp, before: ThrottleStanding): Promise<KnownAttempt> {
    const now = clock()
    return { ...login, standing: await throttling.reread(before, now), now }
  }

  function judge(known: KnownAttempt): Answer<LoginOutcome> {
    return whenKnown(loadLoginFacts(known, factDeps), (loaded) => conclude(known, loaded))
  }

  function conclude(known: KnownAttempt, loaded: LoadedFacts): Answer<LoginOutcome> {
    const { facts } = loaded
    const decision = decide(facts)
    if (decision.decision === 'unavailable') return unavailable('backend')
    // The caller has stopped waiting, and a code spent on this answer would be lost to the user.
    if (clock() > known.attempt.deadline) {
      return giveBackAll(known.spent).then(() => unavailable('deadline'))
    }
    const hasProven = facts.password === 'ok' && facts.user === 'found'
    const cleared = hasProven ? throttling.clear(known.standing, 'password') : null
    return cleared === null
      ? carryOut(decision, known, loaded)
      : cleared.then(() => carryOut(decision, known, loaded))
  }

  function carryOut(
    decision: Exclude<LoginDecision, { decision: 'unavailable' }>,
    known: KnownAttempt,
    loaded: LoadedFacts,
  ): Answer<LoginOutcome> {
    switch (decision.decision) {
      case 'accept':
        return accept(decision.claim, known, loaded)
      case 'challenge':
        return challenge(known, loaded)
      case 'reject':
        return reject(decision.reason, decision.failure, known, loaded)
    }
  }

  function accept(claim: LoginClaim | null, known: KnownAttempt, loaded: LoadedFacts): Answer<LoginOutcome> {
    const { found, now } = known
    if (!isKnown(found)) throw new Error('an unknown user was accepted')
    if (claim === null) return letIn(found, null, null, known, loaded)
    const begun = observer.uptime()
    const claiming = claimFactor(claim, known, found.userKey, loaded)
    // Where it is there at once, its write is what takes time.
    if (claiming instanceof Promise)
      claiming.then(() => observer.took('claim', observer.uptime() - begun), ignore)
    return whenKnown(claiming, (claimed) => {
      if (claimed === 'used') return tryAgain('code-used', known, loaded)
      if (claimed === 'copied') return challenge(known, loaded)
      if ('heldUntil' in claimed) return tryAgain('codes-held', known, loaded, claimed.heldUntil - now)
      return letIn(found, claim, claimed.deviceCookie, known, loaded)
    })
  }

  function letIn(
    found: KnownUser,
    claim: LoginClaim | null,
    deviceCookie: DeviceCookie | null,
    known: KnownAttempt,
    loaded: LoadedFacts,
  ): LoginOutcome {
    const { user, userKey } = found
    const invitation = invitationOf(loaded)
    if (invitation !== null && loaded.facts.requirement === 'required') {
      deps.onLogin({ what: 'enrolment-due', found })
    }
    const begun = begunWith(known, loaded)
    const factors = factorsOf(loaded, claim, begun)
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

  /**
   * Stores the known place. null if not stored. A fault affects only the counting of failures, so it refuses no login: this
   * neither throws nor rejects.
   */
  function note(
    { attempt }: LookedUp,
    standing: ThrottleStanding,
    { userKey, deviceCookie }: Extract<LoginOutcome, { outcome: 'accept' }>,
  ): Promise<BrowserCookie | null> | null {
    // A trusted browser is already known by its own cookie.
    if (deviceCookie !== null && attempt.place !== 'caller') return null
    const notNoted = (fault: unknown) => {
      deps.onFault(fault)
      return null
    }
    try {
      return places.note(attempt, userKey, standing, clock())?.catch(notNoted) ?? null
    } catch (fault) {
      return notNoted(fault)
    }
  }

  function invitationOf({ facts, requiredSince, policy }: LoadedFacts) {
    if (facts.enrolled || facts.requirement === 'off') return null
    return { graceEnds: requiredSince === null ? null : requiredSince + policy.gracePeriod }
  }

  async function reject(
    reason: RejectReason,
    failure: FailedFactor | null,
    known: KnownAttempt,
    loaded: LoadedFacts,
  ): Promise<LoginOutcome> {
    if (failure !== null) await throttling.charge(known, failure)
    // A page that only asked whether its browser is trusted: the login still waits for its code.
    if (reason === 'code-missing' && known.attempt.door === 'http' && loaded.challenge !== null)
      return challenge(known, loaded)
    if (reason === 'code-wrong' || reason === 'code-used' || reason === 'recovery-code-held')
      return tryAgain(reason, known, loaded)
    const { found } = known
    if (reason === 'enrolment-required' && isKnown(found)) {
      deps.onLogin({ what: 'enrolment-due', found })
      return { outcome: 'reject', reason, retryAfter: 0, found }
    }
    return { outcome: 'reject', reason, retryAfter: loaded.facts.wait }
  }

  /** A wrong code in answer to a challenge may be corrected until the codes of this login are used up. */
  async function tryAgain(
    reason: CodeRefusal,
    known: KnownAttempt,
    loaded: LoadedFacts,
    retryAfter = 0,
  ): Promise<LoginOutcome> {
    const isTry = reason === 'code-wrong' || reason === 'code-used'
    const codesLeft = loaded.challenge === null ? 0 : loaded.challenge.codesLeft - (isTry ? 1 : 0)
    if (codesLeft === 0) return { outcome: 'reject', reason, retryAfter }
    return challenge(known, loaded, codesLeft, reason, retryAfter)
  }

  async function challenge(
    { attempt, found, standing, now }: KnownAttempt,
    { challenge, active, recoveryCodesLeft, policy }: LoadedFacts,
    codesLeft = challenge?.codesLeft ?? codesPerLogin,
    retry: CodeRefusal | null = null,
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
      factors: answersOf(recoveryCodesLeft, isMailAddress(user.email) && policy.emailCode),
      ...lengthsOf(active),
      codesLeft,
      retry,
      retryAfter,
    }
  }
}

/** A RADIUS State is used once (docs/requirements.md, R20). A page keeps its challenge across wrong codes. */
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

const ignore = () => {}

function unavailable(reason: UnavailableReason): LoginOutcome {
  return { outcome: 'unavailable', reason }
}

function factorsOf(
  { facts }: LoadedFacts,
  claim: LoginClaim | null,
  begun: Pick<Challenge, 'vouched'> | null,
): Factor[] {
  const isWithoutPassword = facts.password === 'not-asked' || begun?.vouched !== undefined
  const factors: Factor[] = isWithoutPassword ? [] : ['password']
  if (claim !== null) factors.push(claim.kind === 'time-step' ? 'totp' : claim.kind)
  return factors
}
