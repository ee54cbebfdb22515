import { placesKept } from '../../login/known-place.ts'
import type { UserKey } from '../contract/enrolments.ts'
import type { FailureOperations } from '../contract/failures.ts'
import { createBatch } from './batch.ts'
import type { Database } from './database.ts'
import type { Floor } from './floor.ts'

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

/** Known places; those of logins at the same time are stored together. */
export function createPlaceOperations(
  { query, timeout }: Database,
  floor: Floor,
): Pick<FailureOperations, 'putPlace' | 'deletePlaces'> {
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
    putPlace: (userKey, place, now) => putTogether({ userKey, place, now }),

    async deletePlaces(userKey, beginning) {
      await query('DELETE FROM places WHERE user_key = $1 AND starts_with(place, $2)', [userKey, beginning])
    },
  }
}
