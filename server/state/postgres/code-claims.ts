import type { Challenge, ClaimAnswer, CodeClaims, TimeStepClaim } from '../contract/code-claims.ts'
import { challengesOfUserKept } from '../store-rules.ts'
import { createBatch } from './batch.ts'
import type { Database, Query, SqlValue } from './database.ts'
import { type Floor, type FloorRow, floorColumns } from './floor.ts'

/**
 * Claims many time-steps of different keys: keys $1, steps $2, expiries $3, times $4, table $5. It is atomic by itself: a claim
 * that meets another's uncommitted row waits for it, and then compares with the result. In the order of keys, so that statements
 * of two services wait for each other in one direction only.
 */
const claiming = `
  WITH floors AS (SELECT ${floorColumns} FROM floor),
  asked AS (
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])
      AS asked (claim_key, time_step, acceptable_until, now)),
  claimed AS (
    INSERT INTO time_steps AS known (claim_key, time_step, spent)
    SELECT claim_key, time_step, ARRAY[-1, time_step, time_step] FROM asked, floors
    WHERE acceptable_until > greatest(floor, now) AND place = $5
      AND NOT coalesce(acceptable_until > "refusedFrom" AND acceptable_until <= "refusedUntil", false)
    ORDER BY claim_key
    ON CONFLICT (claim_key) DO UPDATE
      SET time_step = excluded.time_step, removed_at = NULL,
        spent = spend_step(known.time_step, known.spent, excluded.time_step)
    WHERE known.time_step < excluded.time_step AND NOT is_spent(known.spent, excluded.time_step)
    RETURNING claim_key)
  SELECT
    ARRAY (SELECT claim_key FROM claimed) AS won,
    ARRAY (
      SELECT claim_key FROM asked JOIN time_steps AS known USING (claim_key)
      WHERE claim_key NOT IN (SELECT claim_key FROM claimed)
        AND (known.time_step >= asked.time_step OR is_spent(known.spent, asked.time_step))) AS used,
    floors.* FROM floors`

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

interface AskedClaim {
  readonly claim: TimeStepClaim
  readonly now: number
}

async function claimTimeSteps(
  query: Query,
  floor: Floor,
  asked: readonly AskedClaim[],
): Promise<readonly ClaimAnswer[]> {
  await floor.raise(Math.max(...asked.map(({ now }) => now)))
  const place = floor.place()
  const [row] = await query<FloorRow & { readonly won: readonly string[]; readonly used: readonly string[] }>(
    claiming,
    [
      asked.map(({ claim }) => claim.claimKey),
      asked.map(({ claim }) => claim.timeStep),
      asked.map(({ claim }) => claim.acceptableUntil),
      asked.map(({ now }) => now),
      place,
    ],
  )
  if (row === undefined) throw new RangeError('the floor has no row')
  await floor.updateFrom(row)
  const [won, used] = [new Set(row.won), new Set(row.used)]
  return asked.map(({ claim: { claimKey, acceptableUntil }, now }) => {
    if (won.has(claimKey)) return 'won'
    if (used.has(claimKey)) return 'used'
    // If the rows were written in another table, the floor has just been raised, so every code is held.
    const heldUntil = row.place === place ? floor.heldUntil(acceptableUntil) : floor.current()
    return heldUntil !== null && heldUntil > now ? { heldUntil } : 'used'
  })
}

/** What the code of a login takes: time-steps and challenges. */
export function createCodeClaims({ query, timeout }: Database, floor: Floor): CodeClaims {
  const claimTogether = createBatch<AskedClaim, ClaimAnswer>({
    run: (asked) => claimTimeSteps(query, floor, asked),
    keyOf: ({ claim }) => claim.claimKey,
    timeout,
  })

  const claimTimeStep = (claim: TimeStepClaim, now: number) => claimTogether({ claim, now })

  return {
    claimTimeStep,
    beginClaim: claimTimeStep,

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
