import { setFlagsFromString } from 'node:v8'

/** V8's own. */
const usualGrowth = 2

/**
 * Almost all that is read at the start stays, which makes V8 let its young generation grow to 33 MB that it gives back late
 * or never. V8 reads this flag each time it collects, so that it may change while the process runs.
 *
 * @returns lets it grow, as it should under load
 */
export function keepYoungGenerationSmall(): () => void {
  setGrowth(1)
  return () => setGrowth(usualGrowth)
}

function setGrowth(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}
