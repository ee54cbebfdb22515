/** Lets one event of a key through per interval, and counts the others: for log lines that strangers can cause. */
export interface RateLimit {
  /**
   * How many of this key were held back since the last that was let through; null: hold this one back too.
   *
   * @param now - milliseconds since the epoch
   */
  admit(key: string, now: number): number | null
}

/**
 * @param interval - milliseconds
 * @param keys - keys that are remembered; beyond, the one let through longest ago is forgotten
 */
export function createRateLimit(interval: number, keys = 1000): RateLimit {
  const admitted = new Map<string, { readonly at: number; held: number }>()

  return {
    admit(key, now) {
      const last = admitted.get(key)
      // A clock that was set back must not silence a key for long.
      if (last !== undefined && Math.abs(now - last.at) < interval) {
        last.held++
        return null
      }
      admitted.delete(key)
      admitted.set(key, { at: now, held: 0 })
      const [oldest] = admitted.keys()
      if (admitted.size > keys && oldest !== undefined) admitted.delete(oldest)
      return last?.held ?? 0
    },
  }
}
