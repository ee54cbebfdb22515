import type { LoginOutcome, LoginRule } from '../login-attempt.ts'
import type { RequestFault } from './access-request.ts'

type Challenge = Extract<LoginOutcome, { outcome: 'challenge' }>
type Reject = Extract<LoginOutcome, { outcome: 'reject' }>

/** The same for everybody whose password was not right: it must not tell who exists. */
const loginIncorrect = 'Wrong user name, password or code.'

/** What the user reads beside the prompt for a code. */
export function challengeMessage({ digits, retry }: Challenge): string {
  const prompt = `Enter your ${digits}-digit code: `
  if (retry === 'code-wrong') return `Wrong code. ${prompt}`
  if (retry === 'code-used') return `This code was already used, wait for the next code. ${prompt}`
  return prompt
}

/** What the user reads after an Access-Reject. */
export function rejectMessage({ reason, retryAfter }: Reject, rule: LoginRule): string {
  if (reason === 'throttled') return `Too many failed logins. Try again in ${duration(retryAfter)}.`
  if (reason === 'code-used') return 'This code was already used, wait for the next code.'
  if (reason === 'challenge-unknown') return 'This login has expired. Please log in again.'
  // Where no password was checked, everything else would tell who exists.
  if (rule.secondFactor === 'code-only') return loginIncorrect
  if (reason === 'not-allowed') return 'You are not allowed to log in here.'
  if (reason === 'code-missing') return codeMissing(rule)
  if (reason === 'enrolment-required') {
    return 'You need a second factor to log in. Set it up in the portal, or ask your administrator.'
  }
  return loginIncorrect
}

export function faultMessage(fault: RequestFault): string {
  return fault === 'not-pap' ? 'Use PAP: CHAP, MS-CHAP and EAP cannot carry a one-time code.' : loginIncorrect
}

export const unavailableMessage = 'The login service is not available. Please try again later.'

function codeMissing({ secondFactor, separator }: LoginRule): string {
  if (secondFactor !== 'append') return 'A code is needed. Please log in again.'
  if (separator === '') return 'Your code is missing: type it right after your password, in the same field.'
  return `Your code is missing: type your password, then ${separator} and your code, in the same field.`
}

function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  if (seconds === 1) return '1 second'
  return seconds <= 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
