/**
 * The time-steps claimed under one key, in a row of limited length: the last step; the step up to which all are spent; then the
 * spans of steps above it, each by first and last step, ascending. While the clock is right, a claim depends on the last step
 * alone. The spans matter after a clock ran ahead: they stay spent when the last step is taken back (`releaseSteps`).
 *
 * A plain number is a row of the first versions: its last step, with nothing known about earlier ones.
 */
export type SpentSteps = number | readonly number[]

const spansKept = 6
/** The gaps before this many latest spans are never closed, because they show that the clock ran ahead a little. */
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

/** @param step - above the last one, and not spent */
export function spendStep(steps: SpentSteps | undefined, step: number): SpentSteps {
  const before = typeof steps === 'number' ? [steps, steps] : (steps ?? [-1, -1])
  let at = before.length
  while (at > 2 && (before[at - 2] as number) > step) at -= 2
  // Logins in consecutive steps extend one span, so that the row written by every login stays short.
  if (at > 2 && before[at - 1] === step - 1) {
    const row = before.slice()
    row[at - 1] = step
    row[0] = step
    return row
  }
  // toSpliced makes an array of exact length. Every user has one, and a pushed array reserves space for 16 more numbers.
  const row = before.toSpliced(at, 0, step, step)
  row[0] = step
  if (row.length > 2 + 2 * spansKept) closeSmallestGap(row)
  return row
}

/** Takes the last step back, as if it was never claimed. Returns the same row if it is not the last one. */
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

/** Closes the smallest of the older gaps, because long and recent gaps show best when a clock jumped. */
function closeSmallestGap(row: number[]): void {
  let at = 2
  let smallest = Number.POSITIVE_INFINITY
  for (let i = 2; i < row.length - 2 * latestSpans; i += 2) {
    const gap = (row[i] as number) - (row[i - 1] as number)
    if (gap < smallest) [at, smallest] = [i, gap]
  }
  // Removes the end of the span before the gap and the start of the span after it.
  row.splice(at - 1, 2)
}

/** For a row of the first versions: a week of claims, at 30 s a step, may precede its last step. */
const unknownSteps = 7 * 2880

/**
 * Takes the last step back to the last one claimed up to `highest`; steps claimed above stay spent. Returns the same row if
 * there is nothing to take back, or too many were claimed above to tell them apart.
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
