import { isKnownPlace, placesKept } from '../../login/known-place.ts'
import { printLifetime, printsKept } from '../../login/throttle.ts'
import type { LoginOperations } from '../lowdb/logins.ts'
import { challengesOfUserKept, nothingCounted, ofNobody } from '../store-rules.ts'
import { type Database, storableText } from './database.ts'
import { type Floor, type FloorRow, floorColumns } from './floor.ts'
import {
  type ChallengeRow,
  challengeColumns,
  challengeFrom,
  challengeValues,
  type FailureRow,
  failureColumns,
  insertingChallenge,
  runFrom,
  runsFrom,
} from './rows.ts'

/** Atomic by itself: whoever meets another's uncommitted row waits for it, and then looks at what it became. */
const claiming = `
  WITH floors AS (SELECT ${floorColumns} FROM floor),
  claimed AS (
    INSERT INTO time_steps AS known (claim_key, time_step, spent)
    SELECT $1, $2::bigint, spend_step(-1, '{}', $2::bigint) FROM floors
    WHERE $3::bigint > greatest(floor, $4::bigint) AND place = $5
      AND NOT coalesce($3::bigint > "refusedFrom" AND $3::bigint <= "refusedUntil", false)
    ON CONFLICT (claim_key) DO UPDATE
      SET time_step = excluded.time_step, removed_at = NULL,
        spent = spend_step(known.time_step, known.spent, excluded.time_step)
    WHERE known.time_step < excluded.time_step AND NOT is_spent(known.spent, excluded.time_step)
    RETURNING 1)
  SELECT EXISTS (SELECT FROM claimed) AS won, EXISTS (
      SELECT FROM time_steps WHERE claim_key = $1 AND (time_step >= $2::bigint OR is_spent(spent, $2::bigint))
    ) AS used, floors.* FROM floors`

/**
 * addFailure of login/throttle.ts, where it cannot be overtaken. User $3, ceiling $4, lockAt $5, lock $6, forgetAfter $7,
 * now $8, prints $9, counted in $10.
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

const standing = `
  SELECT ${failureColumns}, NULL::bigint AS "seenAt" FROM failure_runs WHERE key = ANY ($1)
  UNION ALL
  SELECT '', '', true, NULL, 0, 0, NULL, '{}', seen_at FROM places WHERE user_key = $2 AND place = $3`

/** Challenge $1 while it is open at $4 to its holder: user $2, asked by $3. */
const isOpen = 'challenge_state = $1 AND user_key = $2 AND asked_by = $3 AND expires_at > $4'

const largestInteger = 2 ** 31 - 1

/** clearRun of login/throttle.ts, for the runs that have $1 in this column. */
const clearing = (column: 'key' | 'user_key') => `
  WITH cleared AS (
    UPDATE failure_runs SET count = 0 WHERE ${column} = $1 AND factor = $2 AND cardinality(prints) > 0)
  DELETE FROM failure_runs WHERE ${column} = $1 AND factor = $2 AND cardinality(prints) = 0`

/** What every login needs, at every door. */
export function createLoginOperations({ query }: Database, floor: Floor): LoginOperations {
  async function readRequiredSince(userKey: string): Promise<number | null> {
    const [row] = await query<{ since: number }>('SELECT since FROM required_since WHERE user_key = $1', [
      userKey,
    ])
    return row?.since ?? null
  }

  return {
    async claimTimeStep({ claimKey, timeStep, acceptableUntil }, now) {
      await floor.raise(now)
      const place = floor.place()
      const [row] = await query<FloorRow & { readonly won: boolean; readonly used: boolean }>(claiming, [
        claimKey,
        timeStep,
        acceptableUntil,
        now,
        place,
      ])
      if (row === undefined) throw new RangeError('the floor has no row')
      await floor.heed(row)
      if (row.won) return 'won'
      if (row.used) return 'used'
      // Where the rows were written elsewhere, the floor has just risen, whatever the code.
      const heldUntil = row.place === place ? floor.heldUntil(acceptableUntil) : floor.current()
      return heldUntil !== null && heldUntil > now ? { heldUntil } : 'used'
    },

    async readLastSteps(claimKeys) {
      const rows = await query<{ claimKey: string; last: number }>(
        'SELECT claim_key AS "claimKey", time_step AS last FROM time_steps WHERE claim_key = ANY ($1)',
        [claimKeys],
      )
      const last = new Map(rows.map((row) => [row.claimKey, row.last]))
      return claimKeys.map((key) => last.get(key) ?? null)
    },

    async putChallenge(challenge, now) {
      await floor.raise(now)
      await query(
        `WITH surplus AS (
           DELETE FROM challenges WHERE challenge_state = ANY (ARRAY (
             SELECT challenge_state FROM challenges
             WHERE user_key = $2 AND challenge_state <> $1 AND at_known_place = $7
             ORDER BY expires_at DESC OFFSET ${challengesOfUserKept - 1} FOR UPDATE SKIP LOCKED)))
         ${insertingChallenge}
         ON CONFLICT (challenge_state) DO UPDATE SET user_key = excluded.user_key, asked_by = excluded.asked_by,
           codes_left = excluded.codes_left, email_code_hash = excluded.email_code_hash,
           nonce = excluded.nonce, vouched = excluded.vouched, at_known_place = excluded.at_known_place, expires_at = excluded.expires_at`,
        challengeValues(challenge),
      )
    },

    async takeChallenge(challengeState, { userKey, askedBy }, now) {
      await floor.raise(now)
      const [taken] = await query<ChallengeRow>(
        `DELETE FROM challenges WHERE ${isOpen} RETURNING ${challengeColumns}`,
        [challengeState, userKey, askedBy, now],
      )
      return taken === undefined ? null : challengeFrom(taken)
    },

    async readChallenge(challengeState, { userKey, askedBy }, now) {
      const [found] = await query<ChallengeRow>(
        `SELECT ${challengeColumns} FROM challenges WHERE ${isOpen}`,
        [challengeState, userKey, askedBy, now],
      )
      return found === undefined ? null : challengeFrom(found)
    },

    async putEmailCode(challengeState, { userKey, askedBy }, emailCodeHash, now) {
      await floor.raise(now)
      const [changed] = await query<ChallengeRow>(
        `UPDATE challenges SET email_code_hash = $5 WHERE ${isOpen} RETURNING ${challengeColumns}`,
        [challengeState, userKey, askedBy, now, emailCodeHash],
      )
      return changed === undefined ? null : challengeFrom(changed)
    },

    async readFailures(key) {
      return runsFrom(
        await query<FailureRow>(`SELECT ${failureColumns} FROM failure_runs WHERE key = $1`, [key]),
      )
    },

    async readStanding(keys, place, now) {
      const rows = await query<FailureRow & { readonly seenAt: number | null }>(standing, [
        place === null ? keys : [...keys, ...place.keys],
        place?.userKey ?? null,
        place?.place ?? null,
      ])
      const seenAt = rows.find((row) => row.seenAt !== null)?.seenAt ?? null
      const asked = place !== null && isKnownPlace(seenAt, now) ? place.keys : keys
      return {
        runs: asked.map(storableText).map((key) => runsFrom(rows.filter((row) => row.key === key))),
        seenAt,
      }
    },

    async recordFailure(key, factor, rule, now, { userKey, print, countedIn } = ofNobody) {
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

    async putPlace(userKey, place, now) {
      await floor.raise(now)
      await query(
        `WITH surplus AS (
           DELETE FROM places WHERE user_key = $1 AND place = ANY (ARRAY (
             SELECT place FROM places WHERE user_key = $1 AND place <> $2
             ORDER BY seen_at DESC, place OFFSET ${placesKept - 1})))
         INSERT INTO places (user_key, place, seen_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_key, place) DO UPDATE SET seen_at = excluded.seen_at`,
        [userKey, place, now],
      )
    },

    async deletePlaces(userKey, beginning) {
      await query('DELETE FROM places WHERE user_key = $1 AND starts_with(place, $2)', [userKey, beginning])
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
