/**
 * The time-steps claimed under one key, in a bounded row: the last one; the step up to which everything is spent; then
 * spans of steps above it, first and last step each, ascending. Only the last step counts for a claim as long as the clock
 * is right. The spans are for a clock that ran ahead: they stay spent when the last step is taken back (`releaseSteps`).
 *
 * A number alone is a row of the first versions: its last step, and nothing is known of those before.
 */
export type SpentSteps = number | readonly number[]

const spansKept = 6
/** Gaps before the latest spans that are never closed: a clock that ran ahead a little is told by the latest gap. */
const latestSpans = 3

export function lastStep(steps: SpentSteps | undefined): number {
  if (steps === undefined) return -1
  return typeof steps === 'number' ? steps : (steps[0] ?? -1)
}

export function isSpentStep(steps: SpentSteps | undefined, step: number): boolean {
  if (step <= lastStep(steps)) return true
  if (steps === undefined || typeof steps === 'number') return false
  for (let i = 2; i < steps.length; i += 2) {
    if (step >= (steps[i] as number) && step <= (steps[i + 1] as number)) return true
  }
  return false
}

/** @param step - above the last one and not spent */
export function spendStep(steps: SpentSteps | undefined, step: number): SpentSteps {
  const before = typeof steps === 'number' ? [steps, steps] : (steps ?? [-1, -1])
  let at = before.length
  while (at > 2 && (before[at - 2] as number) > step) at -= 2
  // Who logs in in one step after another has one span, not six: a short row for every login to write.
  if (at > 2 && before[at - 1] === step - 1) {
    const row = before.slice()
    row[at - 1] = step
    row[0] = step
    return row
  }
  // As long as it has to be, because every user has one: an array that is pushed to keeps room for 16 numbers more.
  const row = before.toSpliced(at, 0, step, step)
  row[0] = step
  if (row.length > 2 + 2 * spansKept) closeSmallestGap(row)
  return row
}

/** Takes the last step back, as if it had not been claimed. The same row when it is not the last one. */
export function unspendStep(steps: SpentSteps | undefined, step: number): SpentSteps | undefined {
  if (steps === undefined || lastStep(steps) !== step) return steps
  if (typeof steps === 'number') return step - 1
  const row = steps.map((each, i) => (i < 2 && each === step ? step - 1 : each))
  for (let i = 2; i < row.length; i += 2) {
    if (row[i + 1] !== step) continue
    if (row[i] === step) row.splice(i, 2)
    else row[i + 1] = step - 1
    break
  }
  return row
}

/** Gaps close from the oldest end, the smallest first: the longest ones, and the latest, tell best when a clock jumped. */
function closeSmallestGap(row: number[]): void {
  let at = 2
  let smallest = Number.POSITIVE_INFINITY
  for (let i = 2; i < row.length - 2 * latestSpans; i += 2) {
    const gap = (row[i] as number) - (row[i - 1] as number)
    if (gap < smallest) [at, smallest] = [i, gap]
  }
  // The end of what is before the gap, and the first step after it.
  row.splice(at - 1, 2)
}

/** Of a row of the first versions: a week of claims, in steps of 30 s, may be behind its last step. */
const unknownSteps = 7 * 2880

/**
 * Takes the last step back to those that were claimed up to `highest`; what was claimed above stays spent. The same row
 * when there is nothing to take back, or too many were claimed above to tell them apart.
 */
export function releaseSteps(steps: SpentSteps, highest: number): SpentSteps {
  const last = lastStep(steps)
  if (last <= highest) return steps
  if (typeof steps === 'number') {
    const from = steps - unknownSteps
    return from <= highest ? steps : [highest, highest, from, steps]
  }
  const base = steps[1] as number
  if (base > highest) return steps
  let released = base
  for (let i = 2; i < steps.length; i += 2) {
    if ((steps[i] as number) <= highest) released = Math.min(highest, steps[i + 1] as number)
  }
  return [released, ...steps.slice(1)]
}
