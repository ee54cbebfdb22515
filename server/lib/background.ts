/** Runs work after the answer, so that its duration tells the caller nothing. */
export interface Background {
  /** Returns at once and never throws; errors go to the onFault of {@link createBackground}. */
  run(work: () => Promise<unknown>): void
  /** Resolves when all work is done. */
  idle(): Promise<void>
}

/** Delivers events to subscribers, which handle them in the background. */
export interface Events<Event> {
  /** Returns at once and never throws. */
  tell(event: Event): void
  subscribe(work: (event: Event) => Promise<unknown>): void
}

export function createEvents<Event>(background: Background): Events<Event> {
  const subscribers: ((event: Event) => Promise<unknown>)[] = []
  return {
    tell(event) {
      for (const work of subscribers) background.run(() => work(event))
    },
    subscribe: (work) => void subscribers.push(work),
  }
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
    // Lets the answer leave first.
    await new Promise((later) => setImmediate(later))
    try {
      await work()
    } catch (fault) {
      onFault(fault)
    }
  }
}
