import { HOTP, Secret, TOTP } from 'otpauth'
import { hmacOfCounter } from './counter-hmac.ts'

/** How an authenticator makes its codes (RFC 6238 section 4, key URI format). */
export interface TotpParameters {
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  readonly digits: 6 | 8
  /** Seconds. */
  readonly period: 30 | 60
  /** Whole time-steps that the authenticator's clock is ahead of ours. */
  readonly stepOffset: number
}

/** RFC 6238 section 4.2: T = floor((now - T0) / X), with T0 = 0 and `now` in milliseconds. */
export function timeStepAt(now: number, period: number): number {
  return Math.floor(now / (period * 1000))
}

/** When a code of this time-step stops being acceptable, milliseconds since the epoch. */
export function acceptableUntil(timeStep: number, period: number, driftWindow: number): number {
  return (timeStep + 1 + driftWindow) * period * 1000
}

/** What {@link matchTimeStep} and {@link codeAt} take: a TOTP secret made ready once per authenticator. */
export interface TotpKey {
  readonly secret: Secret
  readonly algorithm: TotpParameters['algorithm']
}

export function totpKey(totpSecret: Uint8Array, algorithm: TotpParameters['algorithm']): TotpKey {
  return { secret: secretOf(totpSecret), algorithm }
}

/** otpauth wants the bytes alone in their ArrayBuffer; those of a small Buffer lie in a shared pool. */
function secretOf(totpSecret: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(totpSecret).buffer })
}

/** The bytes of a base32 TOTP secret (RFC 4648 section 6), spaces and dashes ignored; null when it is not base32. */
export function parseTotpSecret(text: string): Uint8Array | null {
  const base32 = text.replace(/[\s-]/g, '').toUpperCase()
  if (!/^[A-Z2-7]+=*$/.test(base32)) return null
  return new Uint8Array(Secret.fromBase32(base32.replace(/=+$/, '')).bytes)
}

export function formatTotpSecret(totpSecret: Uint8Array): string {
  return secretOf(totpSecret).base32
}

/** The key URI that authenticator apps read from a QR code. It holds the secret. */
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

/** The code of one time-step, with its leading zeros. */
export function codeAt(
  { secret, algorithm }: TotpKey,
  timeStep: number,
  { digits }: Pick<TotpParameters, 'digits'>,
): string {
  return HOTP.generate({ secret, digits, counter: timeStep, hmac: hmacs[algorithm] })
}

type Hmac = (name: string, key: Uint8Array, counter: Uint8Array) => Uint8Array

const hmacs: Readonly<Record<TotpParameters['algorithm'], Hmac>> = {
  SHA1: (_name, key, counter) => hmacOfCounter('SHA1', key, counter),
  SHA256: (_name, key, counter) => hmacOfCounter('SHA256', key, counter),
  SHA512: (_name, key, counter) => hmacOfCounter('SHA512', key, counter),
}

/**
 * The time-step whose code was typed, or null. The nearest step is tried first, then one further on each side up to
 * `driftWindow` (RFC 6238 section 5.2); the step is counted by our clock, the authenticator's offset taken out.
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
  const current = timeStepAt(now, parameters.period)
  for (let distance = 0; distance <= driftWindow; distance++) {
    if (isCodeOf(key, current - distance, code, parameters)) return current - distance
    if (distance > 0 && isCodeOf(key, current + distance, code, parameters)) return current + distance
  }
  return null
}

/** Milliseconds in which a code that was used is known for one, whatever it is sent again for. */
export const usedCodeMemory = 48 * 60 * 60_000

/**
 * Whether a code is of a time-step that this authenticator has passed since it was enrolled: the last one claimed, or one
 * before it. Whoever sends it again guesses nothing.
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
  const { period, enrolledAt } = parameters
  // The code that enrolled may have been one of the step before.
  const earliest = Math.max(timeStepAt(now - usedCodeMemory, period), timeStepAt(enrolledAt, period) - 1)
  for (let timeStep = last; timeStep >= earliest; timeStep--) {
    if (isCodeOf(key, timeStep, code, parameters)) return true
  }
  return false
}

function hasDigits(code: string, digits: number): boolean {
  return code.length === digits && /^[0-9]+$/.test(code)
}

function isCodeOf(
  key: TotpKey,
  timeStep: number,
  code: string,
  parameters: Pick<TotpParameters, 'digits' | 'stepOffset'>,
): boolean {
  const counter = timeStep + parameters.stepOffset
  return counter >= 0 && sameCode(codeAt(key, counter, parameters), code)
}

/** In the same time wherever they differ. Both have the same length and are ASCII. */
function sameCode(expected: string, typed: string): boolean {
  let difference = 0
  for (let i = 0; i < expected.length; i++) difference |= expected.charCodeAt(i) ^ typed.charCodeAt(i)
  return difference === 0
}
