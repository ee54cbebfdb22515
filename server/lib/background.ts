/** Work that no answer waits for, so that no caller can tell from the time what it was. */
export interface Background {
  /** Never waits and never throws: a fault goes to {@link createBackground}'s onFault. */
  run(work: () => Promise<unknown>): void
  /** When everything that was begun is done. */
  idle(): Promise<void>
}

/** What happened, for subscribers who work on it in the background. */
export interface Events<Event> {
  /** Never waits and never throws. */
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
    // Not before the answer is on its way.
    await new Promise((later) => setImmediate(later))
    try {
      await work()
    } catch (fault) {
      onFault(fault)
    }
  }
}
