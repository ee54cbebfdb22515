import { median } from './section.ts'

export interface MedianInterval {
  readonly median: number
  /** NaN for fewer than six values, which say too little. */
  readonly low: number
  readonly high: number
}

/** The median with the interval that holds it in 95 of 100 cases, whatever the distribution: that of the sign test. */
export function medianInterval(values: readonly number[]): MedianInterval {
  const ascending = values.toSorted((a, b) => a - b)
  const { length } = ascending
  // How many values may lie below the median: each does with probability 1/2, and all tails together have 5 %.
  let below = 0
  let tail = 0.5 ** length
  for (let next = tail; tail <= 0.025; below++) {
    next *= (length - below) / (below + 1)
    tail += next
  }
  const at = (index: number) => (below === 0 ? Number.NaN : (ascending[index] ?? Number.NaN))
  return { median: median(values), low: at(below - 1), high: at(length - below) }
}
