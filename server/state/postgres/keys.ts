import type { AuditKey } from '../../audit/audit-store.ts'
import type {
  AssertionKey,
  AssertionKeyOperations,
  KeyHolder,
  MasterKeyOperations,
  SealRenewal,
  StoredMasterKey,
} from '../contract/keys.ts'
import { sealedRows } from '../keys/renew-seals.ts'
import { auditKeyColumns } from './audit.ts'
import { applicationName, type Database, databaseTime, type Query } from './database.ts'
import { type EnrolmentRow, enrolmentColumns, lockEnrolments } from './enrolments.ts'
import type { Floor } from './floor.ts'

export const masterKeyColumns = 'key_id AS "keyId", former_key_id AS "formerKeyId", carried'

export const assertionKeyColumns = `
  id, x, sealed_d AS "sealedD", made_at AS "madeAt", expires_at AS "expiresAt"`

/** Rows per transaction, during which other changes of enrolments wait. */
const batch = 500
/** Milliseconds after which a service that reported nothing counts as ended. */
const lease = 120_000

/** Services on the database: reports of those that made one, and null for each that never did. */
const listing = `
  SELECT place, key_ids AS "keyIds", key_in_use AS "keyInUse" FROM key_holders
  WHERE service <> current_setting('application_name') AND until > ${databaseTime}
  UNION ALL
  SELECT DISTINCT NULL, ARRAY[]::text[], NULL FROM pg_stat_activity
  WHERE datname = current_database() AND application_name LIKE '${applicationName} %'
    AND application_name <> current_setting('application_name')
    AND application_name NOT IN (SELECT service FROM key_holders WHERE until > ${databaseTime})`

/** Lets a rotation proceed when a service ends. Best effort: otherwise the lease expires. */
export async function forgetKeyHolder(query: Query): Promise<void> {
  await query("DELETE FROM key_holders WHERE service = current_setting('application_name')").catch(() => {})
}

export function createMasterKeyOperations({ query, transaction }: Database): Required<MasterKeyOperations> {
  async function read(within: Query): Promise<StoredMasterKey | null> {
    const [row] = await within<StoredMasterKey>(`SELECT ${masterKeyColumns} FROM master_key`)
    return row ?? null
  }

  async function others(within: Query): Promise<(KeyHolder | null)[]> {
    const rows = await within<KeyHolder & { readonly place: string | null }>(listing)
    return rows.map((row) => (row.place === null ? null : row))
  }

  return {
    async firstMasterKey(keyId) {
      await query('INSERT INTO master_key (key_id) VALUES ($1) ON CONFLICT DO NOTHING', [keyId])
      return (await read(query)) ?? { keyId, formerKeyId: null, carried: null }
    },

    readMasterKey: () => read(query),

    changeMasterKey: ({ keyId, formerKeyId, carried }) =>
      transaction(async (within) => {
        // A service that starts meanwhile reports its keys after this lock, and then finds the new one in use.
        await within('LOCK TABLE key_holders IN SHARE MODE')
        if ((await others(within)).some((other) => !other?.keyIds.includes(keyId))) return 'lacking'
        const changed = await within(
          `UPDATE master_key SET key_id = $1, former_key_id = $2, carried = $3
           WHERE key_id = $2 AND former_key_id IS NULL RETURNING 1`,
          [keyId, formerKeyId, carried],
        )
        return changed.length > 0 ? 'changed' : 'other-key'
      }),

    async renewSeals(renewal) {
      for (let after: string | null = ''; after !== null; ) after = await renewSome(after, renewal)
      await transaction(async (within) => {
        const former = (await read(within))?.formerKeyId ?? null
        if (former === null) return
        // No service seals with the former key any more. All of its transactions are committed, so this pass is complete.
        await lockEnrolments(within)
        const rest = await within<EnrolmentRow>(
          `SELECT ${enrolmentColumns} FROM enrolments
           WHERE position($1 IN authenticators::text) > 0 OR position($1 IN pending::text) > 0`,
          [`v1.${former}.`],
        )
        await renewRows(within, rest, renewal)
        await renewAssertionKeys(within, renewal)
        await renewAuditKeys(within, renewal)
        await within('UPDATE master_key SET former_key_id = NULL WHERE former_key_id = $1', [former])
      })
    },

    keyHolders: {
      async report({ place, keyIds, keyInUse }) {
        await query(
          `INSERT INTO key_holders (service, place, key_ids, key_in_use, until)
           VALUES (current_setting('application_name'), $1, $2, $3, ${databaseTime} + ${lease})
           ON CONFLICT (service) DO UPDATE SET place = excluded.place, key_ids = excluded.key_ids,
             key_in_use = excluded.key_in_use, until = excluded.until`,
          [place, keyIds, keyInUse],
        )
      },
      others: () => others(query),
    },
  }

  /** Returns the last user processed; null if there are no more. */
  function renewSome(after: string, renewal: SealRenewal): Promise<string | null> {
    return transaction(async (within) => {
      await lockEnrolments(within)
      const rows = await within<EnrolmentRow>(
        `SELECT ${enrolmentColumns} FROM enrolments WHERE user_key > $1 ORDER BY user_key LIMIT ${batch}`,
        [after],
      )
      await renewRows(within, rows, renewal)
      return rows.length < batch ? null : (rows.at(-1)?.userKey ?? null)
    })
  }
}

export function createAssertionKeyOperations({ query }: Database, floor: Floor): AssertionKeyOperations {
  return {
    listAssertionKeys: (now) =>
      query<AssertionKey>(
        `SELECT ${assertionKeyColumns} FROM assertion_keys WHERE expires_at IS NULL OR expires_at > $1
         ORDER BY expires_at IS NULL DESC, made_at DESC`,
        [now],
      ),

    async putAssertionKey({ id, x, sealedD, madeAt }, former, now) {
      await floor.raise(now)
      // A unique index allows only one signing key.
      const put = await query(
        `WITH replaced AS (
           UPDATE assertion_keys SET expires_at = $6 WHERE id = $5 AND expires_at IS NULL RETURNING 1)
         INSERT INTO assertion_keys (id, x, sealed_d, made_at)
         SELECT $1, $2, $3, $4 WHERE $5::text IS NULL OR EXISTS (SELECT FROM replaced)
         ON CONFLICT DO NOTHING RETURNING 1`,
        [id, x, sealedD, madeAt, former?.id ?? null, former?.expiresAt ?? null],
      )
      return put.length > 0
    },
  }
}

/** Recovery codes may be consumed meanwhile, so their column is not written. */
async function renewRows(query: Query, rows: readonly EnrolmentRow[], renewal: SealRenewal): Promise<void> {
  const { enrolment } = sealedRows(renewal)
  const renewed = rows.flatMap((row) => {
    const next = enrolment(row.userKey, row)
    return next === row
      ? []
      : [{ userKey: row.userKey, authenticators: next.authenticators, pending: next.pending }]
  })
  if (renewed.length === 0) return
  await query(
    `UPDATE enrolments SET authenticators = renewed.authenticators,
       pending = CASE WHEN json_typeof(renewed.pending) = 'object' THEN renewed.pending END
     FROM json_to_recordset($1) AS renewed ("userKey" text, authenticators json, pending json)
     WHERE user_key = "userKey"`,
    [JSON.stringify(renewed)],
  )
}

async function renewAssertionKeys(query: Query, renewal: SealRenewal): Promise<void> {
  const { assertionKey } = sealedRows(renewal)
  for (const key of await query<AssertionKey>(`SELECT ${assertionKeyColumns} FROM assertion_keys`)) {
    const { sealedD } = assertionKey(key)
    if (sealedD === key.sealedD) continue
    await query('UPDATE assertion_keys SET sealed_d = $2 WHERE id = $1', [key.id, sealedD])
  }
}

async function renewAuditKeys(query: Query, renewal: SealRenewal): Promise<void> {
  const { auditKey } = sealedRows(renewal)
  for (const key of await query<AuditKey>(`SELECT ${auditKeyColumns} FROM audit_keys`)) {
    const { sealedKey } = auditKey(key)
    if (sealedKey === key.sealedKey) continue
    await query('UPDATE audit_keys SET sealed_key = $2 WHERE id = $1', [key.id, sealedKey])
  }
}
