/** A kind of file for tests. */
export interface Tally {
  readonly kind: 'tally'
  readonly counts: readonly number[]
}

export const emptyTally: Tally = { kind: 'tally', counts: [] }

export function parseTally(json: unknown): Tally {
  const tally = json as Partial<Tally>
  if (tally.kind !== 'tally') throw new Error('this is no tally')
  return tally as Tally
}
