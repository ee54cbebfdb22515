import type { JsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import { secretOfKey } from '../claim-key.ts'
import {
  type Enrolment,
  type EnrolmentChange,
  type EnrolmentOperations,
  StateStoreError,
  type StoredEvent,
  type UserKey,
} from '../contract/state-store.ts'
import { surveyOf } from '../keys/survey-enrolments.ts'
import { isSpentStep, lastStep, type SpentSteps, spendStep } from '../spent-steps.ts'
import { claimKeys, keysFound, unlessEmpty } from '../store-rules.ts'
import type { DurableLogins } from './durable-logins.ts'
import { type EnrolmentsFile, enrolmentOf, sharesSecret, withEnrolments } from './enrolments-file.ts'

/**
 * Consuming a recovery code rewrites enrolments.json. That is rare, and it keeps the codes in one file, so no two files can
 * disagree about them after a restore.
 */
export function createEnrolmentOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  logins: DurableLogins,
): EnrolmentOperations & { close(): Promise<void> } {
  const { tables, put } = logins
  let indexed = enrolments.data
  let enrolmentsByUser = new Map(Object.entries(indexed.enrolments))
  /**
   * Ids of events whose lines are on the disk. They are removed with the next change, because each one rewrites the whole file.
   */
  const told = new Set<string>()

  /** A Map finds a newly built key in half the time of an object with thousands of keys. */
  function index(): ReadonlyMap<UserKey, Enrolment> {
    if (indexed !== enrolments.data) {
      indexed = enrolments.data
      enrolmentsByUser = new Map(Object.entries(indexed.enrolments))
    }
    return enrolmentsByUser
  }

  async function update(change: (file: EnrolmentsFile) => EnrolmentsFile): Promise<void> {
    let revision = 0
    try {
      await enrolments.update((file) => {
        const next = change(file)
        revision = next.revision
        return next
      })
    } catch (cause) {
      throw new StateStoreError(`cannot write enrolments.json: ${(cause as Error).message}`, { cause })
    }
    // The change is on the disk. Best effort: if this fails, the previous file could later be taken for this one.
    await logins.noteRevision(revision).catch(() => undefined)
  }

  /** Removes written events and adds the new ones. */
  function withEvents(file: EnrolmentsFile, added: readonly StoredEvent[]): EnrolmentsFile {
    const { events: before = [], ...rest } = file
    if (before.length === 0) told.clear()
    const events = [...before.filter(({ id }) => !told.has(id)), ...added]
    return events.length === 0 ? rest : { ...rest, events }
  }

  async function replace(
    changed: ReadonlyMap<UserKey, Enrolment | null>,
    events: readonly StoredEvent[],
  ): Promise<EnrolmentChange> {
    const before = [...changed.keys()].flatMap((key) => claimKeys(enrolmentOf(enrolments.data, key)))
    const after = new Set([...changed.values()].flatMap(claimKeys))
    let taken = false
    await update((file) => {
      const next = withEnrolments(file, changed)
      taken = sharesSecret(next, changed.keys())
      return taken ? file : withEvents(next, events)
    })
    if (taken) return 'secret-taken'
    const gone = before.filter((key) => !after.has(key) && tables.timeSteps.has(key))
    const back = [...after].filter((key) => tables.removedKeys.has(key))
    // The change is on the disk. If the disk is full, the next start adds what is missing here.
    await Promise.allSettled([
      ...gone.map((key) => put('removedKeys', key, logins.floor())),
      ...back.map((key) => put('removedKeys', key, null)),
    ])
    return 'changed'
  }

  /** A TOTP secret moves from one user to another: its codes stay used. */
  function inherit(changed: ReadonlyMap<UserKey, Enrolment | null>): Promise<void>[] {
    const before = new Set([...changed.keys()].flatMap((key) => claimKeys(enrolmentOf(enrolments.data, key))))
    const added = [...changed.values()].flatMap(claimKeys).filter((key) => !before.has(key))
    if (added.length === 0) return []
    const former = new Map<string, SpentSteps>()
    for (const key of [...tables.removedKeys.keys(), ...before]) {
      const steps = tables.timeSteps.get(key)
      const secret = secretOfKey(key)
      if (steps !== undefined && lastStep(steps) > lastStep(former.get(secret))) former.set(secret, steps)
    }
    return added.flatMap((key) => {
      const steps = former.get(secretOfKey(key))
      const known = tables.timeSteps.get(key)
      return steps === undefined || lastStep(steps) <= lastStep(known) ? [] : [put('timeSteps', key, steps)]
    })
  }

  /** Steps claimed under the id of an authenticator count under its claim key from now on. */
  function carryOver(changed: ReadonlyMap<UserKey, Enrolment | null>): Promise<void>[] {
    return [...changed].flatMap(([userKey, next]) =>
      keysFound(enrolmentOf(enrolments.data, userKey), next).flatMap(({ id, key, ahead }) => {
        const steps = tables.timeSteps.get(id)
        const known = tables.timeSteps.get(key)
        const last = lastStep(steps) + ahead
        return steps === undefined || isSpentStep(known, last)
          ? []
          : [put('timeSteps', key, spendStep(known, last))]
      }),
    )
  }

  async function changeEnrolments(
    userKeys: readonly UserKey[],
    change: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
    events: () => readonly StoredEvent[] = () => [],
  ): Promise<EnrolmentChange> {
    const changes = () =>
      new Map(
        userKeys.flatMap((userKey): [UserKey, Enrolment | null][] => {
          const current = enrolmentOf(enrolments.data, userKey)
          const next = change(userKey, current)
          return next === current ? [] : [[userKey, unlessEmpty(next)]]
        }),
      )
    let changed = changes()
    const carried = [...carryOver(changed), ...inherit(changed)]
    if (carried.length > 0) {
      // Before the change, because no code may be claimed under a key that lacks earlier claims.
      await Promise.all(carried)
      changed = changes()
    }
    return changed.size === 0 ? 'changed' : replace(changed, events())
  }

  return {
    readEnrolment: (userKey) => index().get(userKey) ?? null,

    async *listEnrolments() {
      yield* Object.entries(enrolments.data.enrolments)
    },

    surveyEnrolments: () => surveyOf(Object.entries(enrolments.data.enrolments)),

    changeEnrolment: (userKey, change, events) =>
      changeEnrolments([userKey], (_, current) => change(current), events),
    changeEnrolments,

    listStoredEvents: async () => (enrolments.data.events ?? []).filter(({ id }) => !told.has(id)),
    async dropStoredEvents(ids) {
      for (const id of ids) told.add(id)
    },
    async close() {
      const isLeft = (enrolments.data.events ?? []).some(({ id }) => told.has(id))
      // Events that remain are found in the audit log at the next start.
      if (isLeft) await update((file) => withEvents(file, [])).catch(() => undefined)
      await enrolments.close()
    },

    async consumeRecoveryCode(userKey, hash) {
      let consumed = false
      await update((file) => {
        const enrolment = enrolmentOf(file, userKey)
        if (enrolment === null) return file
        const recoveryCodeHashes = enrolment.recoveryCodeHashes.filter((stored) => stored !== hash)
        consumed = recoveryCodeHashes.length < enrolment.recoveryCodeHashes.length
        const next = unlessEmpty({ ...enrolment, recoveryCodeHashes })
        return consumed ? withEnrolments(file, [[userKey, next]]) : file
      })
      return consumed
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
