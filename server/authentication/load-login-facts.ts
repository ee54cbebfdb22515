import type { User } from '../../adapters/user-store.ts'
import { whenKnown } from '../lib/when-known.ts'
import { readingsOf, type TypedLogin } from '../login/attempt.ts'
import { type CodeFact, isNewlyProven, type LoginFacts } from '../login/decide.ts'
import {
  isGraceOver,
  policyOf,
  type Requirement,
  requirementOf,
  type SecondFactorPolicy,
} from '../login/policy.ts'
import type {
  Challenge,
  Enrolment,
  StateStore,
  TotpAuthenticator,
  UserKey,
} from '../state/contract/state-store.ts'
import { isKnown, type KnownUser, type NoUser, type UserDirectory } from '../users/directory.ts'
import { codeLengthsOf } from './code-lengths.ts'
import type { LoginAttempt, LoginRule } from './login-attempt.ts'
import type { LoginObserver } from './login-observer.ts'
import type { Spending } from './spending.ts'
import type { ThrottledParties, ThrottleStanding, Throttling } from './throttling.ts'
import type { ShownDevice, TrustedDevices } from './trusted-devices.ts'
import { tryReadings } from './try-readings.ts'
import { type CodeHolder, type CodeKeys, isUsedCode, verifyCode } from './verify-code.ts'

export interface LoginPolicy extends SecondFactorPolicy {
  /** Time-steps accepted on each side of the current one. */
  readonly driftWindow: number
  /** Milliseconds for which a trusted browser replaces the code; null if none may. */
  readonly trustedDevice: number | null
  /** Whether users with a mail address can have a code mailed. */
  readonly emailCode: boolean
}

export interface LoginFactDeps extends CodeKeys {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly throttling: Throttling
  readonly trustedDevices: TrustedDevices
  /** Read at each login, because the policy may change between two. */
  readonly policy: () => LoginPolicy
  readonly observer: LoginObserver
}

/** A login after its name was looked up. */
export interface LookedUp {
  readonly attempt: LoginAttempt
  readonly found: KnownUser | NoUser
  readonly parties: ThrottledParties
  /** What it has consumed so far; given back if the answer cannot be sent. */
  readonly spent: Spending[]
}

/** A login whose turn in the queue has come. */
export interface KnownAttempt extends LookedUp {
  readonly standing: ThrottleStanding
  /** When it is judged: server time, milliseconds since the epoch. */
  readonly now: number
}

export interface LoadedFacts {
  /** That holds for the user's tenant. */
  readonly policy: LoginPolicy
  readonly facts: LoginFacts
  /** The challenge that was consumed to prove the password; null for a new login. */
  readonly challenge: Challenge | null
  /** Enabled authenticators, oldest first. */
  readonly active: readonly TotpAuthenticator[]
  /** How many recovery codes this user has left. */
  readonly recoveryCodesLeft: number
  /** The trusted device whose cookie was sent; null if there is none, or it is not valid. */
  readonly device: ShownDevice | null
  /** When the second factor that this user lacks was first required; null if it is not, or was not looked up. */
  readonly requiredSince: number | null
}

type Password = LoginFacts['password']
/**
 * The facts while they are filled in. One mutable object per login keeps garbage low at thousands of logins a second.
 */
type Draft = { -readonly [Fact in keyof LoginFacts]: LoginFacts[Fact] }
type LoadingFacts = { -readonly [Field in keyof Omit<LoadedFacts, 'facts'>]: LoadedFacts[Field] } & {
  readonly facts: Draft
}

/**
 * Looks up all facts that `decide` needs. Earlier facts can make later ones unnecessary: nothing is verified during a
 * delay, and a code beside a wrong password is not checked.
 */
export function loadLoginFacts(known: KnownAttempt, deps: LoginFactDeps): LoadedFacts | Promise<LoadedFacts> {
  return whenKnown(deps.state.readEnrolment(known.parties.account), (enrolment) =>
    loadWithEnrolment(enrolment, known, deps),
  )
}

function loadWithEnrolment(
  enrolment: Enrolment | null,
  known: KnownAttempt,
  deps: LoginFactDeps,
): LoadedFacts | Promise<LoadedFacts> {
  const { attempt, found, standing, now } = known
  const person = isKnown(found) ? found : null
  const policy = policyOf(deps.policy(), person?.user.tenant)
  const wait = deps.throttling.wait(standing, now)
  const active = enabledOf(enrolment)
  const facts: Draft = {
    wait,
    user: userFact(found),
    password: 'not-asked',
    allowed: person !== null && isAllowed(person.user, attempt.rule),
    mode: attempt.rule.secondFactor,
    requirement: requirementOf(enrolment?.requirement ?? null, person?.user.groups ?? noGroups, policy),
    graceOver: false,
    enrolled: active.length > 0,
    code: noCode,
    deviceShown: false,
  }
  const loaded: LoadingFacts = {
    policy,
    facts,
    challenge: null,
    active,
    recoveryCodesLeft: enrolment?.recoveryCodeHashes.length ?? 0,
    device: null,
    requiredSince: null,
  }
  if (wait > 0) return loaded

  const readings = readTyped(attempt, asksForCode(facts) ? codeLengthsOf(active) : noLengths)
  const verify = (typed: TypedLogin) => passwordFact(known, typed, loaded, deps)
  const holder = (): CodeHolder | null => {
    if (person === null || enrolment === null) return null
    const { challenge } = loaded
    return { userKey: person.userKey, active, enrolment, challenge, restores: deps.state.restores() }
  }
  const hasRightCode = ({ code }: TypedLogin) => isRightCode(code, holder(), known, policy, deps)
  return whenKnown(tryReadings(readings, verify, hasRightCode), ({ typed, password }) => {
    facts.password = password
    if (person === null || !isProven(password)) return loaded
    return whenKnown(codeFact(typed.code, holder(), known, policy, deps), (code) => {
      facts.code = code
      const isAllKnown = facts.enrolled && attempt.trustedDevice === null
      return isAllKnown ? loaded : loadRareFacts(typed, person, known, loaded, policy, deps)
    })
  })
}

/** Facts that few logins need: a trusted device, or the requirement for users without a second factor. */
async function loadRareFacts(
  typed: TypedLogin,
  { userKey }: KnownUser,
  { attempt, now }: KnownAttempt,
  loaded: LoadingFacts,
  policy: LoginPolicy,
  { trustedDevices, state }: LoginFactDeps,
): Promise<LoadedFacts> {
  const { facts, active } = loaded
  const hasPassword = isNewlyProven(facts.password) || (facts.password === 'proven' && typed.code === null)
  if (attempt.trustedDevice !== null && policy.trustedDevice !== null && hasPassword) {
    loaded.device = await trustedDevices.find(
      attempt.trustedDevice,
      userKey,
      active,
      policy.trustedDevice,
      now,
    )
    facts.deviceShown = loaded.device !== null
  }
  if (!facts.enrolled) {
    loaded.requiredSince = await requiredSince(userKey, facts.requirement, now, state)
    facts.graceOver = loaded.requiredSince !== null && isGraceOver(loaded.requiredSince, policy, now)
  }
  return loaded
}

const nothingTyped: TypedLogin = { password: null, code: null }
const noLengths: readonly number[] = []
const noCode: CodeFact = { kind: 'none' }
const usedCode: CodeFact = { kind: 'used' }
const noGroups: readonly string[] = []
const nothingEnrolled: readonly TotpAuthenticator[] = []

function enabledOf(enrolment: Enrolment | null): readonly TotpAuthenticator[] {
  const all = enrolment?.authenticators ?? nothingEnrolled
  return all.every(isEnabled) ? all : all.filter(isEnabled)
}

const isEnabled = ({ enabled }: TotpAuthenticator) => enabled

function userFact(found: KnownAttempt['found']): LoginFacts['user'] {
  if (!isKnown(found)) return found ?? 'unknown'
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

/** The answer to a challenge is only a code. */
function readTyped(
  { challengeState, typed, vouched, rule }: LoginAttempt,
  codeLengths: readonly number[],
): readonly [TypedLogin, ...TypedLogin[]] {
  if (challengeState !== null) return [{ password: null, code: typed === '' ? null : typed }]
  if (vouched !== undefined) return [nothingTyped]
  return readingsOf(typed, { mode: rule.secondFactor, separator: rule.separator }, codeLengths)
}

function passwordFact(
  known: KnownAttempt,
  typed: TypedLogin,
  loaded: LoadingFacts,
  { users, state, observer }: LoginFactDeps,
): Password | Promise<Password> {
  const { attempt, found } = known
  if (attempt.challengeState !== null) return takeChallenge(attempt.challengeState, known, loaded, state)
  if (attempt.vouched !== undefined) return 'vouched'
  if (typed.password === null) return 'not-asked'
  const begun = observer.uptime()
  const person = isKnown(found) ? found : null
  return whenKnown(
    users.verifyPassword(person, typed.password, attempt.deadline, attempt.login),
    (password) => {
      observer.took('password', observer.uptime() - begun)
      return password
    },
  )
}

async function takeChallenge(
  challengeState: string,
  { attempt, parties, spent, now }: KnownAttempt,
  loaded: LoadingFacts,
  state: StateStore,
): Promise<Password> {
  const holder = { userKey: parties.account, askedBy: attempt.askedBy }
  const challenge = await state.takeChallenge(challengeState, holder, now)
  if (challenge === null) return 'not-proven'
  loaded.challenge = challenge
  spent.push({ spent: { kind: 'challenge', challenge } })
  return 'proven'
}

function codeFact(
  code: string | null,
  holder: CodeHolder | null,
  { attempt, now }: KnownAttempt,
  { driftWindow }: LoginPolicy,
  deps: LoginFactDeps,
): CodeFact | Promise<CodeFact> {
  if (code === null || holder === null) return noCode
  if (mayNotBeTried(attempt)) return usedCode
  const shown = { code, factor: attempt.codeFactor }
  const fact = verifyCode(shown, holder, { now, driftWindow }, deps)
  if (fact.kind !== 'wrong') return fact
  return isUsedCode(shown, holder, now, deps, deps.state).then((isUsed) => (isUsed ? usedCode : fact))
}

/** Whether a code is one that may be claimed now. */
function isRightCode(
  code: string | null,
  holder: CodeHolder | null,
  { attempt, now }: KnownAttempt,
  { driftWindow }: LoginPolicy,
  deps: LoginFactDeps,
): boolean {
  if (code === null || holder === null || mayNotBeTried(attempt)) return false
  return verifyCode({ code, factor: attempt.codeFactor }, holder, { now, driftWindow }, deps).kind !== 'wrong'
}

/**
 * A replayed packet is not counted as a failure, so its code must not be tried either: as time passes, a wrong code may become
 * the right one.
 */
function mayNotBeTried({ packet }: LoginAttempt): boolean {
  return packet?.replayed === true
}

function isProven(password: Password): boolean {
  return isNewlyProven(password) || password === 'proven' || password === 'not-asked'
}

/** When a user without a second factor was first required to have one; null if it is not required. */
async function requiredSince(
  userKey: UserKey,
  requirement: Requirement,
  now: number,
  state: StateStore,
): Promise<number | null> {
  if (requirement === 'required') return state.markRequired(userKey, now)
  // It was required earlier but is not any more: if it is required again, the grace period starts anew.
  if ((await state.readRequiredSince(userKey)) !== null) await state.clearRequired(userKey)
  return null
}

/**
 * What the login was begun with. For an answer it comes from the challenge, never from the request that brings the
 * code.
 */
export function begunWith(
  { attempt }: Pick<KnownAttempt, 'attempt'>,
  { challenge }: Pick<LoadedFacts, 'challenge'>,
): Pick<Challenge, 'nonce' | 'vouched'> | null {
  const { nonce, vouched } = challenge ?? attempt
  if (nonce === undefined && vouched === undefined) return null
  return { ...(nonce !== undefined && { nonce }), ...(vouched !== undefined && { vouched }) }
}
