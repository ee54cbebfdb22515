import { randomUUID } from 'node:crypto'
import {
  type FailedFactor,
  type FailureRun,
  type FailureRuns,
  printLifetime,
  printsKept,
  type ThrottleRule,
} from '../../login/throttle.ts'
import type { FailureOf, FailureOperations } from '../contract/failures.ts'
import type { StoredRun } from '../login-tables.ts'
import { nothingCounted, unattributedFailure } from '../store-rules.ts'
import { createBatch } from './batch.ts'
import { type Database, databaseTime, type Query, storableText } from './database.ts'
import type { Floor } from './floor.ts'

export const failureColumns = `
  key, factor, passing, user_key AS "userKey", count, last_at AS "lastAt", forget_at AS "forgetAt", prints`

export interface FailureRow extends StoredRun {
  readonly key: string
  readonly factor: FailedFactor
  readonly passing: boolean
}

export function runFrom({ count, lastAt, forgetAt }: FailureRun): FailureRun {
  return { count, lastAt, forgetAt }
}

export function storedRunFrom({ prints, userKey, ...run }: StoredRun): StoredRun {
  return { ...runFrom(run), prints, userKey }
}

/**
 * Reads a run; one that was cleared, and has only prints, counts as none.
 *
 * @param rows - of one key
 */
function runsFrom(rows: readonly FailureRow[]): FailureRuns {
  const runs: Record<FailedFactor, FailureRun | null> = { password: null, code: null }
  for (const row of rows) if (row.count > 0) runs[row.factor] = runFrom(row)
  return runs
}

/** By their keys. */
export function runsByKey(rows: readonly FailureRow[]): Map<string, FailureRuns> {
  const byKey = new Map<string, FailureRow[]>()
  for (const row of rows) {
    if (row.count > 0) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row])
  }
  return new Map([...byKey].map(([key, ofKey]) => [key, runsFrom(ofKey)]))
}

/**
 * addFailure of login/throttle.ts for many runs, each with a key and factor of its own: keys $1, factors $2, users $3, ceilings $4,
 * lockAts $5, locks $6, forgetAfters $7, times $8, prints $9, counted in $10. It is atomic by itself, in the order of keys, so that
 * statements of two services wait for each other in one direction only. Returns all runs with these keys as they are then.
 */
const addingFailures = `
  WITH asked AS (
    SELECT key, factor, user_key, ceiling, lock_at, lock, forget_after, now, counted_in,
      CASE WHEN print IS NULL THEN '{}' ELSE ARRAY[print] END AS prints
    FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[],
        $9::text[], $10::text[])
      AS asked (key, factor, user_key, ceiling, lock_at, lock, forget_after, now, print, counted_in)),
  changed AS (
    INSERT INTO failure_runs AS run (key, factor, passing, user_key, count, last_at, forget_at, prints)
    SELECT key, factor, user_key IS NULL, user_key, least(1, ceiling), now,
      now + CASE WHEN least(1, ceiling) >= lock_at THEN lock ELSE forget_after END, prints
    FROM asked
    WHERE NOT EXISTS (SELECT FROM failure_runs AS other
      WHERE other.key = asked.counted_in AND other.factor = asked.factor AND other.prints && asked.prints
        AND other.last_at + ${printLifetime} > asked.now)
    ORDER BY key, factor
    ON CONFLICT (key, factor) DO UPDATE SET passing = excluded.passing, user_key = excluded.user_key,
      (count, last_at, forget_at, prints) = (
      SELECT
        CASE WHEN counted_before THEN run.count WHEN locked THEN before ELSE next END,
        CASE WHEN counted_before OR locked THEN run.last_at ELSE now END,
        CASE WHEN counted_before OR locked THEN run.forget_at
          ELSE now + CASE WHEN next >= lock_at THEN lock ELSE forget_after END END,
        CASE WHEN counted_before OR locked THEN run.prints
          ELSE all_prints[greatest(1, cardinality(all_prints) - ${printsKept - 1}):cardinality(all_prints)] END
      FROM asked,
        LATERAL (SELECT CASE WHEN run.forget_at <= now THEN 0 ELSE run.count END AS before,
          CASE WHEN run.last_at + ${printLifetime} > now THEN run.prints ELSE '{}' END AS kept) AS known,
        LATERAL (SELECT greatest(before, least(before + 1, ceiling)) AS next, kept || asked.prints AS all_prints,
          kept && asked.prints AS counted_before) AS counted,
        LATERAL (SELECT before >= lock_at AND run.last_at + lock > now AS locked) AS lock_state
      WHERE asked.key = excluded.key AND asked.factor = excluded.factor)
    RETURNING ${failureColumns})
  SELECT * FROM changed
  UNION ALL
  SELECT ${failureColumns} FROM failure_runs AS run
  WHERE key = ANY ($1) AND NOT EXISTS (SELECT FROM changed WHERE changed.key = run.key AND changed.factor = run.factor)`

interface Failure extends FailureOf {
  readonly key: string
  readonly factor: FailedFactor
  readonly rule: ThrottleRule
  readonly now: number
}

/** One run has one factor's failures under a key. */
const runOf = ({ key, factor }: Pick<Failure, 'key' | 'factor'>) => `${factor} ${key}`

async function addFailures(
  query: Query,
  floor: Floor,
  failures: readonly Failure[],
): Promise<readonly FailureRun[]> {
  await floor.raise(Math.max(...failures.map(({ now }) => now)))
  const rows = await query<FailureRow>(addingFailures, [
    failures.map(({ key }) => key),
    failures.map(({ factor }) => factor),
    failures.map(({ userKey }) => userKey),
    failures.map(({ rule }) => Math.min(rule.ceiling, largestInteger)),
    failures.map(({ rule }) => Math.min(rule.lockAt, largestInteger)),
    failures.map(({ rule }) => rule.lock),
    failures.map(({ rule }) => rule.forgetAfter),
    failures.map(({ now }) => now),
    failures.map(({ print }) => print),
    failures.map(({ countedIn }) => countedIn),
  ])
  const runs = new Map(rows.map((row) => [runOf(row), runFrom(row)]))
  return failures.map(
    ({ key, factor, now }) => runs.get(runOf({ key: storableText(key), factor })) ?? nothingCounted(now),
  )
}

const largestInteger = 2 ** 31 - 1

/** clearRun of login/throttle.ts for the runs with $1 in this column. */
const clearing = (column: 'key' | 'user_key') => `
  WITH cleared AS (
    UPDATE failure_runs SET count = 0 WHERE ${column} = $1 AND factor = $2 AND cardinality(prints) > 0)
  DELETE FROM failure_runs WHERE ${column} = $1 AND factor = $2 AND cardinality(prints) = 0`

/** Milliseconds after which a lease ends by itself, in case its holder was killed. Longer than any login waits. */
const longestTurn = 15_000

const taking = `
  INSERT INTO turns AS turn (key, holder, until) VALUES ($1, $2, ${databaseTime} + ${longestTurn})
  ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE turn.until <= ${databaseTime}
  RETURNING 1`

/** Failure runs, and the leases that let services take turns. */
export function createFailureOperations(
  database: Database,
  floor: Floor,
): Omit<Required<FailureOperations>, 'readStanding' | 'putPlace' | 'deletePlaces'> {
  const { query, timeout } = database
  const addTogether = createBatch<Failure, FailureRun>({
    run: (failures) => addFailures(query, floor, failures),
    keyOf: ({ key, factor }) => runOf({ key: storableText(key), factor }),
    timeout,
  })

  return {
    async readFailures(key) {
      return runsFrom(
        await query<FailureRow>(`SELECT ${failureColumns} FROM failure_runs WHERE key = $1`, [key]),
      )
    },

    recordFailure: (key, factor, rule, now, of = unattributedFailure) =>
      addTogether({ ...of, key, factor, rule, now }),

    async clearFailures(key, factor) {
      await query(clearing('key'), [key, factor])
    },

    async clearFailuresOf(userKey, factor) {
      await query(clearing('user_key'), [userKey, factor])
    },

    async runExclusively(key, task) {
      const holder = randomUUID()
      const taken = await query(taking, [key, holder])
      if (taken.length === 0) return null
      try {
        return await task()
      } finally {
        // Best effort: a lease that is not released expires.
        await query('DELETE FROM turns WHERE key = $1 AND holder = $2', [key, holder]).catch(() => {})
      }
    },
  }
}
