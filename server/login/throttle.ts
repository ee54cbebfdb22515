export const failedFactors = ['password', 'code'] as const
/** Counted apart: a success clears only its own (NIST SP 800-63B section 3.2.2). */
export type FailedFactor = (typeof failedFactors)[number]

/** Failures in a row on one account or from one source. */
export interface FailureRun {
  readonly count: number
  /** Milliseconds since the epoch. */
  readonly lastAt: number
  /** From then on the run is as if it had never been; null: only a success or an unlock ends it. */
  readonly forgetAt: number | null
}

/** Of one account or source; null: no failures. */
export type FailureRuns = Readonly<Record<FailedFactor, FailureRun | null>>

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
  /** Milliseconds without a failure after which the run is forgotten; null: never. */
  readonly forgetAfter: number | null
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** NIST SP 800-63B section 3.2.2: at most 100 failures in a row. */
export const accountThrottle: ThrottleRule = {
  free: 3,
  longestDelay: 5 * minute,
  ceiling: 100,
  lockAt: 100,
  lock: 24 * hour,
  forgetAfter: null,
}

/**
 * Requests whose source address may be forged delay, and never lock. They stop counting where the delay is longest, so that
 * after any number of them an honest user still has failures of their own before the lock.
 */
export const forgeableThrottle: ThrottleRule = { ...accountThrottle, ceiling: 13 }

/** Names nobody has look like accounts, and are forgotten so that made-up names do not pile up. */
export const unknownNameThrottle: ThrottleRule = { ...accountThrottle, forgetAfter: 24 * hour }
export const forgeableUnknownNameThrottle: ThrottleRule = { ...forgeableThrottle, forgetAfter: 24 * hour }

/** One source may be an office full of people, so it is given more before it waits, and is never locked. */
export const sourceThrottle: ThrottleRule = {
  free: 20,
  longestDelay: 1 * minute,
  ceiling: 1000,
  lockAt: Infinity,
  lock: 0,
  forgetAfter: 1 * hour,
}

/** The run with one more failure. A lock that runs stays as it is: nobody can make it longer. */
export function addFailure(run: FailureRun | null, rule: ThrottleRule, now: number): FailureRun {
  const before = run === null || isForgotten(run, now) ? 0 : run.count
  if (run !== null && before >= rule.lockAt && waitAfter(run, rule, now) > 0) return run
  const count = Math.max(before, Math.min(before + 1, rule.ceiling))
  const forgetAfter = count >= rule.lockAt ? rule.lock : rule.forgetAfter
  return { count, lastAt: now, forgetAt: forgetAfter === null ? null : now + forgetAfter }
}

export function isForgotten(run: FailureRun, now: number): boolean {
  return run.forgetAt !== null && now >= run.forgetAt
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

/** Whether an attempt may come now, and one more failure would make the next one wait. */
export function isLastForNow(failures: FailureRuns, rule: ThrottleRule, now: number): boolean {
  const most = Math.max(failures.password?.count ?? 0, failures.code?.count ?? 0)
  return most >= rule.free && longestWait(failures, rule, now) === 0
}

function delayAfter(count: number, { free, longestDelay, lockAt, lock }: ThrottleRule): number {
  if (count >= lockAt) return lock
  if (count <= free) return 0
  return Math.min(longestDelay, second * 2 ** (count - free - 1))
}
