/** Runs tasks of one key one after another, tasks of different keys side by side. */
export interface InTurn {
  /** null: too many already wait for this key, and the task was not run. */
  run<T>(key: string, task: () => Promise<T>): Promise<T | null>
}

/** @param limit - tasks of one key that may be under way or waiting */
export function createInTurn(limit: number): InTurn {
  const lines = new Map<string, { length: number; last: Promise<unknown> }>()

  return {
    async run(key, task) {
      let line = lines.get(key)
      if (line === undefined) {
        line = { length: 0, last: Promise.resolve() }
        lines.set(key, line)
      }
      if (line.length >= limit) return null
      const before = line.length === 0 ? null : line.last
      line.length++
      const turn = before === null ? task() : before.then(task, task)
      line.last = turn
      try {
        return await turn
      } finally {
        line.length--
        if (line.length === 0) lines.delete(key)
      }
    },
  }
}
