import { periodOf } from './claim-key.ts'
import type { Hold } from './contract/state-store.ts'
import type { LoginTables } from './login-tables.ts'
import { releaseSteps, type SpentSteps } from './spent-steps.ts'
import { correction, type StoreFacts, standingOf } from './store-facts.ts'

/** Milliseconds for which codes may have been used before a hold was noticed by a clock that ran ahead. */
const refusedBefore = 24 * 3_600_000
/** Time-steps that a hardware clock may be ahead. */
const hardwareLead = 20

/** The highest step under a key that can have been claimed with a right clock. */
export function highestRightStep(claimKey: string, now: number, margin: number): number {
  return Math.floor((now + margin) / 1000 / periodOf(claimKey)) + hardwareLead
}

/** The rows of authenticators that a clock ahead of `now` keeps out, as they are without it. */
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
 * A hold that was noticed by a clock ahead of the right time would last until that time. It is counted anew from `now`; the
 * codes around the time at which it was noticed stay refused. null: that was not the case, as far as is known.
 */
export function heldAnew(facts: StoreFacts, hold: Hold, now: number, margin: number): StoreFacts | null {
  if (now + correction >= hold.noticedAt || standingOf(facts).clock === 'set-back') return null
  const refused = { from: hold.noticedAt - refusedBefore, until: hold.until }
  return { ...facts, hold: { ...hold, noticedAt: now, until: now + margin }, refused }
}
