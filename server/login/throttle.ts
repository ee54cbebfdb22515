export const failedFactors = ['password', 'code'] as const
/** Counted separately: a success clears only its own factor's failures (NIST SP 800-63B section 3.2.2). */
export type FailedFactor = (typeof failedFactors)[number]

/** Consecutive failures that are counted together: those of one login, place or source. */
export interface FailureRun {
  readonly count: number
  /** Milliseconds since the epoch. */
  readonly lastAt: number
  /** When the run is forgotten; null in data of earlier versions, where it is a day after the last failure. */
  readonly forgetAt: number | null
}

/** A run with fingerprints ("prints") of its failures, so that a repeated one is not counted again. */
export interface PrintedRun extends FailureRun {
  /**
   * Keyed hashes of the latest failures (throttling.ts), newest last. They outlive the count, because an old packet may
   * be sent again.
   */
  readonly prints: readonly string[]
}

/** null if there are no failures. */
export type FailureRuns = Readonly<Record<FailedFactor, FailureRun | null>>

export const noFailures: FailureRuns = { password: null, code: null }

export interface ThrottleRule {
  /** Failures without a delay, because users mistype. */
  readonly free: number
  /** Upper limit of the doubling delay, milliseconds. */
  readonly longestDelay: number
  /** The count stops here; if this is `lockAt` or more, the run can lock. */
  readonly ceiling: number
  /** Number of the failure that locks. */
  readonly lockAt: number
  /** Length of a lock, milliseconds. It ends by itself, because a permanent lock would let attackers lock users out. */
  readonly lock: number
  /** Milliseconds without a failure after which the run is forgotten. */
  readonly forgetAfter: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/**
 * For known and unknown users alike, per known place and for all other places together. At most 100 consecutive
 * failures (NIST SP 800-63B section 3.2.2).
 */
export const accountThrottle: ThrottleRule = {
  free: 3,
  longestDelay: 5 * minute,
  ceiling: 100,
  lockAt: 100,
  lock: 24 * hour,
  forgetAfter: 24 * hour,
}

/**
 * For failures that say little about who made them: they delay but never lock, because the count stops at the longest
 * delay.
 */
export const delayOnly: ThrottleRule = { ...accountThrottle, ceiling: 13 }

/**
 * For one login at one NAS that does not sign its packets. One forged packet in some hundred thousand decrypts to what
 * looks like a password, so a flood of forged packets stays within the free failures.
 */
export const unsignedThrottle: ThrottleRule = { ...accountThrottle, free: 10, ceiling: 20, lockAt: Infinity }

/** One source may be a whole office, so it has more free failures and is never locked. */
export const sourceThrottle: ThrottleRule = {
  free: 20,
  longestDelay: 1 * minute,
  ceiling: 1000,
  lockAt: Infinity,
  lock: 0,
  forgetAfter: 1 * hour,
}

/** Per run. */
export const printsKept = 32
/** Milliseconds after the run's last failure. Older packets that are sent again are counted again. */
export const printLifetime = 48 * hour

/**
 * Returns the run with one more failure, unless its print was counted already. A lock in force is not extended, so that
 * an attacker cannot prolong it.
 */
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

/** Whether the run already contains a failure with this print. */
export function hasCounted(run: PrintedRun, print: string | null, now: number): boolean {
  return print !== null && livePrints(run, now).includes(print)
}

/** What remains of a run after a success; null if nothing. */
export function clearRun(run: PrintedRun): PrintedRun | null {
  return run.prints.length === 0 ? null : { ...run, count: 0 }
}

export function isForgotten(run: FailureRun, now: number): boolean {
  return now >= (run.forgetAt ?? run.lastAt + accountThrottle.forgetAfter)
}

/** Whether the run can be deleted: its count and all its prints have expired. */
export function isSpent(run: PrintedRun, now: number): boolean {
  return isForgotten(run, now) && livePrints(run, now).length === 0
}

function livePrints({ lastAt, prints }: PrintedRun, now: number): readonly string[] {
  return now < lastAt + printLifetime ? prints : []
}

/** Milliseconds until the next attempt is judged; 0 for now. */
export function waitAfter(run: FailureRun | null, rule: ThrottleRule, now: number): number {
  if (run === null || isForgotten(run, now)) return 0
  const delay = delayAfter(run.count, rule)
  // If the clock was set back, the wait must still not exceed the delay itself.
  return Math.min(delay, Math.max(0, run.lastAt + delay - now))
}

/** Milliseconds until the failures of neither factor delay the next attempt. */
export function longestWait({ password, code }: FailureRuns, rule: ThrottleRule, now: number): number {
  return Math.max(waitAfter(password, rule, now), waitAfter(code, rule, now))
}

/** Whether this attempt may proceed, but one more failure would delay the next. */
export function isLastForNow(run: FailureRun | null, rule: ThrottleRule, now: number): boolean {
  return run !== null && run.count >= rule.free && waitAfter(run, rule, now) === 0
}

function delayAfter(count: number, { free, longestDelay, lockAt, lock }: ThrottleRule): number {
  if (count >= lockAt) return lock
  if (count <= free) return 0
  return Math.min(longestDelay, second * 2 ** (count - free - 1))
}
