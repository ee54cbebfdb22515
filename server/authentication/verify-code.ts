import { timingSafeEqual } from 'node:crypto'
import { normaliseCode } from '../login/attempt.ts'
import type { CodeFact } from '../login/decide.ts'
import { hashEmailCode } from '../login/email-code.ts'
import {
  hashRecoveryCode,
  looksLikeRecoveryCode,
  matchRecoveryCode,
  stampOf,
} from '../login/recovery-code.ts'
import { acceptableUntil, isPassedCode, matchTimeStep, timeStepAt } from '../login/totp.ts'
import { keyOf } from '../state/claim-key.ts'
import type {
  Challenge,
  Enrolment,
  StateStore,
  TotpAuthenticator,
  UserKey,
} from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { TotpKeys } from '../state/keys/totp-keys.ts'
import type { CodeFactor } from './login-attempt.ts'

export interface CodeKeys {
  readonly totpKeys: TotpKeys
  /** Read at each login, because the master key may have been rotated. */
  readonly sealing: Pick<Sealing, 'recoveryCodeHashKeys' | 'emailCodeHashKeys'>
}

/** Everything a user's code may match. */
export interface CodeHolder {
  readonly userKey: UserKey
  readonly enrolment: Enrolment
  /** Enabled authenticators, oldest first. */
  readonly active: readonly TotpAuthenticator[]
  /** The challenge that the code answers; null if there is none. */
  readonly challenge: Challenge | null
  /** How many times a backup was restored. */
  readonly restores: number
}

export interface TypedCode {
  readonly code: string
  /** null if it is recognised by its form. */
  readonly factor: CodeFactor | null
}

interface Window {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Time-steps on each side of the current one. */
  readonly driftWindow: number
}

/** Finds out what a typed code is, without claiming it. A recovery code is recognised by its length. */
export function verifyCode(
  { code: typed, factor }: TypedCode,
  holder: CodeHolder,
  window: Window,
  keys: CodeKeys,
): CodeFact {
  const code = normaliseCode(typed)
  if (factor === null || factor === 'totp') {
    const match = matchAuthenticator(code, holder, window, keys.totpKeys)
    if (match !== null) return match
  }
  if (factor === null || factor === 'email-code') {
    if (isEmailCode(code, holder.challenge, keys.sealing.emailCodeHashKeys)) return { kind: 'email-code' }
  }
  if (factor === null || factor === 'recovery-code') {
    const hash = findRecoveryCode(code, holder, keys.sealing.recoveryCodeHashKeys)
    if (hash !== null) {
      const isHeld = stampOf(hash) < holder.restores
      return isHeld ? { kind: 'recovery-code-held' } : { kind: 'recovery-code', hash }
    }
  }
  return { kind: 'wrong' }
}

/** How many time-steps a claimed step may be ahead of the clock. */
const furthestAhead = 20

/** Whether a code that matched nothing was used before: then it is a repeated packet, and not a guess. */
export async function isUsedCode(
  { code: typed, factor }: TypedCode,
  { userKey, active }: CodeHolder,
  now: number,
  { totpKeys }: CodeKeys,
  state: Pick<StateStore, 'readLastSteps'>,
): Promise<boolean> {
  if (factor !== null && factor !== 'totp') return false
  const code = normaliseCode(typed)
  const lastSteps = await state.readLastSteps(active.map(keyOf))
  return active.some((authenticator, i) => {
    const claimed = lastSteps[i] ?? null
    if (claimed === null) return false
    // Counted by our clock. A step claimed while the clock was far ahead does not extend the search.
    const { stepOffset, period } = authenticator
    const last = Math.min(claimed - stepOffset, timeStepAt(now, period) + furthestAhead)
    return isPassedCode(totpKeys(userKey, authenticator), code, authenticator, last, now)
  })
}

/** Tries the newest authenticator first. */
function matchAuthenticator(
  code: string,
  { userKey, active }: CodeHolder,
  window: Window,
  totpKeys: TotpKeys,
): CodeFact | null {
  for (let i = active.length - 1; i >= 0; i--) {
    const authenticator = active[i] as TotpAuthenticator
    const timeStep = matchTimeStep(totpKeys(userKey, authenticator), code, authenticator, window)
    if (timeStep === null) continue
    return {
      kind: 'time-step',
      claimKey: keyOf(authenticator),
      timeStep: timeStep + authenticator.stepOffset,
      acceptableUntil: acceptableUntil(timeStep, authenticator.period, window.driftWindow),
    }
  }
  return null
}

function isEmailCode(code: string, challenge: Challenge | null, keys: readonly Uint8Array[]): boolean {
  if (challenge === null || challenge.emailCodeHash === null) return false
  const { challengeState } = challenge
  const mailed = Buffer.from(challenge.emailCodeHash)
  return keys.some((key) => {
    const typed = Buffer.from(hashEmailCode(code, challengeState, key))
    return typed.length === mailed.length && timingSafeEqual(typed, mailed)
  })
}

/** @param keys - one per master key under which a set may have been made */
function findRecoveryCode(
  code: string,
  { userKey, enrolment }: CodeHolder,
  keys: readonly Uint8Array[],
): string | null {
  if (!looksLikeRecoveryCode(code)) return null
  for (const key of keys) {
    const hash = matchRecoveryCode(hashRecoveryCode(code, userKey, key), enrolment.recoveryCodeHashes)
    if (hash !== null) return hash
  }
  return null
}
