/** Runs tasks with the same key one after another, and tasks with different keys in parallel. */
export interface KeyedMutex {
  /** `waited`: other tasks ran before this one. null: the queue of this key is full, and the task was not run. */
  run<T>(key: string, task: (waited: boolean) => Promise<T>): Promise<T | null>
  /** A task that does not wait for its turn, and answers at once, is answered at once. */
  run<T>(key: string, task: (waited: boolean) => T | Promise<T>): T | null | Promise<T | null>
}

interface Line {
  length: number
  last: Promise<unknown>
}

const notRun = Promise.resolve(null)

/** @param limit - most tasks per key, running or waiting */
export function createKeyedMutex(limit: number): KeyedMutex {
  const lines = new Map<string, Line>()

  function run<T>(key: string, task: (waited: boolean) => Promise<T>): Promise<T | null>
  function run<T>(key: string, task: (waited: boolean) => T | Promise<T>): T | null | Promise<T | null>
  function run<T>(key: string, task: (waited: boolean) => T | Promise<T>): T | null | Promise<T | null> {
    const line = lines.get(key)
    if (line === undefined) {
      const turn = task(false)
      // Nothing can have come between, so no other task needs to know of this one.
      return turn instanceof Promise ? enter(key, { length: 0, last: notRun }, turn) : turn
    }
    if (line.length >= limit) return notRun
    return enter(key, line, after(line.last, task))
  }

  function enter<T>(key: string, line: Line, turn: Promise<T>): Promise<T> {
    line.last = turn
    line.length++
    lines.set(key, line)
    const leave = () => {
      line.length--
      if (line.length === 0) lines.delete(key)
    }
    turn.then(leave, leave)
    return turn
  }

  return { run }
}

/** Whatever came of what went before. */
function after<T>(last: Promise<unknown>, task: (waited: boolean) => T | Promise<T>): Promise<T> {
  const run = () => task(true)
  return last.then(run, run)
}
