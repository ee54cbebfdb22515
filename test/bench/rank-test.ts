export interface RankComparison {
  /** How often a value of the first kind is above one of the second, ties by half: 0.5 where nothing tells them apart. */
  readonly share: number
  /** How many standard errors that is from 0.5. */
  readonly z: number
}

/** Mann and Whitney's test of two independent samples, by its normal approximation (20 values each and more). */
export function compareRanks(first: readonly number[], second: readonly number[]): RankComparison {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ].sort((a, b) => a.value - b.value)
  let rankSum = 0
  for (let from = 0; from < all.length; ) {
    let to = from
    while (to < all.length && all[to]?.value === all[from]?.value) to++
    const rank = (from + 1 + to) / 2
    rankSum += rank * all.slice(from, to).filter(({ isFirst }) => isFirst).length
    from = to
  }
  const [n, m] = [first.length, second.length]
  const share = (rankSum - (n * (n + 1)) / 2) / (n * m)
  return { share, z: (share - 0.5) / Math.sqrt((n + m + 1) / (12 * n * m)) }
}
