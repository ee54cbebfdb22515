import type { JsonDatabase } from '../../adapters/json-database.ts'
import { addFailure, type FailedFactor, type FailureRun, isForgotten } from '../login/throttle.ts'
import type { DurableLogins } from './durable-logins.ts'
import { authenticatorIds, type EnrolmentsFile, enrolmentOf, withEnrolments } from './enrolments-file.ts'
import { failureTables, type LoginRows, type LoginTable } from './logins.ts'
import { type Enrolment, type StateStore, StateStoreError, type UserKey } from './state-store.ts'

// The hot path: what every login gets is made once.
const noFailures = Promise.resolve({ password: null, code: null })
const toTrue = () => true
const toFalse = () => false

/** Runs of sources and made-up names, each for passwords and for codes. */
const passingRunsKept = 100_000
const challengesKept = 10_000

/**
 * The store's operations. Each decides and changes memory in one go, so that whoever asks at the same time sees
 * it, and then waits for the disk. A refusal waits too, because what it saw may still be undone.
 *
 * Recovery codes are used up in enrolments.json itself: that is rare, and no other file has to be as old as it then.
 */
export function createLowdbOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  logins: DurableLogins,
): StateStore {
  const { tables } = logins
  let indexed = enrolments.data
  let enrolmentsByUser = new Map(Object.entries(indexed.enrolments))

  /** Finds a key that was put together just now in half the time that an object of thousands of keys takes. */
  function index(): ReadonlyMap<UserKey, Enrolment> {
    if (indexed !== enrolments.data) {
      indexed = enrolments.data
      enrolmentsByUser = new Map(Object.entries(indexed.enrolments))
    }
    return enrolmentsByUser
  }

  async function update(change: (file: EnrolmentsFile) => EnrolmentsFile): Promise<void> {
    try {
      await enrolments.update(change)
    } catch (cause) {
      throw new StateStoreError(`cannot write enrolments.json: ${(cause as Error).message}`, { cause })
    }
  }

  async function replaceEnrolments(changed: ReadonlyMap<UserKey, Enrolment | null>): Promise<void> {
    const before = [...changed.keys()].flatMap((key) => authenticatorIds(enrolmentOf(enrolments.data, key)))
    const after = new Set([...changed.values()].flatMap(authenticatorIds))
    await update((file) => withEnrolments(file, changed))
    const forgotten = before
      .filter((id) => !after.has(id) && tables.timeSteps.has(id))
      .map((id) => logins.put('timeSteps', id, null))
    // The authenticators are gone for good; what is left of them on a full disk goes at the next start.
    await Promise.allSettled(forgotten)
  }

  /** Takes out the oldest rows as long as there are too many, or they are stale. */
  function makeRoom<Table extends LoginTable>(
    table: Table,
    kept: number,
    isStale: (row: LoginRows[Table]) => boolean,
  ): void {
    const rows: Map<string, LoginRows[Table]> = tables[table]
    for (const [key, row] of rows) {
      if (rows.size <= kept && !isStale(row)) return
      logins.put(table, key, null)
    }
  }

  function failureRun(key: string, factor: FailedFactor): FailureRun | null {
    const { lasting, passing } = failureTables[factor]
    return tables[lasting].get(key) ?? tables[passing].get(key) ?? null
  }

  return {
    floor: logins.floor,
    resetFloor: logins.resetFloor,

    readEnrolment: (userKey) => Promise.resolve(index().get(userKey) ?? null),

    async *listEnrolments() {
      yield* Object.entries(enrolments.data.enrolments)
    },

    async changeEnrolment(userKey, change) {
      const current = enrolmentOf(enrolments.data, userKey)
      const next = change(current)
      if (next !== current) await replaceEnrolments(new Map([[userKey, next]]))
    },

    putEnrolments: replaceEnrolments,

    claimTimeStep({ authenticatorId, timeStep, acceptableUntil }, now) {
      logins.raiseFloor(now)
      const last = tables.timeSteps.get(authenticatorId) ?? -1
      if (timeStep <= last || acceptableUntil <= logins.floor()) return logins.settled().then(toFalse)
      return logins.put('timeSteps', authenticatorId, timeStep).then(toTrue)
    },

    async consumeRecoveryCode(userKey, hash) {
      let consumed = false
      await update((file) => {
        const enrolment = enrolmentOf(file, userKey)
        if (enrolment === null) return file
        const recoveryCodeHashes = enrolment.recoveryCodeHashes.filter((stored) => stored !== hash)
        consumed = recoveryCodeHashes.length < enrolment.recoveryCodeHashes.length
        return consumed ? withEnrolments(file, [[userKey, { ...enrolment, recoveryCodeHashes }]]) : file
      })
      return consumed
    },

    async putChallenge(challenge, now) {
      logins.raiseFloor(now)
      const written = logins.put('challenges', challenge.challengeState, challenge)
      makeRoom('challenges', challengesKept, ({ expiresAt }) => expiresAt <= now)
      await written
    },

    async takeChallenge(challengeState, { userKey, askedBy }, now) {
      logins.raiseFloor(now)
      const challenge = tables.challenges.get(challengeState)
      if (
        challenge === undefined ||
        challenge.expiresAt <= now ||
        challenge.userKey !== userKey ||
        challenge.askedBy !== askedBy
      ) {
        await logins.settled()
        return null
      }
      await logins.put('challenges', challengeState, null)
      return challenge
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
      makeRoom(passing, passingRunsKept, (row) => isForgotten(row, now))
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

    async close() {
      await enrolments.close()
      await logins.close()
    },
  }
}
