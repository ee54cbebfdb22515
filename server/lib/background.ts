/** Work that nobody waits for, so that nobody can tell from the time what it was. */
export interface Background {
  /** Never waits and never throws: a fault is told to whoever made this. */
  run(work: () => Promise<unknown>): void
  /** When everything that was begun is done. */
  idle(): Promise<void>
}

export function createBackground(onFault: (fault: unknown) => void): Background {
  const underWay = new Set<Promise<void>>()

  return {
    run(work) {
      const task = begin(work).finally(() => underWay.delete(task))
      underWay.add(task)
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }

  async function begin(work: () => Promise<unknown>): Promise<void> {
    // Not before the answer is on its way.
    await new Promise((later) => setImmediate(later))
    try {
      await work()
    } catch (fault) {
      onFault(fault)
    }
  }
}
