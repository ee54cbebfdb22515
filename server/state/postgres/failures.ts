import { randomUUID } from 'node:crypto'
import { isKnownPlace, placesKept } from '../../login/known-place.ts'
import {
  type FailedFactor,
  type FailureRun,
  type FailureRuns,
  printLifetime,
  printsKept,
} from '../../login/throttle.ts'
import type { UserKey } from '../contract/enrolments.ts'
import type { FailureOperations, PlaceAsked, Standing } from '../contract/failures.ts'
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

function runFrom({ count, lastAt, forgetAt }: FailureRun): FailureRun {
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
 * addFailure of login/throttle.ts as one atomic statement. User $3, ceiling $4, lockAt $5, lock $6, forgetAfter $7, now $8,
 * prints $9, counted in $10.
 */
const addingFailure = `
  INSERT INTO failure_runs AS run (key, factor, passing, user_key, count, last_at, forget_at, prints)
  SELECT $1, $2, $3::text IS NULL, $3, least(1, $4::int), $8::bigint,
    $8 + CASE WHEN least(1, $4) >= $5::int THEN $6::bigint ELSE $7::bigint END, $9::text[]
  WHERE NOT EXISTS (SELECT FROM failure_runs AS other
    WHERE other.key = $10 AND other.factor = $2 AND other.prints && $9 AND other.last_at + ${printLifetime} > $8)
  ON CONFLICT (key, factor) DO UPDATE SET passing = excluded.passing, user_key = excluded.user_key,
    (count, last_at, forget_at, prints) = (
    SELECT
      CASE WHEN counted_before THEN run.count WHEN locked THEN before ELSE next END,
      CASE WHEN counted_before OR locked THEN run.last_at ELSE $8 END,
      CASE WHEN counted_before OR locked THEN run.forget_at ELSE $8 + CASE WHEN next >= $5 THEN $6 ELSE $7 END END,
      CASE WHEN counted_before OR locked THEN run.prints
        ELSE all_prints[greatest(1, cardinality(all_prints) - ${printsKept - 1}):cardinality(all_prints)] END
    FROM (SELECT CASE WHEN run.forget_at <= $8 THEN 0 ELSE run.count END AS before,
        CASE WHEN run.last_at + ${printLifetime} > $8 THEN run.prints ELSE '{}' END AS kept) AS known,
      LATERAL (SELECT greatest(before, least(before + 1, $4)) AS next, kept || $9 AS all_prints,
        kept && $9 AS counted_before) AS counted,
      LATERAL (SELECT before >= $5 AND run.last_at + $6 > $8 AS locked) AS lock)
  RETURNING ${failureColumns}`

/** Runs with keys $1, and for users $2 when they were last seen at places $3. */
const standings = `
  SELECT key, factor, count, last_at AS "lastAt", forget_at AS "forgetAt", NULL::bigint AS "seenAt"
  FROM failure_runs WHERE key = ANY ($1) AND count > 0
  UNION ALL
  SELECT user_key, place, 0, 0, NULL, seen_at
  FROM unnest($2::text[], $3::text[]) AS asked (user_key, place) JOIN places USING (user_key, place)`

/** Notes that users $1 were at places $2 at times $3. */
const puttingPlaces = `
  WITH asked AS (SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]) AS asked (user_key, place, seen_at)),
  surplus AS (
    DELETE FROM places USING asked, LATERAL (
      SELECT place FROM places WHERE user_key = asked.user_key AND place <> asked.place
      ORDER BY seen_at DESC, place OFFSET ${placesKept - 1} FOR UPDATE SKIP LOCKED) AS old
    WHERE places.user_key = asked.user_key AND places.place = old.place)
  INSERT INTO places (user_key, place, seen_at) SELECT user_key, place, seen_at FROM asked ORDER BY user_key
  ON CONFLICT (user_key, place) DO UPDATE SET seen_at = excluded.seen_at`

interface SeenPlace {
  readonly userKey: UserKey
  readonly place: string
  readonly now: number
}

interface AskedStanding {
  readonly keys: readonly string[]
  readonly place: PlaceAsked | null
  readonly now: number
}

interface StandingRow extends FailureRun {
  /** Of a run; of a place, its user. */
  readonly key: string
  /** Of a run; of a place, its name. */
  readonly factor: string
  /** null for a run. */
  readonly seenAt: number | null
}

const noFailures: FailureRuns = { password: null, code: null }

async function readStandings(query: Query, asked: readonly AskedStanding[]): Promise<readonly Standing[]> {
  const places = asked.map(({ place }) => place).filter((place) => place !== null)
  const rows = await query<StandingRow>(standings, [
    asked.flatMap(({ keys, place }) => (place === null ? keys : [...keys, ...place.keys])),
    places.map(({ userKey }) => userKey),
    places.map(({ place }) => place),
  ])
  const runs = new Map<string, FailureRuns>()
  const seen = new Map<string, number>()
  for (const row of rows) {
    const { key, factor, seenAt } = row
    if (seenAt !== null) seen.set(`${key}\0${factor}`, seenAt)
    else runs.set(key, { ...(runs.get(key) ?? noFailures), [factor]: runFrom(row) })
  }
  return asked.map(({ keys, place, now }) => {
    const seenAt =
      place === null
        ? null
        : (seen.get(`${storableText(place.userKey)}\0${storableText(place.place)}`) ?? null)
    const judged = place !== null && isKnownPlace(seenAt, now) ? place.keys : keys
    return { runs: judged.map((key) => runs.get(storableText(key)) ?? noFailures), seenAt }
  })
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

/** Failure runs, known places, and the leases that let services take turns. */
export function createFailureOperations(
  { query, timeout }: Database,
  floor: Floor,
): Required<FailureOperations> {
  const readTogether = createBatch<AskedStanding, Standing>({
    run: (asked) => readStandings(query, asked),
    timeout,
  })
  const putTogether = createBatch<SeenPlace, void>({
    async run(seen) {
      await floor.raise(Math.max(...seen.map(({ now }) => now)))
      await query(puttingPlaces, [
        seen.map(({ userKey }) => userKey),
        seen.map(({ place }) => place),
        seen.map(({ now }) => now),
      ])
      return seen.map(() => undefined)
    },
    keyOf: ({ userKey }) => userKey,
    timeout,
  })

  return {
    async readFailures(key) {
      return runsFrom(
        await query<FailureRow>(`SELECT ${failureColumns} FROM failure_runs WHERE key = $1`, [key]),
      )
    },

    readStanding: (keys, place, now) => readTogether({ keys, place, now }),

    async recordFailure(key, factor, rule, now, { userKey, print, countedIn } = unattributedFailure) {
      await floor.raise(now)
      const [row] = await query<FailureRow>(addingFailure, [
        key,
        factor,
        userKey,
        Math.min(rule.ceiling, largestInteger),
        Math.min(rule.lockAt, largestInteger),
        rule.lock,
        rule.forgetAfter,
        now,
        print === null ? [] : [print],
        countedIn,
      ])
      if (row !== undefined) return runFrom(row)
      const [run] = await query<FailureRow>(
        `SELECT ${failureColumns} FROM failure_runs WHERE key = $1 AND factor = $2`,
        [key, factor],
      )
      return run === undefined ? nothingCounted(now) : runFrom(run)
    },

    async clearFailures(key, factor) {
      await query(clearing('key'), [key, factor])
    },

    async clearFailuresOf(userKey, factor) {
      await query(clearing('user_key'), [userKey, factor])
    },

    putPlace: (userKey, place, now) => putTogether({ userKey, place, now }),

    async deletePlaces(userKey, beginning) {
      await query('DELETE FROM places WHERE user_key = $1 AND starts_with(place, $2)', [userKey, beginning])
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
