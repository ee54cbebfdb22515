import type { LoginOutcome } from '../authentication/login-attempt.ts'
import { codesHeld, codeUsed, loginIncorrect, recoveryCodeHeld } from '../authentication/user-messages.ts'
import type { RequestFault } from './access-request.ts'

type Challenge = Extract<LoginOutcome, { outcome: 'challenge' }>

/** What the user reads as the prompt for a code. */
export function challengeMessage({ digits, retry, retryAfter }: Challenge): string {
  const prompt = `Enter your ${digits}-digit code: `
  if (retry === 'code-wrong') return `Wrong code. ${prompt}`
  if (retry === 'code-used') return `${codeUsed} ${prompt}`
  if (retry === 'codes-held') return `${codesHeld(retryAfter)} ${prompt}`
  if (retry === 'recovery-code-held') return `${recoveryCodeHeld} ${prompt}`
  return prompt
}

export function faultMessage(fault: RequestFault): string {
  return fault === 'not-pap' ? 'Use PAP: CHAP, MS-CHAP and EAP cannot carry a one-time code.' : loginIncorrect
}
