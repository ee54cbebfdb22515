import type { Challenge, CodeClaims } from '../contract/code-claims.ts'
import { challengesOfUserKept } from '../store-rules.ts'
import type { Database, SqlValue } from './database.ts'
import { type Floor, type FloorRow, floorColumns } from './floor.ts'

/** Atomic by itself: a claim that meets another's uncommitted row waits for it, and then compares with the result. */
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

/** Challenge $1, if it is valid at $4 and was given to user $2 through $3. */
const isOpen = 'challenge_state = $1 AND user_key = $2 AND asked_by = $3 AND expires_at > $4'

export const challengeColumns = `
  challenge_state AS "challengeState", user_key AS "userKey", asked_by AS "askedBy", codes_left AS "codesLeft",
  email_code_hash AS "emailCodeHash", nonce, vouched, at_known_place AS "atKnownPlace", expires_at AS "expiresAt"`

export interface ChallengeRow extends Omit<Challenge, 'nonce' | 'vouched' | 'atKnownPlace'> {
  readonly nonce: string | null
  readonly vouched: readonly string[] | null
  readonly atKnownPlace: boolean
}

export function challengeFrom({ nonce, vouched, atKnownPlace, ...challenge }: ChallengeRow): Challenge {
  return {
    ...challenge,
    ...(nonce !== null && { nonce }),
    ...(vouched !== null && { vouched }),
    ...(atKnownPlace && { atKnownPlace }),
  }
}

export const insertingChallenge = `
  INSERT INTO challenges (
    challenge_state, user_key, asked_by, codes_left, email_code_hash, nonce, at_known_place, expires_at, vouched)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

/** The values for {@link insertingChallenge}. */
export function challengeValues({ nonce, vouched, atKnownPlace, ...challenge }: Challenge): SqlValue[] {
  const { challengeState, userKey, askedBy, codesLeft, emailCodeHash, expiresAt } = challenge
  return [
    challengeState,
    userKey,
    askedBy,
    codesLeft,
    emailCodeHash,
    nonce ?? null,
    atKnownPlace ?? false,
    expiresAt,
    vouched ?? null,
  ]
}

/** What the code of a login takes: time-steps and challenges. */
export function createCodeClaims({ query }: Database, floor: Floor): CodeClaims {
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
      await floor.updateFrom(row)
      if (row.won) return 'won'
      if (row.used) return 'used'
      // If the rows were written in another table, the floor has just been raised, so every code is held.
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
  }
}
