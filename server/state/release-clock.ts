import { periodOf } from './claim-key.ts'
import type { Hold } from './contract/state-store.ts'
import type { LoginTables } from './login-tables.ts'
import { releaseSteps, type SpentSteps } from './spent-steps.ts'
import { correction, type StoreFacts, standingOf } from './store-facts.ts'

/** Milliseconds before the noticing of a hold, under a clock that ran ahead, in which codes may have been used. */
const refusedBefore = 24 * 3_600_000
/** By how many time-steps a hardware clock may be ahead. */
const hardwareLead = 20

/** The highest step that a right clock could have claimed under this key. */
export function highestRightStep(claimKey: string, now: number, margin: number): number {
  return Math.floor((now + margin) / 1000 / periodOf(claimKey)) + hardwareLead
}

/** The new rows of authenticators that were locked out by a clock ahead of `now`. */
export function releasedRows(
  { timeSteps }: Pick<LoginTables, 'timeSteps'>,
  now: number,
  margin: number,
): (readonly [claimKey: string, steps: SpentSteps])[] {
  return [...timeSteps].flatMap(([key, steps]) => {
    const released = releaseSteps(steps, highestRightStep(key, now, margin))
    return released === steps ? [] : [[key, released] as const]
  })
}

/**
 * A hold noticed by a clock that ran ahead would last until that clock's time. This returns it counted from `now`; codes around
 * the noticed time stay refused. null if, as far as is known, this did not happen.
 */
export function heldAnew(facts: StoreFacts, hold: Hold, now: number, margin: number): StoreFacts | null {
  if (now + correction >= hold.noticedAt || standingOf(facts).clock === 'set-back') return null
  const refused = { from: hold.noticedAt - refusedBefore, until: hold.until }
  return { ...facts, hold: { ...hold, noticedAt: now, until: now + margin }, refused }
}
