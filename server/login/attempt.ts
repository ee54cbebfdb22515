import { looksLikeRecoveryCode } from './recovery-code.ts'

/** What a NAS (or a door) asks for, and where the user types it. */
export const secondFactorModes = ['append', 'challenge', 'auto', 'code-only', 'none'] as const
export type SecondFactorMode = (typeof secondFactorModes)[number]

export interface SplitRule {
  readonly mode: SecondFactorMode
  /** '' means that the code is the last digits. */
  readonly separator: string
  /** Digits of the code this user is to type; null when no code is asked of this user. */
  readonly digits: number | null
}

export interface TypedLogin {
  /** null: no password was asked for. */
  readonly password: string | null
  /** As typed; null: none was typed. */
  readonly code: string | null
}

/**
 * Splits the one field of a login into password and code. One rule, one result: there is never a second guess
 * that would cost a second failure. A user who is asked for no code has everything taken as the password.
 */
export function splitTyped(typed: string, { mode, separator, digits }: SplitRule): TypedLogin {
  if (mode === 'code-only') return { password: null, code: typed === '' ? null : typed }
  const whole = { password: typed, code: null }
  if (digits === null || mode === 'challenge' || mode === 'none') return whole
  if (separator === '') {
    if (mode === 'auto' || !endsInDigits(typed, digits)) return whole
    return { password: typed.slice(0, -digits), code: typed.slice(-digits) }
  }
  const at = typed.lastIndexOf(separator)
  if (at < 0) return whole
  const code = typed.slice(at + separator.length)
  // In auto a password may hold the separator, and the code comes later: only what can be a code is one.
  if (mode === 'auto' && !looksLikeCode(code, digits)) return whole
  return { password: typed.slice(0, at), code: code === '' ? null : code }
}

/**
 * A typed code in the form it is compared in: compatibility digits (full-width and the like) made plain, spaces and
 * dashes taken out.
 */
export function normaliseCode(code: string): string {
  return code.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '')
}

function looksLikeCode(code: string, digits: number): boolean {
  const normal = normaliseCode(code)
  return (normal.length === digits && endsInDigits(normal, digits)) || looksLikeRecoveryCode(normal)
}

function endsInDigits(text: string, digits: number): boolean {
  if (text.length < digits) return false
  for (let i = text.length - digits; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x30 || unit > 0x39) return false
  }
  return true
}
