import type { FloorOperations, Hold } from '../contract/floor.ts'
import { factsKey } from '../login-tables.ts'
import { heldAnew, releasedRows } from '../release-clock.ts'
import type { SpentSteps } from '../spent-steps.ts'
import { correction, isHeld, noFacts, type StoreFacts, seeClock, standingOf } from '../store-facts.ts'
import { type LoginRecord, putRow } from './logins-memory.ts'
import type { RecoveredLogins, RecoverOptions } from './recover-logins.ts'

/** StateStore.floor() and the folder's other facts about its history. */
export interface LowdbFloor extends FloorOperations {
  /** In memory; the next write puts it on the disk. */
  raiseFloor(now: number): void
  /** Until when a code with this expiry is refused; null if it is not. */
  heldUntil(acceptableUntil: number): number | null
  /** Stores the revision of enrolments.json that is on the disk. */
  noteRevision(revision: number): Promise<void>
  /** Takes the history of a store that is being copied into this one. */
  takeOver(standing: Pick<StoreFacts, 'hold' | 'restores'>): void
  /** Has the next opening take the folder for a restored one. */
  forgetOrigin(): Promise<void>
}

/** For the writer of the journal, whose first batch has the facts. */
export interface FloorWriter {
  facts(): StoreFacts
  /** The service stops cleanly, and the next fold records that. */
  end(): void
}

export interface FloorOptions extends Pick<RecoverOptions, 'now' | 'boot' | 'systemTime' | 'restoreMargin'> {
  /** A clock in milliseconds that cannot be set; null if the server's clock is not to be watched. */
  readonly steadyClock: (() => number) | null
}

/** Writes changes to the journal. */
export interface FloorJournal {
  append(record: LoginRecord | null, undo: () => void): Promise<void>
  putSteps(claimKey: string, steps: SpentSteps): Promise<void>
}

/** Milliseconds between checks of the clock. */
const clockLooks = 10_000

export function createFloor(
  recovered: Pick<RecoveredLogins, 'tables' | 'floor'>,
  { now, boot, systemTime, restoreMargin, steadyClock }: FloorOptions,
  { append, putSteps }: FloorJournal,
): LowdbFloor & FloorWriter {
  const { tables } = recovered
  let { floor } = recovered
  let facts = tables.facts.get(factsKey) ?? noFacts
  /** During a hold: when it has lasted long enough by the steady clock. */
  let holdEnds = steadyClock !== null && isHeld(facts.hold, now) ? steadyClock() + restoreMargin : null

  function putFacts(next: StoreFacts): Promise<void> {
    const before = facts
    facts = next
    putRow(tables, 'facts', factsKey, next)
    return append(['facts', factsKey, next], () => {
      facts = before
      putRow(tables, 'facts', factsKey, before)
    })
  }

  function lookAtClock(): void {
    const seen = seeClock(facts, boot(), systemTime())
    // Best effort: it only explains to operators why the floor is ahead.
    if (seen !== facts) putFacts(seen).catch(() => undefined)
  }

  /** If the clock is set ahead during a hold, the hold must not end early. */
  function watchHold(now: number): void {
    if (steadyClock === null || holdEnds === null || facts.hold === null) return
    const left = holdEnds - steadyClock()
    if (left <= 0) holdEnds = null
    else if (now + left > facts.hold.until + correction)
      hold({ ...facts.hold, noticedAt: now, until: now + left })
  }

  function hold(next: Hold): void {
    floor = Math.max(floor, next.until)
    putFacts({ ...facts, hold: next }).catch(() => undefined)
  }

  function moveFloor(to: number): Promise<void> {
    const before = floor
    floor = to
    return append(null, () => {
      floor = Math.max(floor, before)
    })
  }

  const looking = setInterval(lookAtClock, clockLooks).unref()

  return {
    floor: () => floor,
    raiseFloor(now) {
      if (now > floor) floor = now
      if (holdEnds !== null) watchHold(now)
    },
    standing() {
      lookAtClock()
      return standingOf(facts)
    },
    restores: () => facts.restores,
    heldUntil(acceptableUntil) {
      if (acceptableUntil <= floor) return floor
      const { refused } = facts
      const isRefused = refused !== null && acceptableUntil > refused.from && acceptableUntil <= refused.until
      return isRefused ? refused.until : null
    },
    async releaseClock(now) {
      lookAtClock()
      watchHold(now)
      const { hold } = facts
      const anew = isHeld(hold, now) ? heldAnew(facts, hold, now, restoreMargin) : facts
      if (isHeld(hold, now) && anew === null) return { result: 'held', hold }
      if (anew !== null && anew !== facts) {
        putFacts(anew)
        if (steadyClock !== null) holdEnds = steadyClock() + restoreMargin
      }
      const lowered = isHeld(facts.hold, now) ? facts.hold.until : now
      const rows = releasedRows(tables, now, restoreMargin)
      // One write for all.
      for (const [key, steps] of rows) putSteps(key, steps)
      await moveFloor(lowered)
      return { result: 'released', floor: lowered, freed: rows.length }
    },
    async noteRevision(revision) {
      if (revision > facts.enrolmentsRevision) await putFacts({ ...facts, enrolmentsRevision: revision })
    },
    takeOver({ hold, restores }) {
      const later = (hold?.until ?? 0) > (facts.hold?.until ?? 0) ? hold : facts.hold
      putFacts({ ...facts, hold: later, restores: Math.max(restores, facts.restores) })
    },
    // No enrolments.json has this revision, so the one that is found is taken for an older one.
    forgetOrigin: () => putFacts({ ...facts, enrolmentsRevision: Number.MAX_SAFE_INTEGER }),
    facts: () => facts,
    end() {
      clearInterval(looking)
      facts = { ...facts, running: false }
      putRow(tables, 'facts', factsKey, facts)
    },
  }
}
