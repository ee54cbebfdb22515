import type { User } from '../adapters/user-store.ts'
import { normaliseCode, splitTyped, type TypedLogin } from './login/attempt.ts'
import type { CodeFact, LoginFacts } from './login/decide.ts'
import { isGraceOver, type Requirement, requirementFor, type SecondFactorPolicy } from './login/policy.ts'
import { hashRecoveryCode, looksLikeRecoveryCode, matchRecoveryCode } from './login/recovery-code.ts'
import type { FailureRuns } from './login/throttle.ts'
import { acceptableUntil, matchTimeStep } from './login/totp.ts'
import type { LoginAttempt, LoginRule } from './login-attempt.ts'
import type { Challenge, Enrolment, StateStore, TotpAuthenticator, UserKey } from './state/state-store.ts'
import type { TotpKeys } from './state/totp-keys.ts'
import type { ThrottledParties, Throttling } from './throttling.ts'
import type { FoundUser, UserDirectory } from './user-directory.ts'

export interface LoginPolicy extends SecondFactorPolicy {
  /** Time-steps accepted on each side of now. */
  readonly driftWindow: number
}

export interface FactSources {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly throttling: Throttling
  readonly totpKeys: TotpKeys
  readonly recoveryCodeHashKey: Uint8Array
  /** The policy in force; it may change between two logins. */
  readonly policy: () => LoginPolicy
}

/** A login whose name has been looked up. */
export interface KnownAttempt {
  readonly attempt: LoginAttempt
  readonly found: FoundUser | 'ambiguous' | null
  readonly parties: ThrottledParties
  /** Server time at which it is judged, milliseconds since the epoch. */
  readonly now: number
}

export interface GatheredFacts {
  readonly facts: LoginFacts
  /** Of the account, before this login. */
  readonly failures: FailureRuns
  /** The challenge that was taken to prove the password; null for a new login. */
  readonly challenge: Challenge | null
  /** Digits of the code this user types. */
  readonly digits: number
}

type Password = LoginFacts['password']
/** While it is being filled in: one object a login, because thousands of logins a second share one core. */
type Draft = { -readonly [Fact in keyof LoginFacts]: LoginFacts[Fact] }

/**
 * Looks up everything that `decide` wants to know, in the order in which an earlier fact can make a later one
 * pointless: nothing is verified for those who must wait, no code is looked at beside a wrong password.
 */
export async function gatherFacts(known: KnownAttempt, sources: FactSources): Promise<GatheredFacts> {
  const { attempt, found, parties, now } = known
  const { state, throttling } = sources
  const policy = sources.policy()
  const person = found === 'ambiguous' ? null : found
  const { account } = parties

  const failures = await state.readFailures(account)
  const wait = await throttling.wait(parties, failures, now)
  const enrolment = await state.readEnrolment(account)
  const active = enabledOf(enrolment)
  const digits = active.at(-1)?.digits ?? 6
  const facts: Draft = {
    wait,
    user: userFact(found),
    password: 'not-asked',
    allowed: person !== null && isAllowed(person.user, attempt.rule),
    mode: attempt.rule.secondFactor,
    requirement: requirementFor(person?.user.groups ?? nobodysGroups, policy),
    graceOver: false,
    enrolled: active.length > 0,
    code: noCode,
  }
  if (wait > 0) return { facts, failures, challenge: null, digits }

  const typed = readTyped(attempt, asksForCode(facts) ? digits : null)
  const challenge =
    attempt.challengeState === null ? null : await takeChallenge(known, attempt.challengeState, state)
  facts.password = await passwordFact(known, typed, challenge, sources)
  if (person === null || !isProven(facts.password)) return { facts, failures, challenge, digits }

  if (enrolment !== null && typed.code !== null) {
    facts.code = matchCode(
      typed.code,
      person.userKey,
      enrolment,
      active,
      { now, driftWindow: policy.driftWindow },
      sources,
    )
  }
  if (!facts.enrolled)
    facts.graceOver = await isOverdue(person.userKey, facts.requirement, policy, now, state)
  return { facts, failures, challenge, digits }
}

const noCode: CodeFact = { kind: 'none' }
const nobodysGroups: readonly string[] = []
const nothingEnrolled: readonly TotpAuthenticator[] = []

function enabledOf(enrolment: Enrolment | null): readonly TotpAuthenticator[] {
  const all = enrolment?.authenticators ?? nothingEnrolled
  return all.every(isEnabled) ? all : all.filter(isEnabled)
}

const isEnabled = ({ enabled }: TotpAuthenticator) => enabled

function userFact(found: KnownAttempt['found']): LoginFacts['user'] {
  if (found === null) return 'unknown'
  if (found === 'ambiguous') return 'ambiguous'
  return found.user.enabled ? 'found' : 'disabled'
}

function isAllowed(user: User, { allow }: LoginRule): boolean {
  const byGroup = allow.groups.length === 0 || user.groups.some((group) => allow.groups.includes(group))
  const byRole = allow.roles.length === 0 || allow.roles.includes(user.role)
  return byGroup && byRole
}

function asksForCode({ enrolled, mode, requirement }: LoginFacts): boolean {
  return enrolled && mode !== 'none' && requirement !== 'off'
}

/** The answer to a challenge is a code and nothing else. */
function readTyped({ challengeState, typed, rule }: LoginAttempt, digits: number | null): TypedLogin {
  if (challengeState !== null) return { password: null, code: typed === '' ? null : typed }
  return splitTyped(typed, { mode: rule.secondFactor, separator: rule.separator, digits })
}

function takeChallenge(
  { attempt, parties, now }: KnownAttempt,
  challengeState: string,
  state: StateStore,
): Promise<Challenge | null> {
  const holder = { userKey: parties.account, askedBy: attempt.askedBy }
  return state.takeChallenge(challengeState, holder, now)
}

function passwordFact(
  { attempt, found }: KnownAttempt,
  typed: TypedLogin,
  challenge: Challenge | null,
  { users }: FactSources,
): Password | Promise<Password> {
  if (attempt.challengeState !== null) return challenge === null ? 'not-proven' : 'proven'
  if (typed.password === null) return 'not-asked'
  return users.verifyPassword(found === 'ambiguous' ? null : found, typed.password, attempt.deadline)
}

function isProven(password: Password): boolean {
  return password === 'ok' || password === 'proven' || password === 'not-asked'
}

/** The newest authenticator is tried first; a recovery code is told apart by its length. */
function matchCode(
  typed: string,
  userKey: UserKey,
  enrolment: Enrolment,
  active: readonly TotpAuthenticator[],
  window: { readonly now: number; readonly driftWindow: number },
  { totpKeys, recoveryCodeHashKey }: FactSources,
): CodeFact {
  const code = normaliseCode(typed)
  for (let i = active.length - 1; i >= 0; i--) {
    const authenticator = active[i] as TotpAuthenticator
    const timeStep = matchTimeStep(totpKeys(userKey, authenticator), code, authenticator, window)
    if (timeStep === null) continue
    return {
      kind: 'time-step',
      authenticatorId: authenticator.id,
      timeStep,
      acceptableUntil: acceptableUntil(timeStep, authenticator.period, window.driftWindow),
    }
  }
  if (!looksLikeRecoveryCode(code)) return { kind: 'wrong' }
  const hash = hashRecoveryCode(code, userKey, recoveryCodeHashKey)
  const match = matchRecoveryCode(hash, enrolment.recoveryCodeHashes)
  return match === null ? { kind: 'wrong' } : { kind: 'recovery-code', hash: match }
}

/** Whether a user without a second factor has had one required of them for longer than the grace period. */
async function isOverdue(
  userKey: UserKey,
  requirement: Requirement,
  policy: LoginPolicy,
  now: number,
  state: StateStore,
): Promise<boolean> {
  if (requirement === 'required') return isGraceOver(await state.markRequired(userKey, now), policy, now)
  // Required once, not any more: the next time it is required, the grace period starts anew.
  if ((await state.readRequiredSince(userKey)) !== null) await state.clearRequired(userKey)
  return false
}
