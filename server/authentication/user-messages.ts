import type { LoginOutcome, LoginRule } from './login-attempt.ts'

type Reject = Extract<LoginOutcome, { outcome: 'reject' }>

/** The same for every wrong password and unknown user, because it must not reveal which users exist. */
export const loginIncorrect = 'Wrong user name, password or code.'

/** Tells the user about a code used before (docs/requirements.md, S1). */
export const codeUsed = 'This code was already used, wait for the next code.'

export const recoveryCodeHeld =
  'This recovery code was made before a backup was put back. Use another way, or ask your administrator.'

/** @param milliseconds - until codes work again */
export function codesHeld(milliseconds: number): string {
  const minutes = Math.max(1, Math.ceil(milliseconds / 60_000))
  const wait = minutes === 1 ? '1 minute' : minutes <= 120 ? `${minutes} minutes` : duration(milliseconds)
  return `One-time codes are paused, and nothing was counted against you. Codes work again in ${wait}.`
}

export const unavailableMessage = 'The login service is not available. Please try again later.'

/** The user's message for a refusal, the same on every channel. */
export function rejectMessage({ reason, retryAfter }: Reject, rule: LoginRule): string {
  if (reason === 'throttled') return `Too many failed logins. Try again in ${duration(retryAfter)}.`
  if (reason === 'code-used') return codeUsed
  if (reason === 'codes-held') return codesHeld(retryAfter)
  if (reason === 'recovery-code-held') return recoveryCodeHeld
  if (reason === 'challenge-unknown') return 'This login has expired. Please log in again.'
  // No password was checked, so any other message would reveal which users exist.
  if (rule.secondFactor === 'code-only') return loginIncorrect
  if (reason === 'not-allowed') return 'You are not allowed to log in here.'
  if (reason === 'code-missing') return codeMissing(rule)
  if (reason === 'enrolment-required') {
    return 'You need a second factor to log in. Set it up in the portal, or ask your administrator.'
  }
  return loginIncorrect
}

const rightAfterPassword = 'Your code is missing: type it right after your password, in the same field.'
const separated = [
  'Your code is missing: type your password, then ',
  ' and your code, in the same field.',
] as const

function codeMissing({ secondFactor, separator }: LoginRule): string {
  if (secondFactor !== 'append') return 'A code is needed. Please log in again.'
  return separator === '' ? rightAfterPassword : separated.join(separator)
}

/** Reads the separator back from a "code missing" message; null for any other message. */
export function separatorIn(message: string): string | null {
  const [before, after] = separated
  if (message === rightAfterPassword) return ''
  if (!message.startsWith(before) || !message.endsWith(after)) return null
  return message.slice(before.length, -after.length)
}

/** In words, rounded up. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  if (seconds === 1) return '1 second'
  if (seconds <= 120) return `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes <= 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}
