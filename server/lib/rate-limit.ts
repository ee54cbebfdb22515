/**
 * Admits one event per key and interval and counts the others, for log lines that callers without a login can cause.
 */
export interface RateLimit {
  /**
   * The number of events of this key that were suppressed since the last admitted one; null: suppress this one too.
   *
   * @param now - milliseconds since the epoch
   */
  admit(key: string, now: number): number | null
}

/**
 * @param interval - ms
 * @param keys - most keys that are remembered; the one admitted longest ago is forgotten first
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
