export const failedFactors = ['password', 'code'] as const
/** Counted apart: a success clears only its own (NIST SP 800-63B section 3.2.2). */
export type FailedFactor = (typeof failedFactors)[number]

/** Failures in a row that are counted together: of one login, place or source. */
export interface FailureRun {
  readonly count: number
  /** Milliseconds since the epoch. */
  readonly lastAt: number
  /** From then on the run is as if it had never been; null, in data of earlier versions: a day after the last failure. */
  readonly forgetAt: number | null
}

/** With what tells a repeat from a further failure. */
export interface PrintedRun extends FailureRun {
  /** Of what failed lately (throttling.ts), the latest last. They outlive the count: an old packet may be sent again. */
  readonly prints: readonly string[]
}

/** null: no failures. */
export type FailureRuns = Readonly<Record<FailedFactor, FailureRun | null>>

export const noFailures: FailureRuns = { password: null, code: null }

export interface ThrottleRule {
  /** Failures that cost nothing: everybody mistypes. */
  readonly free: number
  /** The delay doubles up to this many milliseconds. */
  readonly longestDelay: number
  /** The count stops here; at `lockAt` or above it locks. */
  readonly ceiling: number
  /** The failure that locks. */
  readonly lockAt: number
  /** Milliseconds; a lock ends by itself, because one that does not is a weapon. */
  readonly lock: number
  /** Milliseconds without a failure after which the run is forgotten. */
  readonly forgetAfter: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/**
 * Of known and unknown users alike, from one known place or from everywhere else. NIST SP 800-63B section 3.2.2: at most 100
 * failures in a row.
 */
export const accountThrottle: ThrottleRule = {
  free: 3,
  longestDelay: 5 * minute,
  ceiling: 100,
  lockAt: 100,
  lock: 24 * hour,
  forgetAfter: 24 * hour,
}

/** Failures that prove little about the person delay, and never lock: they stop counting where the delay is longest. */
export const delayOnly: ThrottleRule = { ...accountThrottle, ceiling: 13 }

/**
 * Of one login at one NAS whose packets are not signed. A forged packet passes for a password once in some hundred
 * thousand, so a flood of them stays below what is free.
 */
export const unsignedThrottle: ThrottleRule = { ...accountThrottle, free: 10, ceiling: 20, lockAt: Infinity }

/** One source may be an office full of people, so it is given more before it waits, and is never locked. */
export const sourceThrottle: ThrottleRule = {
  free: 20,
  longestDelay: 1 * minute,
  ceiling: 1000,
  lockAt: Infinity,
  lock: 0,
  forgetAfter: 1 * hour,
}

/** Of one run. */
export const printsKept = 32
/** Milliseconds after the run's last failure: packets of yesterday cost nothing. */
export const printLifetime = 48 * hour

/** The run with one more failure, unless its print says that it was counted. A lock that runs stays as it is: nobody can make it longer. */
export function addFailure(
  run: PrintedRun | null,
  rule: ThrottleRule,
  now: number,
  print: string | null = null,
): PrintedRun {
  if (run !== null && hasCounted(run, print, now)) return run
  const prints = run === null ? [] : livePrints(run, now)
  const before = run === null || isForgotten(run, now) ? 0 : run.count
  if (run !== null && before >= rule.lockAt && waitAfter(run, rule, now) > 0) return run
  const count = Math.max(before, Math.min(before + 1, rule.ceiling))
  const forgetAt = now + (count >= rule.lockAt ? rule.lock : rule.forgetAfter)
  return {
    count,
    lastAt: now,
    forgetAt,
    prints: print === null ? prints : [...prints, print].slice(-printsKept),
  }
}

/** Whether a failure with this print is in the run already. */
export function hasCounted(run: PrintedRun, print: string | null, now: number): boolean {
  return print !== null && livePrints(run, now).includes(print)
}

/** What is left of a run that was cleared; null: nothing. */
export function clearRun(run: PrintedRun): PrintedRun | null {
  return run.prints.length === 0 ? null : { ...run, count: 0 }
}

export function isForgotten(run: FailureRun, now: number): boolean {
  return now >= (run.forgetAt ?? run.lastAt + accountThrottle.forgetAfter)
}

/** Whether the run counts no more and holds no print that does. */
export function isSpent(run: PrintedRun, now: number): boolean {
  return isForgotten(run, now) && livePrints(run, now).length === 0
}

function livePrints({ lastAt, prints }: PrintedRun, now: number): readonly string[] {
  return now < lastAt + printLifetime ? prints : []
}

/** Milliseconds until the next attempt is looked at; 0 when it may come now. */
export function waitAfter(run: FailureRun | null, rule: ThrottleRule, now: number): number {
  if (run === null || isForgotten(run, now)) return 0
  const delay = delayAfter(run.count, rule)
  // A clock that was set back must not make anybody wait longer than the delay itself.
  return Math.min(delay, Math.max(0, run.lastAt + delay - now))
}

/** Until neither factor's failures hold the next attempt back. */
export function longestWait({ password, code }: FailureRuns, rule: ThrottleRule, now: number): number {
  return Math.max(waitAfter(password, rule, now), waitAfter(code, rule, now))
}

/** Whether one more failure would make the next attempt wait, though this one may come now. */
export function isLastForNow(run: FailureRun | null, rule: ThrottleRule, now: number): boolean {
  return run !== null && run.count >= rule.free && waitAfter(run, rule, now) === 0
}

function delayAfter(count: number, { free, longestDelay, lockAt, lock }: ThrottleRule): number {
  if (count >= lockAt) return lock
  if (count <= free) return 0
  return Math.min(longestDelay, second * 2 ** (count - free - 1))
}
