import type { CodeRefusal, LoginOutcome } from '../../authentication/login-attempt.ts'
import { isoTime, wholeSeconds } from '../../lib/clock.ts'
import { isMailAddress } from '../../lib/mail-address.ts'
import { emailCodeDigits } from '../../login/email-code.ts'
import { policyOf } from '../../login/policy.ts'
import { maySelfReset } from '../../notifications/reset-by-mail.ts'
import type { UserKey } from '../../state/contract/state-store.ts'
import { acceptedBody } from '../api/accepted-login.ts'
import { lifetimeWithSetUp } from '../api/assertions.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { PortalContext } from '../api/request-context.ts'
import type { ReplyOf } from '../api/route.ts'
import { setUpStanding } from '../api/set-up-standing.ts'
import type { WaitingLogin } from '../api/widget-tokens.ts'
import type { calls, ErrorCode, ResponseBody } from '../contract/index.ts'
import { type Answer, answer, refuse } from '../transport/reply.ts'
import { challengeText } from './challenge-text.ts'
import { loginCookieHeader } from './device-cookies.ts'

type Accepted = Extract<LoginOutcome, { outcome: 'accept' }>
type Challenged = Extract<LoginOutcome, { outcome: 'challenge' }>
type ReplyDeps = Pick<
  HttpDeps,
  'assertions' | 'http' | 'clock' | 'policy' | 'mailer' | 'widgetTokens' | 'state'
>

/** The response to name and password. All wrong combinations look the same. */
export async function loginReply(
  outcome: LoginOutcome,
  { login, ...begun }: { readonly login: string } & WaitingLogin,
  context: PortalContext,
  deps: ReplyDeps,
): Promise<ReplyOf<typeof calls.login>> {
  switch (outcome.outcome) {
    case 'accept': {
      const { enrolAtLogin } = policyOf(deps.policy(), outcome.user.tenant)
      // A grace period is running: a second factor is required and not set up.
      const mayWait = (outcome.invitation?.graceEnds ?? null) !== null
      if (enrolAtLogin === 'off' || !mayWait) return accepted(outcome, context, deps)
      const done = await accepted(outcome, context, deps, lifetimeWithSetUp)
      const enrolmentToken = await tokenForSetUp(outcome.userKey, begun, context, deps)
      return enrolmentToken === null ? done : { ...done, answer: { ...done.answer, enrolmentToken } }
    }
    case 'challenge':
      return answer(challenged(outcome, login, deps))
    case 'unavailable':
      return refuse('unavailable')
    case 'reject': {
      if (outcome.reason === 'throttled') return throttled(outcome.retryAfter)
      if (outcome.reason !== 'enrolment-required') return refuse('login-rejected')
      const { found } = outcome
      const { enrolAtLogin } = policyOf(deps.policy(), found?.user.tenant)
      if (enrolAtLogin !== 'on' || found === undefined) return refuse('enrolment-required')
      const enrolmentToken = await tokenForSetUp(found.userKey, begun, context, deps)
      return refuse('enrolment-required', enrolmentToken === null ? {} : { enrolmentToken })
    }
  }
}

/**
 * A bearer for setting up a second factor during this login, which then continues with what it was begun with. null if the user
 * was set up meanwhile.
 */
async function tokenForSetUp(
  userKey: UserKey,
  begun: WaitingLogin,
  { portal }: PortalContext,
  { widgetTokens, state }: ReplyDeps,
): Promise<string | null> {
  const standing = await setUpStanding(userKey, state)
  if (standing === null) return null
  const setUp = { ...begun, standing }
  const amr = begun.vouched ?? ['pwd']
  const { token } = await widgetTokens.issue({ userKey, portal: portal.name, role: 'user', amr, setUp })
  return token
}

/** The response to a code. */
export async function codeReply(
  outcome: LoginOutcome,
  context: PortalContext,
  deps: ReplyDeps,
): Promise<ReplyOf<typeof calls.answerChallenge>> {
  switch (outcome.outcome) {
    case 'accept':
      return accepted(outcome, context, deps)
    case 'challenge': {
      const { retry, codesLeft, retryAfter } = outcome
      return refuseCode(retry, retryAfter, codesLeft)
    }
    case 'unavailable':
      return refuse('unavailable')
    case 'reject':
      if (outcome.reason === 'throttled') return throttled(outcome.retryAfter)
      return isCodeRefusal(outcome.reason)
        ? refuseCode(outcome.reason, outcome.retryAfter, 0)
        : refuse('challenge-expired')
  }
}

/** The response to a trusted browser's cookie. If it is not valid, the code is asked for. */
export async function deviceReply(
  outcome: LoginOutcome,
  context: PortalContext,
  deps: ReplyDeps,
): Promise<ReplyOf<typeof calls.showTrustedDevice>> {
  if (outcome.outcome === 'accept') return accepted(outcome, context, deps)
  if (outcome.outcome === 'challenge') return refuse('code-rejected', { codesLeft: outcome.codesLeft })
  if (outcome.outcome === 'unavailable') return refuse('unavailable')
  return outcome.reason === 'throttled' ? throttled(outcome.retryAfter) : refuse('challenge-expired')
}

function isCodeRefusal(reason: string): reason is CodeRefusal {
  return reason in refusedCodes
}

const refusedCodes = {
  'code-wrong': 'code-rejected',
  'code-used': 'code-used',
  'codes-held': 'codes-held',
  'recovery-code-held': 'recovery-code-held',
} as const satisfies Record<CodeRefusal, ErrorCode>

/** @param retryAfter - milliseconds */
function refuseCode(reason: CodeRefusal | null, retryAfter: number, codesLeft: number) {
  const code = refusedCodes[reason ?? 'code-wrong']
  return code === 'codes-held'
    ? refuse(code, { codesLeft, retryAfter: wholeSeconds(retryAfter) })
    : refuse(code, { codesLeft })
}

async function accepted(
  outcome: Accepted,
  { portal }: PortalContext,
  deps: ReplyDeps,
  lifetime?: number,
): Promise<Answer<AcceptedBody>> {
  const { userKey, deviceCookie, browserCookie } = outcome
  const body = acceptedBody(outcome, await deps.assertions.sign(outcome, portal.name, lifetime))
  const cookies: string[] = []
  if (deviceCookie !== null) cookies.push(loginCookieHeader('device', userKey, deviceCookie, deps))
  if (browserCookie !== null) cookies.push(loginCookieHeader('browser', userKey, browserCookie, deps))
  return cookies.length === 0 ? answer(body) : answer(body, { cookies })
}

function challenged(
  { challengeState, user, userKey, factors, digits, codeLengths, expiresAt }: Challenged,
  login: string,
  { mailer, ...deps }: ReplyDeps,
): ChallengedBody {
  const policy = policyOf(deps.policy(), user.tenant)
  const { trustedDevice } = policy
  return {
    status: 'challenge',
    challenge: challengeText({ challengeState, login, userKey }),
    factors: [...factors],
    digits,
    codeLengths: [...codeLengths],
    emailCodeDigits,
    expiresAt: isoTime(expiresAt),
    canReset: mailer !== null && isMailAddress(user.email) && maySelfReset(user, policy),
    trustFor: trustedDevice === null ? null : Math.floor(trustedDevice / 1000),
  }
}

type AcceptedBody = ResponseBody<'answerChallenge'>
type ChallengedBody = Extract<ResponseBody<'login'>, { status: 'challenge' }>

/** @param retryAfter - milliseconds */
export function throttled(retryAfter: number) {
  return refuse('throttled', { retryAfter: wholeSeconds(retryAfter) })
}
