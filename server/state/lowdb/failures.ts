import { isKnownPlace, placesKept } from '../../login/known-place.ts'
import {
  addFailure,
  clearRun,
  type FailedFactor,
  type FailureRun,
  type FailureRuns,
  hasCounted,
  isSpent,
  noFailures,
} from '../../login/throttle.ts'
import type { FailureOperations } from '../contract/failures.ts'
import { failureTables, type StoredRun } from '../login-tables.ts'
import { nothingCounted, unattributedFailure } from '../store-rules.ts'
import { type DurableLogins, makeRoom } from './durable-logins.ts'

type LoginFailureTable = (typeof failureTables)[FailedFactor]['lasting' | 'passing']

/** Limit for runs of sources and unknown users, for passwords and codes separately. */
const passingRunsKept = 100_000

/** Failure runs and known places. */
export function createFailureOperations(logins: DurableLogins): FailureOperations {
  const { tables } = logins

  function storedRun(key: string, factor: FailedFactor): StoredRun | null {
    const { lasting, passing } = failureTables[factor]
    return runIn(tables[lasting], key) ?? runIn(tables[passing], key)
  }

  function failuresOf(key: string): FailureRuns {
    const password = runOf(storedRun(key, 'password'))
    const code = runOf(storedRun(key, 'code'))
    return password === null && code === null ? noFailures : { password, code }
  }

  function clear(table: LoginFailureTable, key: string, run: StoredRun): Promise<void> {
    const left = clearRun(run)
    return logins.put(table, key, left === null ? null : { ...left, userKey: run.userKey })
  }

  return {
    readFailures: async (key) => failuresOf(key),

    readStanding(keys, place, now) {
      if (place === null) return { runs: keys.map(failuresOf), seenAt: null }
      const seen = tables.places.get(place.userKey)?.find((each) => each.place === place.place)
      const seenAt = seen?.seenAt ?? null
      return { runs: (isKnownPlace(seenAt, now) ? place.keys : keys).map(failuresOf), seenAt }
    },

    async recordFailure(key, factor, rule, now, { userKey, print, countedIn } = unattributedFailure) {
      logins.raiseFloor(now)
      const { lasting, passing } = failureTables[factor]
      const [table, formerTable] = userKey === null ? [passing, lasting] : [lasting, passing]
      const before = storedRun(key, factor)
      const other = countedIn === null ? null : storedRun(countedIn, factor)
      if (other !== null && hasCounted(other, print, now)) {
        await logins.settled()
        return before ?? nothingCounted(now)
      }
      const run = addFailure(before, rule, now, print)
      const counted = { count: run.count, lastAt: run.lastAt, forgetAt: run.forgetAt }
      if (run === before && tables[table].has(key)) {
        await logins.settled()
        return counted
      }
      if (tables[formerTable].has(key)) logins.put(formerTable, key, null)
      const written = logins.put(table, key, { ...run, userKey })
      makeRoom(logins, passing, passingRunsKept, (row) => isSpent(row, now))
      await written
      return counted
    },

    async clearFailures(key, factor) {
      const written: Promise<void>[] = []
      for (const table of Object.values(failureTables[factor])) {
        const run = tables[table].get(key)
        if (run !== undefined && run.count > 0) written.push(clear(table, key, run))
      }
      await Promise.all(written)
    },

    async clearFailuresOf(userKey, factor) {
      const table = failureTables[factor].lasting
      const runs = [...tables[table]].filter(([, run]) => run.userKey === userKey && run.count > 0)
      await Promise.all(runs.map(([key, run]) => clear(table, key, run)))
    },

    async putPlace(userKey, place, now) {
      logins.raiseFloor(now)
      const others = (tables.places.get(userKey) ?? []).filter(
        (each) => each.place !== place && isKnownPlace(each.seenAt, now),
      )
      const kept = [...others, { place, seenAt: now }].slice(-placesKept)
      await logins.put('places', userKey, kept)
    },

    async deletePlaces(userKey, beginning) {
      const places = tables.places.get(userKey) ?? []
      const kept = places.filter(({ place }) => !place.startsWith(beginning))
      if (kept.length === places.length) return
      await logins.put('places', userKey, kept.length === 0 ? null : kept)
    },
  }
}

/** A cleared run that has only prints counts as none. */
function runOf(run: StoredRun | null): FailureRun | null {
  if (run === null || run.count === 0) return null
  const { count, lastAt, forgetAt } = run
  return { count, lastAt, forgetAt }
}

/** Tables are mostly empty, and a key that was just made is hashed for its first look-up. */
function runIn(table: ReadonlyMap<string, StoredRun>, key: string): StoredRun | null {
  return table.size === 0 ? null : (table.get(key) ?? null)
}
