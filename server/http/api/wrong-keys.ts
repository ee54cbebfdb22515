import type { Clock } from '../../lib/clock.ts'

/** Counts wrong portal keys by where they come from. */
export interface WrongKeys {
  /** Milliseconds to wait with the next; null: it was one of the first. */
  charge(source: string): number | null
}

/** Of one source, in an interval: an operator who mistypes a key is told that it is wrong. */
const told = 10
/** Milliseconds. */
const interval = 60_000
/** Beyond, the source that began first is forgotten. */
const sourcesKept = 10_000

/**
 * A right key is never refused for wrong ones beside it: a portal may share its address with whoever guesses, and a key of 16
 * random characters is not guessed. What is bounded is what guesses cost.
 */
export function createWrongKeys(clock: Clock): WrongKeys {
  const runs = new Map<string, { readonly begunAt: number; count: number }>()

  return {
    charge(source) {
      const now = clock()
      let run = runs.get(source)
      // A clock that was set back must not hold a source for long.
      if (run === undefined || Math.abs(now - run.begunAt) >= interval) {
        run = { begunAt: now, count: 0 }
        runs.delete(source)
        runs.set(source, run)
        const [oldest] = runs.keys()
        if (runs.size > sourcesKept && oldest !== undefined) runs.delete(oldest)
      }
      run.count++
      return run.count > told ? Math.min(interval, run.begunAt + interval - now) : null
    },
  }
}
