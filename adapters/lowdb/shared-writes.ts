export interface SharedWrites {
  /** Resolves when a write that began after this call is done. Rejects when it, or the one before it, failed. */
  request(): Promise<void>
  /** Resolves when no write runs or waits. */
  settled(): Promise<void>
}

/**
 * Runs one write at a time; all callers that arrive meanwhile share the next one. The waiting write is based on the
 * running one, so both fail together.
 *
 * @param write - writes the state at the moment of the call
 * @param onFailure - called before the callers learn that a write failed
 */
export function createSharedWrites(write: () => Promise<void>, onFailure: () => void): SharedWrites {
  let underWay: Promise<void> | null = null
  let waiting: Promise<void> | null = null

  async function writeAfter(before: Promise<void> | null): Promise<void> {
    await before
    underWay = waiting
    waiting = null
    try {
      await write()
    } catch (error) {
      waiting = null
      underWay = null
      onFailure()
      throw error
    }
    underWay = null
  }

  return {
    request() {
      waiting ??= writeAfter(underWay)
      return waiting
    },
    async settled() {
      for (let last = waiting ?? underWay; last !== null; last = waiting ?? underWay) {
        await last.catch(() => undefined)
      }
    },
  }
}
