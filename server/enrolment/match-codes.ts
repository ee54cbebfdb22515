import { normaliseCode } from '../login/attempt.ts'
import { matchTimeStep, type TotpKey, timeStepAt } from '../login/totp.ts'
import type { TotpAuthenticator } from '../state/contract/state-store.ts'

export type CodesMatch =
  /** The last code belongs to this time-step, by our clock and with this offset. */
  | { readonly match: 'yes'; readonly timeStep: number; readonly stepOffset: number }
  /** The codes are right for another time: this many seconds ahead of ours. */
  | { readonly match: 'other-time'; readonly clockOffset: number }
  | { readonly match: 'no' }

export interface MatchRule {
  /** Server time, milliseconds since the epoch. */
  readonly now: number
  /** Time-steps accepted on each side of the current one, for an app. */
  readonly driftWindow: number
  /** Minimum number of codes; further ones are checked too. */
  readonly least: number
}

/** A hardware clock drifts and cannot be set, so up to this many steps are accepted, and the offset is stored. */
const hardwareSteps = 10
/** Seconds on each side of the current time in which a wrong clock is searched for. */
const searched = 10 * 60

/**
 * Whether the codes belong to consecutive time-steps, in order, the last one being current. Tries the nearest steps first.
 *
 * @param codes - as typed
 */
export function matchCodes(
  key: TotpKey,
  codes: readonly string[],
  { kind, digits, period }: Pick<TotpAuthenticator, 'kind' | 'digits' | 'period'>,
  { now, driftWindow, least }: MatchRule,
): CodesMatch {
  if (codes.length < Math.max(1, least)) return { match: 'no' }
  const typed = codes.map(normaliseCode)
  const current = timeStepAt(now, period)
  const endAt = (last: number) =>
    typed.every((code, i) => isCodeOf(key, last - (typed.length - 1 - i), code, { digits, period }))

  const tolerated = kind === 'app' ? driftWindow : hardwareSteps
  const ahead = nearest(Math.max(tolerated, searched / period), (steps) => endAt(current + steps))
  if (ahead === null) return { match: 'no' }
  if (Math.abs(ahead) > tolerated) return { match: 'other-time', clockOffset: ahead * period }
  return kind === 'app'
    ? { match: 'yes', timeStep: current + ahead, stepOffset: 0 }
    : { match: 'yes', timeStep: current, stepOffset: ahead }
}

function isCodeOf(
  key: TotpKey,
  timeStep: number,
  code: string,
  { digits, period }: Pick<TotpAuthenticator, 'digits' | 'period'>,
): boolean {
  const then = { now: timeStep * period * 1000, driftWindow: 0 }
  return matchTimeStep(key, code, { digits, period, stepOffset: 0 }, then) !== null
}

/** The first of 0, -1, 1, -2, 2, ... that fits. */
function nearest(furthest: number, fits: (steps: number) => boolean): number | null {
  for (let distance = 0; distance <= furthest; distance++) {
    if (fits(-distance)) return -distance
    if (distance > 0 && fits(distance)) return distance
  }
  return null
}
