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
import type { Challenge, ChallengeHolder, StateStore } from '../contract/state-store.ts'
import { failureTables, type StoredRun } from '../login-tables.ts'
import { isSpentStep, lastStep } from '../spent-steps.ts'
import { challengesOfUserKept, nothingCounted, ofNobody } from '../store-rules.ts'
import { type DurableLogins, makeRoom } from './durable-logins.ts'

export type LoginOperations = Pick<
  StateStore,
  | 'claimTimeStep'
  | 'readLastSteps'
  | 'putChallenge'
  | 'takeChallenge'
  | 'readChallenge'
  | 'putEmailCode'
  | 'readFailures'
  | 'readStanding'
  | 'recordFailure'
  | 'clearFailures'
  | 'clearFailuresOf'
  | 'putPlace'
  | 'deletePlaces'
  | 'markRequired'
  | 'readRequiredSince'
  | 'clearRequired'
>

// The hot path: what every login gets is made once.
const toWon = () => 'won' as const
const toUsed = () => 'used' as const

type LoginFailureTable = (typeof failureTables)[FailedFactor]['lasting' | 'passing']

/** Runs of sources and made-up names, each for passwords and for codes. */
const passingRunsKept = 100_000
const challengesKept = 10_000

/** What every login needs, at every door. */
export function createLoginOperations(logins: DurableLogins): LoginOperations {
  const { tables } = logins
  const challengesOf = statesByKind(tables.challenges.values())

  /** The user's own oldest challenges of this kind go, so that no others have to. */
  function boundOwn(challenge: Challenge): void {
    const { challengeState } = challenge
    const kind = kindOf(challenge)
    const states = (challengesOf.get(kind) ?? []).filter(
      (state) => state !== challengeState && tables.challenges.has(state),
    )
    for (const state of states.splice(0, states.length + 1 - challengesOfUserKept)) {
      logins.put('challenges', state, null)
    }
    challengesOf.set(kind, [...states, challengeState])
  }

  function storedRun(key: string, factor: FailedFactor): StoredRun | null {
    const { lasting, passing } = failureTables[factor]
    return tables[lasting].get(key) ?? tables[passing].get(key) ?? null
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

  function openChallenge(
    challengeState: string,
    { userKey, askedBy }: ChallengeHolder,
    now: number,
  ): Challenge | null {
    const challenge = tables.challenges.get(challengeState)
    const isOpen =
      challenge !== undefined &&
      challenge.expiresAt > now &&
      challenge.userKey === userKey &&
      challenge.askedBy === askedBy
    return isOpen ? challenge : null
  }

  return {
    claimTimeStep({ claimKey, timeStep, acceptableUntil }, now) {
      logins.raiseFloor(now)
      const steps = tables.timeSteps.get(claimKey)
      if (isSpentStep(steps, timeStep)) return logins.settled().then(toUsed)
      const heldUntil = logins.heldUntil(acceptableUntil)
      if (heldUntil !== null) {
        // A code that ran out while it was judged waits for nothing but the next one.
        return logins.settled().then(() => (heldUntil > now ? { heldUntil } : 'used'))
      }
      return logins.claim(claimKey, timeStep).then(toWon)
    },

    async readLastSteps(claimKeys) {
      return claimKeys.map((key) => {
        const steps = tables.timeSteps.get(key)
        return steps === undefined ? null : lastStep(steps)
      })
    },

    async putChallenge(challenge, now) {
      logins.raiseFloor(now)
      const written = logins.put('challenges', challenge.challengeState, challenge)
      boundOwn(challenge)
      makeRoom(logins, 'challenges', challengesKept, ({ expiresAt }) => expiresAt <= now)
      await written
    },

    async takeChallenge(challengeState, holder, now) {
      logins.raiseFloor(now)
      const challenge = openChallenge(challengeState, holder, now)
      await (challenge === null ? logins.settled() : logins.put('challenges', challengeState, null))
      return challenge
    },

    readChallenge: async (challengeState, holder, now) => openChallenge(challengeState, holder, now),

    async putEmailCode(challengeState, holder, emailCodeHash, now) {
      logins.raiseFloor(now)
      const challenge = openChallenge(challengeState, holder, now)
      if (challenge === null) return null
      const changed = { ...challenge, emailCodeHash }
      await logins.put('challenges', challengeState, changed)
      return changed
    },

    readFailures: async (key) => failuresOf(key),

    async readStanding(keys, place, now) {
      if (place === null) return { runs: keys.map(failuresOf), seenAt: null }
      const seen = tables.places.get(place.userKey)?.find((each) => each.place === place.place)
      const seenAt = seen?.seenAt ?? null
      return { runs: (isKnownPlace(seenAt, now) ? place.keys : keys).map(failuresOf), seenAt }
    },

    async recordFailure(key, factor, rule, now, { userKey, print, countedIn } = ofNobody) {
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

    async markRequired(userKey, now) {
      logins.raiseFloor(now)
      const since = tables.requiredSince.get(userKey)
      if (since !== undefined && since <= now) return since
      await logins.put('requiredSince', userKey, now)
      return now
    },

    async readRequiredSince(userKey) {
      return tables.requiredSince.get(userKey) ?? null
    },

    async clearRequired(userKey) {
      if (tables.requiredSince.has(userKey)) await logins.put('requiredSince', userKey, null)
    },
  }
}

/** Oldest first. */
function statesByKind(challenges: Iterable<Challenge>): Map<string, readonly string[]> {
  const states = new Map<string, readonly string[]>()
  for (const challenge of challenges) {
    const kind = kindOf(challenge)
    states.set(kind, [...(states.get(kind) ?? []), challenge.challengeState])
  }
  return states
}

function kindOf({ userKey, atKnownPlace }: Challenge): string {
  return `${atKnownPlace === true}|${userKey}`
}

/** A run that was cleared and holds prints alone is none to those who ask. */
function runOf(run: StoredRun | null): FailureRun | null {
  if (run === null || run.count === 0) return null
  const { count, lastAt, forgetAt } = run
  return { count, lastAt, forgetAt }
}
