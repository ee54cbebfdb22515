/** Milliseconds since the epoch. Time is an argument wherever a decision depends on it. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

/** ISO 8601 in UTC, of milliseconds since the epoch. */
export function isoTime(time: number): string
export function isoTime(time: number | null): string | null
export function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}

/** Rounds milliseconds up to seconds, so that a caller who waits for as long has waited long enough. */
export function wholeSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000)
}
