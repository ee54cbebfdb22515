import { Secret, TOTP } from 'otpauth'
import { hmacCounter } from './counter-hmac.ts'

/** How an authenticator makes its codes (RFC 6238 section 4, key URI format). */
export interface TotpParameters {
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  readonly digits: 6 | 8
  /** Seconds. */
  readonly period: 30 | 60
  /** By how many time-steps the authenticator's clock is ahead of ours. */
  readonly stepOffset: number
}

/** RFC 6238 section 4.2: T = floor((now - T0) / X), with T0 = 0 and `now` in milliseconds. */
export function timeStepAt(now: number, period: number): number {
  return Math.floor(now / (period * 1000))
}

/** When the code of this time-step expires, milliseconds since the epoch. */
export function acceptableUntil(timeStep: number, period: number, driftWindow: number): number {
  return (timeStep + 1 + driftWindow) * period * 1000
}

/** Input of {@link matchTimeStep} and {@link codeAt}, prepared once per authenticator. */
export interface TotpKey {
  readonly secret: Secret
  readonly algorithm: TotpParameters['algorithm']
}

export function totpKey(totpSecret: Uint8Array, algorithm: TotpParameters['algorithm']): TotpKey {
  return { secret: secretOf(totpSecret), algorithm }
}

/** otpauth takes a whole ArrayBuffer, so the bytes are copied: those of a small Buffer lie in a shared pool. */
function secretOf(totpSecret: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(totpSecret).buffer })
}

/** Decodes a base32 TOTP secret (RFC 4648 section 6), ignoring spaces and dashes; null if it is not base32. */
export function parseTotpSecret(text: string): Uint8Array | null {
  const base32 = text.replace(/[\s-]/g, '').toUpperCase()
  if (!/^[A-Z2-7]+=*$/.test(base32)) return null
  return new Uint8Array(Secret.fromBase32(base32.replace(/=+$/, '')).bytes)
}

export function formatTotpSecret(totpSecret: Uint8Array): string {
  return secretOf(totpSecret).base32
}

/** The key URI that authenticator apps read from a QR code. It contains the secret. */
export function otpauthUri(
  totpSecret: Uint8Array,
  { algorithm, digits, period }: Omit<TotpParameters, 'stepOffset'>,
  { issuer, account }: { readonly issuer: string; readonly account: string },
): string {
  return new TOTP({
    issuer,
    label: account,
    secret: secretOf(totpSecret),
    algorithm,
    digits,
    period,
  }).toString()
}

/** What authenticator apps assume unless the URI says otherwise (RFC 6238 section 4, RFC 4226 section 5.3). */
export const totpDefaults = { algorithm: 'SHA1', digits: 6, period: 30 } as const

/** The code of one time-step, including leading zeros. */
export function codeAt(key: TotpKey, timeStep: number, { digits }: Pick<TotpParameters, 'digits'>): string {
  return String(valueAt(key, timeStep, digits)).padStart(digits, '0')
}

/** The code as a number: dynamic truncation (RFC 4226 section 5.3). Every login does this, so it allocates nothing. */
function valueAt({ secret, algorithm }: TotpKey, timeStep: number, digits: number): number {
  const mac = hmacCounter(algorithm, secret.bytes, timeStep)
  const at = byteOf(mac, mac.length - 1) & 0xf
  const value =
    ((byteOf(mac, at) & 0x7f) << 24) |
    (byteOf(mac, at + 1) << 16) |
    (byteOf(mac, at + 2) << 8) |
    byteOf(mac, at + 3)
  return value % 10 ** digits
}

function byteOf(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}

/**
 * Finds the time-step of the typed code, or null. It tries the current step first, then those at increasing distance on
 * both sides, up to `driftWindow` (RFC 6238 section 5.2). The result is counted by our clock, without the
 * authenticator's offset.
 *
 * @param code - normalised; anything but exactly `digits` ASCII digits matches nothing
 * @param now - server time, milliseconds since the epoch
 */
export function matchTimeStep(
  key: TotpKey,
  code: string,
  parameters: Pick<TotpParameters, 'digits' | 'period' | 'stepOffset'>,
  { now, driftWindow }: { readonly now: number; readonly driftWindow: number },
): number | null {
  if (!hasDigits(code, parameters.digits)) return null
  const typed = Number(code)
  const current = timeStepAt(now, parameters.period)
  for (let distance = 0; distance <= driftWindow; distance++) {
    if (isCodeOf(key, current - distance, typed, parameters)) return current - distance
    if (distance > 0 && isCodeOf(key, current + distance, typed, parameters)) return current + distance
  }
  return null
}

/** Milliseconds for which a used code is recognised as used, and not counted as a guess. */
export const usedCodeMemory = 48 * 60 * 60_000

/**
 * Whether the code belongs to a time-step from the enrolment up to the last one claimed. Sending such a code again is
 * no guess.
 *
 * @param last - the last time-step claimed
 */
export function isPassedCode(
  key: TotpKey,
  code: string,
  parameters: Pick<TotpParameters, 'digits' | 'period' | 'stepOffset'> & { readonly enrolledAt: number },
  last: number,
  now: number,
): boolean {
  if (!hasDigits(code, parameters.digits)) return false
  const typed = Number(code)
  const { period, enrolledAt } = parameters
  // The code that confirmed the enrolment may belong to the step before it.
  const earliest = Math.max(timeStepAt(now - usedCodeMemory, period), timeStepAt(enrolledAt, period) - 1)
  for (let timeStep = last; timeStep >= earliest; timeStep--) {
    if (isCodeOf(key, timeStep, typed, parameters)) return true
  }
  return false
}

function hasDigits(code: string, digits: number): boolean {
  return code.length === digits && /^[0-9]+$/.test(code)
}

/** @param typed - a code of these digits, and no other text. Two numbers are compared in one step, so no time tells a digit. */
function isCodeOf(
  key: TotpKey,
  timeStep: number,
  typed: number,
  { digits, stepOffset }: Pick<TotpParameters, 'digits' | 'stepOffset'>,
): boolean {
  const counter = timeStep + stepOffset
  return counter >= 0 && valueAt(key, counter, digits) === typed
}
