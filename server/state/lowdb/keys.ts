import type { JsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import type { AssertionKey, AssertionKeyOperations, MasterKeyOperations } from '../contract/keys.ts'
import { StateStoreError } from '../contract/state-store.ts'
import { sealedRows } from '../keys/renew-seals.ts'
import type { DurableLogins } from './durable-logins.ts'
import type { EnrolmentsFile } from './enrolments-file.ts'

/** Until the first rotation the key is not named here; the seals of the enrolments name it. */
export function createMasterKeyOperations(
  enrolments: JsonDatabase<EnrolmentsFile>,
  logins: DurableLogins,
): MasterKeyOperations {
  async function update(change: (file: EnrolmentsFile) => EnrolmentsFile): Promise<void> {
    try {
      await enrolments.update(change)
    } catch (cause) {
      throw new StateStoreError(`cannot write enrolments.json: ${(cause as Error).message}`, { cause })
    }
  }

  return {
    async firstMasterKey(keyId) {
      return enrolments.data.masterKey ?? { keyId, formerKeyId: null, carried: null }
    },

    async readMasterKey() {
      return enrolments.data.masterKey
    },

    async changeMasterKey(next) {
      const { masterKey } = enrolments.data
      const inUse = masterKey?.keyId ?? next.formerKeyId
      if (inUse !== next.formerKeyId || (masterKey?.formerKeyId ?? null) !== null) return 'other-key'
      await update((file) => ({ ...file, masterKey: next }))
      return 'changed'
    },

    async renewSeals(renewal) {
      const rows = sealedRows(renewal)
      const renewed = [...logins.tables.assertionKeys].map(([id, key]) => {
        const next = rows.assertionKey(key)
        return next === key ? null : logins.put('assertionKeys', id, next)
      })
      const renewedAudit = [...logins.tables.auditKeys].map(([id, key]) => {
        const next = rows.auditKey(key)
        return next === key ? null : logins.put('auditKeys', id, next)
      })
      await Promise.all([...renewed, ...renewedAudit])
      await logins.forgetFormerRows()
      await update((file) => ({
        ...file,
        enrolments: Object.fromEntries(
          Object.entries(file.enrolments).map(([userKey, each]) => [userKey, rows.enrolment(userKey, each)]),
        ),
      }))
      // A second update, because enrolments.json.previous has the content before the last one.
      await update(({ masterKey, ...file }) => ({
        ...file,
        masterKey: masterKey === null ? null : { ...masterKey, formerKeyId: null },
      }))
    },
  }
}

export function createAssertionKeyOperations(logins: DurableLogins): AssertionKeyOperations {
  const { tables } = logins

  /** The signing key first. */
  function liveKeys(now: number): readonly AssertionKey[] {
    return [...tables.assertionKeys.values()]
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
      .sort((a, b) => Number(a.expiresAt !== null) - Number(b.expiresAt !== null) || b.madeAt - a.madeAt)
  }

  return {
    async listAssertionKeys(now) {
      return liveKeys(now)
    },

    async putAssertionKey(key, former, now) {
      logins.raiseFloor(now)
      const signing = liveKeys(now).find(({ expiresAt }) => expiresAt === null)
      if (signing?.id !== former?.id) {
        await logins.settled()
        return false
      }
      // One write for both.
      if (signing !== undefined && former !== null) {
        logins.put('assertionKeys', signing.id, { ...signing, expiresAt: former.expiresAt })
      }
      await logins.put('assertionKeys', key.id, key)
      return true
    },
  }
}
