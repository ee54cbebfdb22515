import { addFailure, type FailedFactor, type FailureRun, isForgotten } from '../login/throttle.ts'
import { type DurableLogins, makeRoom } from './durable-logins.ts'
import { failureTables } from './logins.ts'
import type { Challenge, ChallengeHolder, StateStore } from './state-store.ts'

export type LoginOperations = Pick<
  StateStore,
  | 'claimTimeStep'
  | 'putChallenge'
  | 'takeChallenge'
  | 'readChallenge'
  | 'putEmailCode'
  | 'readFailures'
  | 'recordFailure'
  | 'clearFailures'
  | 'markRequired'
  | 'readRequiredSince'
  | 'clearRequired'
>

// The hot path: what every login gets is made once.
const noFailures = Promise.resolve({ password: null, code: null })
const toTrue = () => true
const toFalse = () => false

/** Runs of sources and made-up names, each for passwords and for codes. */
const passingRunsKept = 100_000
const challengesKept = 10_000

/** What every login needs, at every door. */
export function createLoginOperations(logins: DurableLogins): LoginOperations {
  const { tables } = logins

  function failureRun(key: string, factor: FailedFactor): FailureRun | null {
    const { lasting, passing } = failureTables[factor]
    return tables[lasting].get(key) ?? tables[passing].get(key) ?? null
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
    claimTimeStep({ authenticatorId, timeStep, acceptableUntil }, now) {
      logins.raiseFloor(now)
      const last = tables.timeSteps.get(authenticatorId) ?? -1
      if (timeStep <= last || acceptableUntil <= logins.floor()) return logins.settled().then(toFalse)
      return logins.put('timeSteps', authenticatorId, timeStep).then(toTrue)
    },

    async putChallenge(challenge, now) {
      logins.raiseFloor(now)
      const written = logins.put('challenges', challenge.challengeState, challenge)
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

    readFailures(key) {
      const password = failureRun(key, 'password')
      const code = failureRun(key, 'code')
      return password === null && code === null ? noFailures : Promise.resolve({ password, code })
    },

    async recordFailure(key, factor, rule, now) {
      logins.raiseFloor(now)
      const { lasting, passing } = failureTables[factor]
      const [table, other] = rule.forgetAfter === null ? [lasting, passing] : [passing, lasting]
      const run = addFailure(failureRun(key, factor), rule, now)
      if (tables[other].has(key)) logins.put(other, key, null)
      const written = logins.put(table, key, run)
      makeRoom(logins, passing, passingRunsKept, (row) => isForgotten(row, now))
      await written
      return run
    },

    async clearFailures(key, factor) {
      const present = Object.values(failureTables[factor]).filter((table) => tables[table].has(key))
      await Promise.all(present.map((table) => logins.put(table, key, null)))
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
