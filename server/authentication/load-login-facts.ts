import type { User } from '../../adapters/user-store.ts'
import { whenKnown } from '../lib/when-known.ts'
import { splitTyped, type TypedLogin } from '../login/attempt.ts'
import { type CodeFact, isNewlyProven, type LoginFacts } from '../login/decide.ts'
import { isGraceOver, type Requirement, requirementOf, type SecondFactorPolicy } from '../login/policy.ts'
import type {
  Challenge,
  Enrolment,
  Spent,
  StateStore,
  TotpAuthenticator,
  UserKey,
} from '../state/contract/state-store.ts'
import { isKnown, type KnownUser, type NoUser, type UserDirectory } from '../users/directory.ts'
import type { LoginAttempt, LoginRule } from './login-attempt.ts'
import type { ThrottledParties, ThrottleStanding, Throttling } from './throttling.ts'
import type { ShownDevice, TrustedDevices } from './trusted-devices.ts'
import { type CodeHolder, type CodeKeys, isUsedCode, matchCode } from './verify-code.ts'

export interface LoginPolicy extends SecondFactorPolicy {
  /** Time-steps accepted on each side of now. */
  readonly driftWindow: number
  /** Milliseconds for which a browser may stand in for the code; null: none may. */
  readonly trustedDevice: number | null
  /** Whether a code can be mailed to users who have an address. */
  readonly emailCode: boolean
}

export interface LoginFactDeps extends CodeKeys {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly throttling: Throttling
  readonly trustedDevices: TrustedDevices
  /** The policy in force; it may change between two logins. */
  readonly policy: () => LoginPolicy
}

/** A login whose name has been looked up. */
export interface LookedUp {
  readonly attempt: LoginAttempt
  readonly found: KnownUser | NoUser
  readonly parties: ThrottledParties
  /** What it has used up by now, and gets back if its answer cannot leave. */
  readonly spent: Spent[]
}

/** One whose turn it is. */
export interface KnownAttempt extends LookedUp {
  readonly standing: ThrottleStanding
  /** Server time at which it is judged, milliseconds since the epoch. */
  readonly now: number
}

export interface GatheredFacts {
  readonly facts: LoginFacts
  /** The challenge that was taken to prove the password; null for a new login. */
  readonly challenge: Challenge | null
  /** Enabled authenticators, oldest first. */
  readonly active: readonly TotpAuthenticator[]
  /** Recovery codes that this user has left. */
  readonly recoveryCodesLeft: number
  /** The browser that was shown; null: none, or none that counts. */
  readonly device: ShownDevice | null
  /** When a second factor that this user has not got was first required; null: it is not, or not looked up. */
  readonly requiredSince: number | null
}

type Password = LoginFacts['password']
/** While it is being filled in: one object a login, because thousands of logins a second share one core. */
type Draft = { -readonly [Fact in keyof LoginFacts]: LoginFacts[Fact] }
type Gathering = { -readonly [Field in keyof Omit<GatheredFacts, 'facts'>]: GatheredFacts[Field] } & {
  readonly facts: Draft
}

/**
 * Looks up everything that `decide` wants to know, in the order in which an earlier fact can make a later one
 * pointless: nothing is verified for those who must wait, no code is looked at beside a wrong password.
 */
export function gatherFacts(
  known: KnownAttempt,
  deps: LoginFactDeps,
): GatheredFacts | Promise<GatheredFacts> {
  return whenKnown(deps.state.readEnrolment(known.parties.account), (enrolment) =>
    gatherWith(enrolment, known, deps),
  )
}

function gatherWith(
  enrolment: Enrolment | null,
  known: KnownAttempt,
  deps: LoginFactDeps,
): GatheredFacts | Promise<GatheredFacts> {
  const { attempt, found, standing, now } = known
  const policy = deps.policy()
  const person = isKnown(found) ? found : null
  const wait = deps.throttling.wait(standing, now)
  const active = enabledOf(enrolment)
  const facts: Draft = {
    wait,
    user: userFact(found),
    password: 'not-asked',
    allowed: person !== null && isAllowed(person.user, attempt.rule),
    mode: attempt.rule.secondFactor,
    requirement: requirementOf(enrolment?.requirement ?? null, person?.user.groups ?? nobodysGroups, policy),
    graceOver: false,
    enrolled: active.length > 0,
    code: noCode,
    deviceShown: false,
  }
  const gathered: Gathering = {
    facts,
    challenge: null,
    active,
    recoveryCodesLeft: enrolment?.recoveryCodeHashes.length ?? 0,
    device: null,
    requiredSince: null,
  }
  if (wait > 0) return gathered

  const typed = readTyped(attempt, asksForCode(facts) ? digitsOf(active) : null)
  return whenKnown(passwordFact(known, typed, gathered, deps), (password) => {
    facts.password = password
    if (person === null || !isProven(password)) return gathered
    const { userKey } = person
    const { challenge } = gathered
    const holder =
      enrolment === null ? null : { userKey, active, enrolment, challenge, restores: deps.state.restores() }
    return whenKnown(codeFact(typed.code, holder, known, policy, deps), (code) => {
      facts.code = code
      const isAllKnown = facts.enrolled && attempt.trustedDevice === null
      return isAllKnown ? gathered : gatherOthers(typed, person, known, gathered, policy, deps)
    })
  })
}

/** What hardly any login has: a browser that may be trusted, or no second factor yet. */
async function gatherOthers(
  typed: TypedLogin,
  { userKey }: KnownUser,
  { attempt, now }: KnownAttempt,
  gathered: Gathering,
  policy: LoginPolicy,
  { trustedDevices, state }: LoginFactDeps,
): Promise<GatheredFacts> {
  const { facts, active } = gathered
  const hasPassword = isNewlyProven(facts.password) || (facts.password === 'proven' && typed.code === null)
  if (attempt.trustedDevice !== null && policy.trustedDevice !== null && hasPassword) {
    gathered.device = await trustedDevices.find(
      attempt.trustedDevice,
      userKey,
      active,
      policy.trustedDevice,
      now,
    )
    facts.deviceShown = gathered.device !== null
  }
  if (!facts.enrolled) {
    gathered.requiredSince = await requiredSince(userKey, facts.requirement, now, state)
    facts.graceOver = gathered.requiredSince !== null && isGraceOver(gathered.requiredSince, policy, now)
  }
  return gathered
}

/** Digits of the code that a user types: those of the newest authenticator. */
export function digitsOf(active: readonly TotpAuthenticator[]): 6 | 8 {
  return active.at(-1)?.digits ?? 6
}

const nothingTyped: TypedLogin = { password: null, code: null }
const noCode: CodeFact = { kind: 'none' }
const usedCode: CodeFact = { kind: 'used' }
const nobodysGroups: readonly string[] = []
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

/** The answer to a challenge is a code and nothing else. */
function readTyped(
  { challengeState, typed, vouched, rule }: LoginAttempt,
  digits: number | null,
): TypedLogin {
  if (challengeState !== null) return { password: null, code: typed === '' ? null : typed }
  if (vouched !== undefined) return nothingTyped
  return splitTyped(typed, { mode: rule.secondFactor, separator: rule.separator, digits })
}

function passwordFact(
  known: KnownAttempt,
  typed: TypedLogin,
  gathered: Gathering,
  { users, state }: LoginFactDeps,
): Password | Promise<Password> {
  const { attempt, found } = known
  if (attempt.challengeState !== null) return takeChallenge(attempt.challengeState, known, gathered, state)
  if (attempt.vouched !== undefined) return 'vouched'
  if (typed.password === null) return 'not-asked'
  return users.verifyPassword(isKnown(found) ? found : null, typed.password, attempt.deadline, attempt.login)
}

async function takeChallenge(
  challengeState: string,
  { attempt, parties, spent, now }: KnownAttempt,
  gathered: Gathering,
  state: StateStore,
): Promise<Password> {
  const holder = { userKey: parties.account, askedBy: attempt.askedBy }
  const challenge = await state.takeChallenge(challengeState, holder, now)
  if (challenge === null) return 'not-proven'
  gathered.challenge = challenge
  spent.push({ kind: 'challenge', challenge })
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
  // Sent again it costs nobody a failure, so it must not be a guess either: time passes, and a wrong code becomes the right one.
  if (attempt.packet?.replayed) return usedCode
  const shown = { code, factor: attempt.codeFactor }
  const fact = matchCode(shown, holder, { now, driftWindow }, deps)
  if (fact.kind !== 'wrong') return fact
  return isUsedCode(shown, holder, now, deps, deps.state).then((isUsed) => (isUsed ? usedCode : fact))
}

function isProven(password: Password): boolean {
  return isNewlyProven(password) || password === 'proven' || password === 'not-asked'
}

/** When a user without a second factor first had one required of them; null: none is required. */
async function requiredSince(
  userKey: UserKey,
  requirement: Requirement,
  now: number,
  state: StateStore,
): Promise<number | null> {
  if (requirement === 'required') return state.markRequired(userKey, now)
  // Required once, not any more: the next time it is required, the grace period starts anew.
  if ((await state.readRequiredSince(userKey)) !== null) await state.clearRequired(userKey)
  return null
}

/** A challenge keeps what its login was begun with, whatever comes with the code. */
export function begunWith(
  { attempt }: Pick<KnownAttempt, 'attempt'>,
  { challenge }: Pick<GatheredFacts, 'challenge'>,
): Pick<Challenge, 'nonce' | 'vouched'> | null {
  const { nonce, vouched } = challenge ?? attempt
  if (nonce === undefined && vouched === undefined) return null
  return { ...(nonce !== undefined && { nonce }), ...(vouched !== undefined && { vouched }) }
}
