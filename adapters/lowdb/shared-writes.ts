export interface SharedWrites {
  /** Resolves when a write that began after this call is done; rejects when it, or the one before it, failed. */
  request(): Promise<void>
  /** Resolves when nothing is being written and nothing waits. */
  settled(): Promise<void>
}

/**
 * One write under way and one waiting, which everybody who arrives meanwhile shares. What waits is built upon what
 * is being written, so that both fail together.
 *
 * @param write - writes everything there is at the moment it is called
 * @param onFailure - called before anybody is told that a write failed
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
