export interface Poolable {
  isOpen(): boolean
  destroy(): void
}

export interface PoolOptions<C> {
  /** Opens a connection; gives up when the signal aborts. */
  readonly open: (signal: AbortSignal) => Promise<C>
  /** Most connections at once. */
  readonly most: number
  /** Idle time after which a connection is no longer trusted to be alive, ms. */
  readonly idleFor: number
}

export interface Pool<C> {
  /**
   * Runs a task on a connection of its own. A connection on which a task failed is not used again; one that had died
   * while idle costs only another attempt.
   *
   * @param deadline - milliseconds since the epoch; the connection is then closed even if the task still runs
   */
  use<T>(deadline: number, task: (connection: C) => Promise<T>): Promise<T>
  close(): void
}

interface Idle<C> {
  readonly connection: C
  readonly since: number
}

/** Opens connections when needed, and keeps them for the next task. */
export function createPool<C extends Poolable>({ open, most, idleFor }: PoolOptions<C>): Pool<C> {
  const idle: Idle<C>[] = []
  const all = new Set<C>()
  const waiting = new Set<() => void>()
  let taken = 0
  let isClosed = false

  async function use<T>(deadline: number, task: (connection: C) => Promise<T>): Promise<T> {
    const patience = deadline - Date.now()
    if (isClosed || patience <= 0) throw new Error(isClosed ? 'the store is closed' : 'there is no time left')
    const giveUp = new AbortController()
    const timer = setTimeout(() => giveUp.abort(new Error('there is no answer in time')), patience)
    try {
      await takePlace(giveUp.signal)
      try {
        return await runOnSome(task, giveUp.signal)
      } finally {
        leavePlace()
      }
    } finally {
      clearTimeout(timer)
    }
  }

  async function runOnSome<T>(task: (connection: C) => Promise<T>, signal: AbortSignal): Promise<T> {
    const reused = takeIdle()
    if (reused === null) return runOn(await openAnother(signal), task, signal)
    try {
      return await runOn(reused, task, signal)
    } catch (error) {
      if (signal.aborted || !isLost(error)) throw error
    }
    return runOn(await openAnother(signal), task, signal)
  }

  async function runOn<T>(
    connection: C,
    task: (connection: C) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const cut = () => connection.destroy()
    signal.addEventListener('abort', cut, { once: true })
    try {
      const result = await task(connection)
      if (isClosed || !connection.isOpen()) discard(connection)
      else idle.push({ connection, since: Date.now() })
      return result
    } catch (error) {
      const wasOpen = connection.isOpen()
      discard(connection)
      if (signal.aborted) throw signal.reason
      throw wasOpen ? error : new ConnectionLost('the connection was lost', { cause: error })
    } finally {
      signal.removeEventListener('abort', cut)
    }
  }

  function takeIdle(): C | null {
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      if (last.connection.isOpen() && Date.now() - last.since < idleFor) return last.connection
      discard(last.connection)
    }
    return null
  }

  async function openAnother(signal: AbortSignal): Promise<C> {
    const connection = await open(signal)
    all.add(connection)
    if (isClosed) discard(connection)
    return connection
  }

  function discard(connection: C): void {
    all.delete(connection)
    connection.destroy()
  }

  function takePlace(signal: AbortSignal): Promise<void> | void {
    if (taken < most) {
      taken++
      return
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.delete(enter)
        reject(signal.reason)
      }
      waiting.add(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  /** The longest waiting task gets the free place. */
  function leavePlace(): void {
    const [next] = waiting
    if (next === undefined) {
      taken--
    } else {
      waiting.delete(next)
      next()
    }
  }

  return {
    use,
    close() {
      isClosed = true
      for (const connection of all) connection.destroy()
      all.clear()
      idle.length = 0
    },
  }
}

class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

function isLost(error: unknown): boolean {
  return error instanceof ConnectionLost
}
