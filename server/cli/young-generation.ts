import { setFlagsFromString } from 'node:v8'

/** V8's default. */
const usualGrowth = 2

/**
 * Most objects made at the start stay, which makes V8 grow its young generation to 33 MB that it returns late or never.
 * V8 reads this flag at each collection, so it can change at run time.
 *
 * @returns allows growth again, as needed under load
 */
export function keepYoungGenerationSmall(): () => void {
  setGrowth(1)
  return () => setGrowth(usualGrowth)
}

function setGrowth(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}
