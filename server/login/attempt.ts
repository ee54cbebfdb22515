import { looksLikeRecoveryCode } from './recovery-code.ts'

/** How a channel or NAS expects the code: in which field, in a second round, or not at all. */
export const secondFactorModes = ['append', 'challenge', 'auto', 'code-only', 'none'] as const
export type SecondFactorMode = (typeof secondFactorModes)[number]

export interface SplitRule {
  readonly mode: SecondFactorMode
  /** '' if the code is simply the last digits. */
  readonly separator: string
  /** Length of this user's code; null if this user is asked for no code. */
  readonly digits: number | null
}

export interface TypedLogin {
  /** null if no password was asked for. */
  readonly password: string | null
  /** As typed; null if none was typed. */
  readonly code: string | null
}

/**
 * Splits the single login field into password and code. The rule gives exactly one reading. If the user is asked for no code, the whole field is the password.
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
  // In auto mode a password may contain the separator, and the code can follow in a second round: so only text in the
  // form of a code is taken as one.
  if (mode === 'auto' && !looksLikeCode(code, digits)) return whole
  return { password: typed.slice(0, at), code: code === '' ? null : code }
}

/**
 * All readings of the single login field for a user whose authenticators have codes of several lengths, the longest code
 * first. Only a field without a separator that ends in enough digits has more than one.
 *
 * @param codeLengths - empty if this user is asked for no code
 */
export function readingsOf(
  typed: string,
  rule: Omit<SplitRule, 'digits'>,
  codeLengths: readonly number[],
): readonly [TypedLogin, ...TypedLogin[]] {
  const withCode: TypedLogin[] = []
  for (const digits of codeLengths.toSorted((a, b) => b - a)) {
    const reading = splitTyped(typed, { ...rule, digits })
    if (reading.code !== null && withCode.every(({ code }) => code !== reading.code)) withCode.push(reading)
  }
  const [longest = splitTyped(typed, { ...rule, digits: codeLengths[0] ?? null }), ...shorter] = withCode
  return [longest, ...shorter]
}

/**
 * Normalises a typed code for comparison: NFKC turns full-width and similar digits into ASCII; spaces and dashes are
 * removed.
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
