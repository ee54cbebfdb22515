import { availableParallelism } from 'node:os'

/** Slow hashes in line for libuv's thread pool, first come, first served. */
export interface HashingQueue {
  /**
   * The hash's result; null when it was not computed, because it could not have been there by the deadline or too
   * many already wait. Rejects when `hash` does.
   *
   * @param deadline - milliseconds since the epoch
   */
  run<T>(hash: () => Promise<T>, deadline: number): Promise<T | null>
  readonly concurrency: number
  /** Hashes being computed. */
  readonly running: number
  /** Hashes in line. */
  readonly waiting: number
}

export interface HashingQueueOptions {
  readonly concurrency?: number
  /** Longest line. */
  readonly limit?: number
  /** Milliseconds since the epoch. */
  readonly clock?: () => number
}

interface Job {
  readonly deadline: number
  begin(): void
  refuse(): void
}

/** How much the latest hash weighs in the running average of what a hash takes. */
const weightOfLatest = 1 / 8
/** Hashes take longer than the average now and then; an answer that comes late was computed for nobody. */
const margin = 1.5

export function createHashingQueue({
  concurrency = hashesAtOnce(),
  limit = 10_000,
  clock = Date.now,
}: HashingQueueOptions = {}): HashingQueue {
  const line: Job[] = []
  let running = 0
  /** Milliseconds; 0 until the first hash is done. */
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
      // Whatever the average says: it is only corrected by hashes that are computed.
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
 * One more than there are cores, so that none waits for the next hash to be handed over; but file writes must always find a
 * thread of the pool.
 */
function hashesAtOnce(): number {
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
  return Math.max(1, Math.min(availableParallelism() + 1, threads - 2))
}
