export interface FakeClock {
  /** Time passes second by second, and intervals are called as they would be. */
  pass(seconds: number): void
  restore(): void
}

/** Stands in for `Date.now` and `setInterval` until `restore()`. */
export function fakeClock(): FakeClock {
  const { now } = Date
  const { setInterval, clearInterval } = globalThis
  const ticking = new Map<number, () => void>()
  let time = now()
  let last = 0
  Date.now = () => time
  Object.assign(globalThis, {
    setInterval: (work: () => void) => {
      last += 1
      ticking.set(last, work)
      return last
    },
    clearInterval: (id: number) => void ticking.delete(id),
  })
  return {
    pass(seconds) {
      for (let second = 0; second < seconds; second += 1) {
        time += 1000
        for (const work of [...ticking.values()]) work()
      }
    },
    restore() {
      Date.now = now
      Object.assign(globalThis, { setInterval, clearInterval })
    },
  }
}
