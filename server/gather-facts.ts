import type { User } from '../adapters/user-store.ts'
import { normaliseCode, splitTyped, type TypedLogin } from './login/attempt.ts'
import type { CodeFact, LoginFacts } from './login/decide.ts'
import { isGraceOver, type Requirement, requirementFor, type SecondFactorPolicy } from './login/policy.ts'
import { hashRecoveryCode, looksLikeRecoveryCode, matchRecoveryCode } from './login/recovery-code.ts'
import { acceptableUntil, matchTimeStep } from './login/totp.ts'
import type { LoginAttempt, LoginRule } from './login-attempt.ts'
import type { Challenge, Enrolment, StateStore, TotpAuthenticator, UserKey } from './state/state-store.ts'
import type { TotpKeys } from './state/totp-keys.ts'
import { accountKey, type Standing, type ThrottledParties, type Throttling } from './throttling.ts'
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
  readonly standing: Standing
  /** The challenge that was taken to prove the password; null for a new login. */
  readonly challenge: Challenge | null
  /** Digits of the code this user types. */
  readonly digits: number
}

type Password = LoginFacts['password']

/**
 * Looks up everything that `decide` wants to know, in the order in which an earlier fact can make a later one
 * pointless: nothing is verified for those who must wait, no code is looked at beside a wrong password.
 */
export async function gatherFacts(known: KnownAttempt, sources: FactSources): Promise<GatheredFacts> {
  const { attempt, found, parties, now } = known
  const { state, throttling } = sources
  const policy = sources.policy()
  const person = found === 'ambiguous' ? null : found

  const standing = await throttling.standing(parties, now)
  const enrolment = await state.readEnrolment(accountKey(parties))
  const active = enrolment?.authenticators.filter(({ enabled }) => enabled) ?? []
  const digits = active.at(-1)?.digits ?? 6
  const facts: LoginFacts = {
    wait: standing.wait,
    user: userFact(found),
    password: 'not-asked',
    allowed: person !== null && isAllowed(person.user, attempt.rule),
    mode: attempt.rule.secondFactor,
    requirement: requirementFor(person?.user.groups ?? [], policy),
    graceOver: false,
    enrolled: active.length > 0,
    code: { kind: 'none' },
  }
  if (standing.wait > 0) return { facts, standing, challenge: null, digits }

  const typed = readTyped(attempt, asksForCode(facts) ? digits : null)
  const challenge = await takeChallenge(known, state)
  const password = await passwordFact(known, typed, challenge, sources)
  if (person === null || !isProven(password))
    return { facts: { ...facts, password }, standing, challenge, digits }

  const code =
    enrolment === null || typed.code === null
      ? facts.code
      : matchCode(
          typed.code,
          person.userKey,
          enrolment,
          active,
          { now, driftWindow: policy.driftWindow },
          sources,
        )
  const graceOver =
    !facts.enrolled && (await isOverdue(person.userKey, facts.requirement, policy, now, state))
  return { facts: { ...facts, password, code, graceOver }, standing, challenge, digits }
}

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
  state: StateStore,
): Promise<Challenge | null> {
  if (attempt.challengeState === null) return Promise.resolve(null)
  const holder = { userKey: accountKey(parties), askedBy: attempt.askedBy }
  return state.takeChallenge(attempt.challengeState, holder, now)
}

async function passwordFact(
  { attempt, found }: KnownAttempt,
  typed: TypedLogin,
  challenge: Challenge | null,
  { users }: FactSources,
): Promise<Password> {
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
  for (const authenticator of active.toReversed()) {
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
