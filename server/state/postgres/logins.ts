import type { LoginOperations } from '../lowdb-logins.ts'
import type { Database } from './database.ts'
import { type Floor, type FloorRow, floorColumns } from './floor.ts'
import {
  type ChallengeRow,
  challengeColumns,
  challengeFrom,
  type FailureRow,
  failureColumns,
  runFrom,
  runsFrom,
} from './rows.ts'

/** Atomic by itself: whoever meets another's uncommitted row waits for it, and then looks at what it became. */
const claiming = `
  WITH floors AS (SELECT ${floorColumns} FROM floor),
  claimed AS (
    INSERT INTO time_steps AS known (authenticator_id, time_step)
    SELECT $1, $2::bigint FROM floors WHERE $3::bigint > greatest(floor, $4::bigint) AND place = $5
    ON CONFLICT (authenticator_id) DO UPDATE SET time_step = excluded.time_step
    WHERE known.time_step < excluded.time_step
    RETURNING 1)
  SELECT EXISTS (SELECT FROM claimed) AS won, floor, resets, place FROM floors`

/** addFailure of login/throttle.ts, where it cannot be overtaken. Ceiling $4, lockAt $5, lock $6, forgetAfter $7, now $8. */
const addingFailure = `
  INSERT INTO failure_runs AS run (key, factor, passing, count, last_at, forget_at)
  VALUES ($1, $2, $3, least(1, $4::int), $8::bigint,
    $8 + CASE WHEN least(1, $4) >= $5::int THEN $6::bigint ELSE $7::bigint END)
  ON CONFLICT (key, factor) DO UPDATE SET passing = excluded.passing, (count, last_at, forget_at) = (
    SELECT
      CASE WHEN locked THEN before ELSE next END,
      CASE WHEN locked THEN run.last_at ELSE $8 END,
      CASE WHEN locked THEN run.forget_at ELSE $8 + CASE WHEN next >= $5 THEN $6 ELSE $7 END END
    FROM (SELECT CASE WHEN run.forget_at <= $8 THEN 0 ELSE run.count END AS before) AS known,
      LATERAL (SELECT greatest(before, least(before + 1, $4)) AS next) AS counted,
      LATERAL (SELECT before >= $5 AND run.last_at + $6 > $8 AS locked) AS lock)
  RETURNING ${failureColumns}`

/** Challenge $1 while it is open at $4 to its holder: user $2, asked by $3. */
const isOpen = 'challenge_state = $1 AND user_key = $2 AND asked_by = $3 AND expires_at > $4'

const largestInteger = 2 ** 31 - 1

/** What every login needs, at every door. */
export function createLoginOperations({ query }: Database, floor: Floor): LoginOperations {
  async function readRequiredSince(userKey: string): Promise<number | null> {
    const [row] = await query<{ since: number }>('SELECT since FROM required_since WHERE user_key = $1', [
      userKey,
    ])
    return row?.since ?? null
  }

  return {
    async claimTimeStep({ authenticatorId, timeStep, acceptableUntil }, now) {
      await floor.raise(now)
      const [row] = await query<FloorRow & { readonly won: boolean }>(claiming, [
        authenticatorId,
        timeStep,
        acceptableUntil,
        now,
        floor.place(),
      ])
      if (row === undefined) throw new RangeError('the floor has no row')
      await floor.heed(row)
      return row.won
    },

    async putChallenge(challenge, now) {
      const {
        challengeState,
        userKey,
        askedBy,
        codesLeft,
        emailCodeHash,
        nonce = null,
        expiresAt,
      } = challenge
      await floor.raise(now)
      await query(
        `INSERT INTO challenges (challenge_state, user_key, asked_by, codes_left, email_code_hash, nonce, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (challenge_state) DO UPDATE SET user_key = excluded.user_key, asked_by = excluded.asked_by,
           codes_left = excluded.codes_left, email_code_hash = excluded.email_code_hash,
           nonce = excluded.nonce, expires_at = excluded.expires_at`,
        [challengeState, userKey, askedBy, codesLeft, emailCodeHash, nonce, expiresAt],
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

    async recordFailure(key, factor, rule, now) {
      await floor.raise(now)
      const [row] = await query<FailureRow>(addingFailure, [
        key,
        factor,
        rule.forgetAfter !== null,
        Math.min(rule.ceiling, largestInteger),
        Math.min(rule.lockAt, largestInteger),
        rule.lock,
        rule.forgetAfter,
        now,
      ])
      if (row === undefined) throw new RangeError('a failure left no row')
      return runFrom(row)
    },

    async clearFailures(key, factor) {
      await query('DELETE FROM failure_runs WHERE key = $1 AND factor = $2', [key, factor])
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
