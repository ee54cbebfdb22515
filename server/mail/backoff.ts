export interface BackoffRule {
  /** Milliseconds after the first failure; doubles with each further one. */
  readonly first: number
  readonly longest: number
}

/**
 * Milliseconds until the next try.
 *
 * @param failures - in a row, 1 or more
 * @param jitter - from 0 up to 1; spreads over the upper half, so that not all come back at once
 */
export function backoff(failures: number, { first, longest }: BackoffRule, jitter: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(failures - 1, 30))
  return Math.round(full / 2 + (full / 2) * jitter)
}
