/** Prints of requests that were answered, for longer than their replies are kept. */
export interface AnsweredPackets {
  has(print: string): boolean
  add(print: string): void
}

/** @param limit - how many of the latest are remembered at least */
export function createAnsweredPackets(limit = 65_536): AnsweredPackets {
  let latest = new Set<string>()
  let earlier = new Set<string>()

  return {
    has: (print) => latest.has(print) || earlier.has(print),
    add(print) {
      latest.add(print)
      if (latest.size < limit) return
      earlier = latest
      latest = new Set()
    },
  }
}
