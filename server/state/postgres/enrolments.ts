import type { EnrolmentOperations } from '../lowdb-enrolments.ts'
import type { Enrolment, EnrolmentChange, UserKey } from '../state-store.ts'
import { authenticatorIds, secretPrints, unlessEmpty } from '../store-rules.ts'
import { type Database, isUniqueViolation, type Query } from './database.ts'
import { locks } from './locks.ts'
import { type EnrolmentRow, enrolmentColumns, enrolmentFrom } from './rows.ts'

/** Rows that are read or written by one statement. */
const batch = 1000

export function createEnrolmentOperations({ query, transaction }: Database): EnrolmentOperations {
  async function changeEnrolments(
    userKeys: readonly UserKey[],
    change: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
  ): Promise<EnrolmentChange> {
    try {
      await transaction(async (within) => {
        await within(`SELECT pg_advisory_xact_lock(${locks.enrolments})`)
        const current = await readEnrolments(within, userKeys, 'FOR UPDATE')
        const changed = new Map<UserKey, Enrolment | null>()
        for (const userKey of userKeys) {
          const before = current.get(userKey) ?? null
          const next = change(userKey, before)
          if (next !== before) changed.set(userKey, unlessEmpty(next))
        }
        await replaceEnrolments(within, current, changed)
      })
      return 'changed'
    } catch (error) {
      if (isUniqueViolation(error)) return 'secret-taken'
      throw error
    }
  }

  return {
    async readEnrolment(userKey) {
      const [row] = await query<EnrolmentRow>(
        `SELECT ${enrolmentColumns} FROM enrolments WHERE user_key = $1`,
        [userKey],
      )
      return row === undefined ? null : enrolmentFrom(row)
    },

    listEnrolments: () => listEnrolments(query),
    changeEnrolment: (userKey, change) => changeEnrolments([userKey], (_, current) => change(current)),
    changeEnrolments,

    async consumeRecoveryCode(userKey, hash) {
      const consumed = await query(
        `UPDATE enrolments SET recovery_code_hashes = array_remove(recovery_code_hashes, $2)
         WHERE user_key = $1 AND $2 = ANY (recovery_code_hashes) RETURNING 1`,
        [userKey, hash],
      )
      return consumed.length > 0
    },
  }
}

export async function* listEnrolments(query: Query): AsyncIterable<readonly [UserKey, Enrolment]> {
  for (let after = ''; ; ) {
    const rows = await query<EnrolmentRow>(
      `SELECT ${enrolmentColumns} FROM enrolments WHERE user_key > $1 ORDER BY user_key LIMIT ${batch}`,
      [after],
    )
    for (const row of rows) {
      const enrolment = enrolmentFrom(row)
      if (enrolment !== null) yield [row.userKey, enrolment]
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) return
    after = last.userKey
  }
}

export async function readEnrolments(
  query: Query,
  userKeys: readonly UserKey[],
  lock: 'FOR UPDATE' | '' = '',
): Promise<ReadonlyMap<UserKey, Enrolment | null>> {
  const rows = await query<EnrolmentRow>(
    `SELECT ${enrolmentColumns} FROM enrolments WHERE user_key = ANY ($1) ${lock}`,
    [userKeys],
  )
  return new Map(rows.map((row) => [row.userKey, enrolmentFrom(row)]))
}

/** Rejects with a unique violation when another user has a device with one of the secrets. */
export async function replaceEnrolments(
  query: Query,
  current: ReadonlyMap<UserKey, Enrolment | null>,
  changed: ReadonlyMap<UserKey, Enrolment | null>,
): Promise<void> {
  const keys = [...changed.keys()]
  if (keys.length === 0) return
  await query('DELETE FROM enrolments WHERE user_key = ANY ($1)', [keys])
  await query('DELETE FROM hardware_secrets WHERE user_key = ANY ($1)', [keys])
  const kept = [...changed].flatMap(([userKey, next]) => (next === null ? [] : [{ userKey, ...next }]))
  for (let i = 0; i < kept.length; i += batch) await insertEnrolments(query, kept.slice(i, i + batch))

  const before = keys.flatMap((userKey) => authenticatorIds(current.get(userKey) ?? null))
  const after = new Set([...changed.values()].flatMap(authenticatorIds))
  const gone = before.filter((id) => !after.has(id))
  if (gone.length > 0) await query('DELETE FROM time_steps WHERE authenticator_id = ANY ($1)', [gone])
}

async function insertEnrolments(query: Query, rows: readonly EnrolmentRow[]): Promise<void> {
  await query(
    `INSERT INTO enrolments (user_key, authenticators, recovery_code_hashes, pending, requirement)
     SELECT "userKey", authenticators, ARRAY (SELECT json_array_elements_text("recoveryCodeHashes")),
       CASE WHEN json_typeof(pending) = 'object' THEN pending END, requirement
     FROM json_to_recordset($1) AS row
       ("userKey" text, authenticators json, "recoveryCodeHashes" json, pending json, requirement text)`,
    [JSON.stringify(rows)],
  )
  const prints = rows.flatMap((row) => [...new Set(secretPrints(row))].map((print) => [print, row.userKey]))
  if (prints.length === 0) return
  await query(
    'INSERT INTO hardware_secrets (secret_print, user_key) SELECT * FROM unnest($1::text[], $2::text[])',
    [prints.map(([print]) => print ?? ''), prints.map(([, userKey]) => userKey ?? '')],
  )
}
