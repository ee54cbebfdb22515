/** Runs tasks with the same key one after another, and tasks with different keys in parallel. */
export interface KeyedMutex {
  /** `waited`: other tasks ran before this one. null: the queue of this key is full, and the task was not run. */
  run<T>(key: string, task: (waited: boolean) => Promise<T>): Promise<T | null>
}

interface Line {
  length: number
  last: Promise<unknown>
}

const notRun = Promise.resolve(null)

/** @param limit - most tasks per key, running or waiting */
export function createKeyedMutex(limit: number): KeyedMutex {
  const lines = new Map<string, Line>()

  return {
    run(key, task) {
      const line: Line = lines.get(key) ?? { length: 0, last: notRun }
      if (line.length >= limit) return notRun
      const turn = line.length === 0 ? task(false) : after(line.last, () => task(true))
      line.last = turn
      line.length++
      lines.set(key, line)
      const leave = () => {
        line.length--
        if (line.length === 0) lines.delete(key)
      }
      turn.then(leave, leave)
      return turn
    },
  }
}

/** Whatever came of what went before. */
function after<T>(last: Promise<unknown>, task: () => Promise<T>): Promise<T> {
  return last.then(task, task)
}
