import { isKnownPlace } from '../../login/known-place.ts'
import type { FailureRun, FailureRuns } from '../../login/throttle.ts'
import type { FailureOperations, PlaceAsked, Standing } from '../contract/failures.ts'
import { createBatch } from './batch.ts'
import { type Database, type Query, storableText } from './database.ts'
import { runFrom } from './failures.ts'

/** Runs with keys $1, and for users $2 when they were last seen at places $3. */
const standings = `
  SELECT key, factor, count, last_at AS "lastAt", forget_at AS "forgetAt", NULL::bigint AS "seenAt"
  FROM failure_runs WHERE key = ANY ($1) AND count > 0
  UNION ALL
  SELECT user_key, place, 0, 0, NULL, seen_at
  FROM unnest($2::text[], $3::text[]) AS asked (user_key, place) JOIN places USING (user_key, place)`

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

/** Reads what logins are judged by, for logins at the same time together. */
export function createStandingReader({ query, timeout }: Database): FailureOperations['readStanding'] {
  const readTogether = createBatch<AskedStanding, Standing>({
    run: (asked) => readStandings(query, asked),
    timeout,
  })
  return (keys, place, now) => readTogether({ keys, place, now })
}
