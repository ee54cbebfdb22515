import { availableParallelism } from 'node:os'

/** A queue of slow hashes in front of libuv's thread pool: first come, first served. */
export interface HashingQueue {
  /**
   * The hash's result. null: it was not computed, because it could not have finished by the deadline or the queue was
   * full. Rejects when `hash` does.
   *
   * @param deadline - milliseconds since the epoch
   */
  run<T>(hash: () => Promise<T>, deadline: number): Promise<T | null>
  readonly concurrency: number
  readonly running: number
  readonly waiting: number
}

export interface HashingQueueOptions {
  readonly concurrency?: number
  /** Most waiting hashes. */
  readonly limit?: number
  /** Milliseconds since the epoch. */
  readonly clock?: () => number
}

interface Job {
  readonly deadline: number
  begin(): void
  refuse(): void
}

/** Weight of the latest hash in the average duration. */
const weightOfLatest = 1 / 8
/** Some hashes take longer than the average, and a result after the deadline is useless. */
const margin = 1.5

export function createHashingQueue({
  concurrency = hashesAtOnce(),
  limit = 10_000,
  clock = Date.now,
}: HashingQueueOptions = {}): HashingQueue {
  const line: Job[] = []
  let running = 0
  /** Average duration of a hash, ms; 0 until the first one is done. */
  let hashTime = 0

  async function compute<T>(hash: () => Promise<T>): Promise<T> {
    const began = clock()
    running++
    try {
      return await hash()
    } finally {
      running--
      const took = Math.max(0, clock() - began)
      hashTime = hashTime === 0 ? took : hashTime + (took - hashTime) * weightOfLatest
      beginNext()
    }
  }

  function beginNext(): void {
    while (running < concurrency) {
      const job = line.shift()
      if (job === undefined) return
      if (canBeDone(job.deadline, 0)) job.begin()
      else job.refuse()
    }
  }

  function canBeDone(deadline: number, ahead: number): boolean {
    return clock() + hashTime * (ahead / concurrency + margin) <= deadline
  }

  return {
    concurrency,
    get running() {
      return running
    },
    get waiting() {
      return line.length
    },
    async run(hash, deadline) {
      // Computed whatever the average says, because only computed hashes correct it.
      if (running < concurrency) return clock() < deadline ? compute(hash) : null
      if (line.length >= limit || !canBeDone(deadline, running + line.length)) return null
      return new Promise((resolve, reject) => {
        line.push({
          deadline,
          begin: () => void compute(hash).then(resolve, reject),
          refuse: () => resolve(null),
        })
      })
    },
  }
}

/**
 * One more than there are cores, so that no core waits for the next hash, while a thread of the pool stays free for
 * file writes.
 */
function hashesAtOnce(): number {
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
  return Math.max(1, Math.min(availableParallelism() + 1, threads - 2))
}
