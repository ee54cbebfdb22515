import type { JsonDatabase } from '../../adapters/json-database.ts'
import type { DurableLogins } from './durable-logins.ts'
import { type EnrolmentsFile, enrolmentOf, sharesSecret, withEnrolments } from './enrolments-file.ts'
import {
  type Enrolment,
  type EnrolmentChange,
  type StateStore,
  StateStoreError,
  type UserKey,
} from './state-store.ts'
import { authenticatorIds, unlessEmpty } from './store-rules.ts'

export type EnrolmentOperations = Pick<
  StateStore,
  'readEnrolment' | 'listEnrolments' | 'changeEnrolment' | 'changeEnrolments' | 'consumeRecoveryCode'
>

/** Recovery codes are used up in enrolments.json itself: that is rare, and no other file has to be as old as it then. */
export function createEnrolmentOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  { tables, put }: DurableLogins,
): EnrolmentOperations {
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

  async function replace(changed: ReadonlyMap<UserKey, Enrolment | null>): Promise<EnrolmentChange> {
    const before = [...changed.keys()].flatMap((key) => authenticatorIds(enrolmentOf(enrolments.data, key)))
    const after = new Set([...changed.values()].flatMap(authenticatorIds))
    let taken = false
    await update((file) => {
      const next = withEnrolments(file, changed)
      taken = sharesSecret(next, changed.keys())
      return taken ? file : next
    })
    if (taken) return 'secret-taken'
    const forgotten = before
      .filter((id) => !after.has(id) && tables.timeSteps.has(id))
      .map((id) => put('timeSteps', id, null))
    // The authenticators are gone for good; what is left of them on a full disk goes at the next start.
    await Promise.allSettled(forgotten)
    return 'changed'
  }

  async function changeEnrolments(
    userKeys: readonly UserKey[],
    change: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
  ): Promise<EnrolmentChange> {
    const changed = new Map<UserKey, Enrolment | null>()
    for (const userKey of userKeys) {
      const current = enrolmentOf(enrolments.data, userKey)
      const next = change(userKey, current)
      if (next !== current) changed.set(userKey, unlessEmpty(next))
    }
    return changed.size === 0 ? 'changed' : replace(changed)
  }

  return {
    readEnrolment: (userKey) => Promise.resolve(index().get(userKey) ?? null),

    async *listEnrolments() {
      yield* Object.entries(enrolments.data.enrolments)
    },

    changeEnrolment: (userKey, change) => changeEnrolments([userKey], (_, current) => change(current)),
    changeEnrolments,

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
  }
}
