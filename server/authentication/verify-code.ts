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
  /** Asked at each login: the master key may have been rotated since the last one. */
  readonly sealing: Pick<Sealing, 'recoveryCodeHashKeys' | 'emailCodeHashKeys'>
}

/** Everything a user's code may belong to. */
export interface CodeHolder {
  readonly userKey: UserKey
  readonly enrolment: Enrolment
  /** Enabled authenticators, oldest first. */
  readonly active: readonly TotpAuthenticator[]
  /** The one that the code answers; null: none. */
  readonly challenge: Challenge | null
  /** How often a backup was put back. */
  readonly restores: number
}

export interface TypedCode {
  readonly code: string
  /** null: whichever it looks like. */
  readonly factor: CodeFactor | null
}

interface Window {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Time-steps on each side. */
  readonly driftWindow: number
}

/** What a typed code is. Looks, and claims nothing. A recovery code is told from other codes by its length. */
export function matchCode(
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

/** Time-steps that a claim may be ahead of the clock. */
const furthestAhead = 20

/** Whether a code that matches nothing is one that was used before: a packet that is sent again, no guess. */
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
    // By our clock; one that was claimed under a clock far ahead is not looked for from there.
    const { stepOffset, period } = authenticator
    const last = Math.min(claimed - stepOffset, timeStepAt(now, period) + furthestAhead)
    return isPassedCode(totpKeys(userKey, authenticator), code, authenticator, last, now)
  })
}

/** The newest authenticator is tried first. */
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

/** @param keys - one for each master key that a set may have been made under */
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
