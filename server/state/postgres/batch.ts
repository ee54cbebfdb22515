import { StateStoreError } from '../contract/state-store.ts'
import { rolledBack } from './database.ts'

export interface BatchOptions<Asked, Answer> {
  /** One statement for all of them; resolves to their answers in the same order. */
  readonly run: (asked: readonly Asked[]) => Promise<readonly Answer[]>
  /** Those with the same key go into different statements, in the order in which they came. Absent: all may go together. */
  readonly keyOf?: (asked: Asked) => string
  /** Milliseconds after which a call that still waits for its statement fails. */
  readonly timeout: number
}

/** Most calls in one statement, because its rows stay locked until it is committed. */
export const largestBatch = 250
/** How many calls may wait; further ones fail at once. */
const longestQueue = 10_000

interface Call<Asked, Answer> {
  readonly asked: Asked
  readonly at: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * Lets calls that arrive while a statement of their kind is under way share the next one. If the database refuses a shared
 * statement, each call gets one of its own, so that one bad value fails no other call. A statement without an answer may have
 * happened, so it is not repeated, and all its calls fail.
 */
export function createBatch<Asked, Answer>({
  run,
  keyOf,
  timeout,
}: BatchOptions<Asked, Answer>): (asked: Asked) => Promise<Answer> {
  let waiting: Call<Asked, Answer>[] = []
  let isRunning = false

  async function runAll(): Promise<void> {
    // After the poll phase, so that calls of packets that arrived together share a statement.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      failLate()
      await runTogether(takeNext())
    }
    isRunning = false
  }

  function failLate(): void {
    const now = performance.now()
    const isLate = ({ at }: Call<Asked, Answer>) => now - at > timeout
    // The first has waited longest.
    if (waiting[0] === undefined || !isLate(waiting[0])) return
    for (const call of waiting)
      if (isLate(call)) call.reject(new StateStoreError('PostgreSQL: it is too slow'))
    waiting = waiting.filter((call) => !isLate(call))
  }

  function takeNext(): readonly Call<Asked, Answer>[] {
    if (keyOf === undefined) return waiting.splice(0, largestBatch)
    const next = new Map<string, Call<Asked, Answer>>()
    const left: Call<Asked, Answer>[] = []
    for (const call of waiting) {
      const key = keyOf(call.asked)
      if (next.size < largestBatch && !next.has(key)) next.set(key, call)
      else left.push(call)
    }
    waiting = left
    return [...next.values()]
  }

  async function runTogether(calls: readonly Call<Asked, Answer>[]): Promise<void> {
    if (calls.length === 0) return
    try {
      const answers = await run(calls.map(({ asked }) => asked))
      if (answers.length !== calls.length)
        throw new RangeError('a statement answered other calls than its own')
      for (const [i, { resolve }] of calls.entries()) resolve(answers[i] as Answer)
    } catch (error) {
      // Not awaited: one of them may wait for a locked row, and later calls need not.
      if (calls.length > 1 && rolledBack(error)) for (const call of calls) runTogether([call])
      else for (const { reject } of calls) reject(error)
    }
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= longestQueue) {
        reject(new StateStoreError('PostgreSQL: too many wait for it'))
        return
      }
      waiting.push({ asked, at: performance.now(), resolve, reject })
      if (isRunning) return
      isRunning = true
      runAll()
    })
}
