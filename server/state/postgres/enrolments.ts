import { secretOfKey } from '../claim-key.ts'
import type {
  Enrolment,
  EnrolmentChange,
  EnrolmentOperations,
  StoredEvent,
  UserKey,
} from '../contract/enrolments.ts'
import { claimKeys, keysFound, secretPrints, unlessEmpty } from '../store-rules.ts'
import { breaks, type Database, type Query } from './database.ts'
import { createEnrolmentReader } from './enrolment-reader.ts'
import { surveyEnrolments } from './enrolment-survey.ts'
import { type Floor, type FloorRow, floorColumns } from './floor.ts'
import { locks } from './locks.ts'

export const enrolmentColumns = `
  user_key AS "userKey", authenticators, recovery_code_hashes AS "recoveryCodeHashes", pending, requirement`

export interface EnrolmentRow extends Enrolment {
  readonly userKey: UserKey
}

/** null if the row has nothing worth keeping. */
function enrolmentFrom({ userKey: _, ...enrolment }: EnrolmentRow): Enrolment | null {
  return unlessEmpty(enrolment)
}

/** Rows per statement. */
const batch = 1000

export function createEnrolmentOperations(database: Database, floor: Floor): EnrolmentOperations {
  const { query, transaction } = database

  async function changeEnrolments(
    userKeys: readonly UserKey[],
    change: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
    events: () => readonly StoredEvent[] = () => [],
  ): Promise<EnrolmentChange> {
    try {
      await transaction(async (within) => {
        await lockEnrolments(within)
        const current = await readEnrolments(within, userKeys, 'FOR UPDATE')
        const changed = new Map<UserKey, Enrolment | null>()
        for (const userKey of userKeys) {
          const before = current.get(userKey) ?? null
          const next = change(userKey, before)
          if (next !== before) changed.set(userKey, unlessEmpty(next))
        }
        await replaceEnrolments(within, current, changed)
        if (changed.size > 0) await storeEvents(within, events())
      })
      return 'changed'
    } catch (error) {
      if (breaks('hardware_secrets_pkey', error)) return 'secret-taken'
      throw error
    }
  }

  async function readRequiredSince(userKey: string): Promise<number | null> {
    const [row] = await query<{ since: number }>('SELECT since FROM required_since WHERE user_key = $1', [
      userKey,
    ])
    return row?.since ?? null
  }

  return {
    readEnrolment: createEnrolmentReader(database),

    listEnrolments: () => listEnrolments(query),
    surveyEnrolments: () => surveyEnrolments(query),
    changeEnrolment: (userKey, change, events) =>
      changeEnrolments([userKey], (_, current) => change(current), events),
    changeEnrolments,

    listStoredEvents: () =>
      query<StoredEvent>(`SELECT id, writer, at, event FROM stored_events ORDER BY at, id`),
    async dropStoredEvents(ids) {
      if (ids.length > 0) await query('DELETE FROM stored_events WHERE id = ANY ($1)', [ids])
    },

    async consumeRecoveryCode(userKey, hash) {
      const [row] = await query<FloorRow & { readonly consumed: boolean }>(
        `WITH floors AS (SELECT ${floorColumns} FROM floor),
         consumed AS (
           UPDATE enrolments SET recovery_code_hashes = array_remove(recovery_code_hashes, $2)
           WHERE user_key = $1 AND $2 = ANY (recovery_code_hashes) AND $3 = (SELECT place FROM floors)
           RETURNING 1)
         SELECT EXISTS (SELECT FROM consumed) AS consumed, floors.* FROM floors`,
        [userKey, hash, floor.place()],
      )
      if (row === undefined) throw new RangeError('the floor has no row')
      // If rows were restored while the service runs, they lack the codes used since.
      await floor.updateFrom(row)
      return row.consumed
    },

    async markRequired(userKey, now) {
      await floor.raise(now)
      const known = await readRequiredSince(userKey)
      if (known !== null && known <= now) return known
      const [row] = await query<{ since: number }>(
        `INSERT INTO required_since AS known (user_key, since) VALUES ($1, $2)
         ON CONFLICT (user_key) DO UPDATE SET since = least(known.since, excluded.since) RETURNING since`,
        [userKey, now],
      )
      return row?.since ?? now
    },

    readRequiredSince,

    async clearRequired(userKey) {
      await query('DELETE FROM required_since WHERE user_key = $1', [userKey])
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

async function storeEvents(query: Query, events: readonly StoredEvent[]): Promise<void> {
  for (let i = 0; i < events.length; i += batch) {
    await query('INSERT INTO stored_events SELECT * FROM json_populate_recordset(NULL::stored_events, $1)', [
      JSON.stringify(events.slice(i, i + batch)),
    ])
  }
}

/** Locks enrolments until the end of the transaction against all changes except consuming a recovery code. */
export async function lockEnrolments(query: Query): Promise<void> {
  await query(`SELECT pg_advisory_xact_lock(${locks.enrolments})`)
}

/** Violates `hardware_secrets_pkey` if another user has a device with one of the secrets. */
export async function replaceEnrolments(
  query: Query,
  current: ReadonlyMap<UserKey, Enrolment | null>,
  changed: ReadonlyMap<UserKey, Enrolment | null>,
): Promise<void> {
  const keys = [...changed.keys()]
  if (keys.length === 0) return
  const before = keys.flatMap((userKey) => claimKeys(current.get(userKey) ?? null))
  const after = [...new Set([...changed.values()].flatMap(claimKeys))]
  // In the order of the batches of claims, so that the two never wait for each other.
  await query('SELECT FROM time_steps WHERE claim_key = ANY ($1) ORDER BY claim_key FOR UPDATE', [
    [...before, ...after],
  ])
  const kept = [...changed].flatMap(([userKey, next]) => (next === null ? [] : [{ userKey, ...next }]))
  const dropped = keys.filter((userKey) => changed.get(userKey) === null)
  if (dropped.length > 0) await query('DELETE FROM enrolments WHERE user_key = ANY ($1)', [dropped])
  await query('DELETE FROM hardware_secrets WHERE user_key = ANY ($1)', [keys])
  for (let i = 0; i < kept.length; i += batch) await writeEnrolments(query, kept.slice(i, i + batch))

  const carried = keys.flatMap((userKey) =>
    keysFound(current.get(userKey) ?? null, changed.get(userKey) ?? null),
  )
  if (carried.length > 0) {
    await query(
      `INSERT INTO time_steps AS known (claim_key, time_step)
       SELECT DISTINCT ON (claimed.key) claimed.key, time_step + ahead
       FROM unnest($1::text[], $2::text[], $3::bigint[]) AS claimed (id, key, ahead)
       JOIN time_steps ON claim_key = claimed.id
       ORDER BY claimed.key, time_step + ahead DESC
       ON CONFLICT (claim_key) DO UPDATE SET time_step = greatest(known.time_step, excluded.time_step)`,
      [carried.map(({ id }) => id), carried.map(({ key }) => key), carried.map(({ ahead }) => String(ahead))],
    )
  }
  const gone = before.filter((key) => !after.includes(key))
  if (gone.length > 0) {
    await query('UPDATE time_steps SET removed_at = (SELECT value FROM floor) WHERE claim_key = ANY ($1)', [
      gone,
    ])
  }
  const added = after.filter((key) => !before.includes(key))
  if (added.length > 0) {
    // A TOTP secret moves from one user to another: its codes stay used.
    await query(
      `INSERT INTO time_steps AS known (claim_key, time_step, spent)
       SELECT DISTINCT ON (added.key) added.key, former.time_step, former.spent
       FROM unnest($1::text[], $2::text[]) AS added (key, secret)
       JOIN time_steps AS former ON former.removed_at IS NOT NULL AND former.claim_key <> added.key
         AND starts_with(former.claim_key, added.secret || '.')
       ORDER BY added.key, former.time_step DESC
       ON CONFLICT (claim_key) DO UPDATE SET time_step = excluded.time_step, spent = excluded.spent
       WHERE known.time_step < excluded.time_step`,
      [added, added.map(secretOfKey)],
    )
  }
  if (after.length > 0) {
    await query(
      'UPDATE time_steps SET removed_at = NULL WHERE claim_key = ANY ($1) AND removed_at IS NOT NULL',
      [after],
    )
  }
}

/** Updates existing rows instead of deleting and inserting, so that a recovery code consumed in between still finds its row. */
async function writeEnrolments(query: Query, rows: readonly EnrolmentRow[]): Promise<void> {
  await query(
    `INSERT INTO enrolments (user_key, authenticators, recovery_code_hashes, pending, requirement)
     SELECT "userKey", authenticators, ARRAY (SELECT json_array_elements_text("recoveryCodeHashes")),
       CASE WHEN json_typeof(pending) = 'object' THEN pending END, requirement
     FROM json_to_recordset($1) AS row
       ("userKey" text, authenticators json, "recoveryCodeHashes" json, pending json, requirement text)
     ON CONFLICT (user_key) DO UPDATE SET authenticators = excluded.authenticators,
       recovery_code_hashes = excluded.recovery_code_hashes, pending = excluded.pending,
       requirement = excluded.requirement`,
    [JSON.stringify(rows)],
  )
  const prints = rows.flatMap((row) => [...new Set(secretPrints(row))].map((print) => [print, row.userKey]))
  if (prints.length === 0) return
  await query(
    'INSERT INTO hardware_secrets (secret_print, user_key) SELECT * FROM unnest($1::text[], $2::text[])',
    [prints.map(([print]) => print ?? ''), prints.map(([, userKey]) => userKey ?? '')],
  )
}
