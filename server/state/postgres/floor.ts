import type { Clock } from '../../lib/clock.ts'
import { isoTime } from '../../lib/clock.ts'
import type { ClockRelease, FloorOperations, Hold, HoldCause, StateStanding } from '../contract/floor.ts'
import { heldAnew, highestRightStep } from '../release-clock.ts'
import { lastStep, releaseSteps } from '../spent-steps.ts'
import { correction, isHeld, noFacts, type StoreFacts, standingOf } from '../store-facts.ts'
import { type Database, databaseTime, type Query } from './database.ts'

/** What a statement returns about the floor, in addition to its result. */
export interface FloorRow {
  readonly floor: number
  /** How many times the floor was lowered by an operator. */
  readonly resets: number
  /** Identifies the table that was read; a restore makes another one. */
  readonly place: number
  readonly holdCause: HoldCause | null
  readonly holdNoticedAt: number | null
  readonly holdUntil: number | null
  readonly restores: number
  readonly refusedFrom: number | null
  readonly refusedUntil: number | null
}

/**
 * StateStore.floor() for all services on one database. Claims are compared with the floor in the database; this copy is ahead
 * of it by at most {@link stride}, so that not every login updates the one row.
 */
export interface Floor {
  current(): number
  /** {@link FloorRow.place} at the last check; claims made in any other table are not won. */
  place(): number
  /** Must be called before anything else is done at this time. */
  raise(now: number): Promise<void>
  /** Updates the copy from a row, and checks the database if the row is from another table. */
  updateFrom(row: FloorRow): Promise<void>
  standing(): StateStanding
  restores(): number
  /** Until when a code with this expiry is refused, as far as is known here; null if it is not. */
  heldUntil(acceptableUntil: number): number | null
  release(database: Database, now: number): Promise<ClockRelease>
  /**
   * Checks for a restore or failover, which may have lost claims. If the rows were written in another database, it raises the
   * floor so far that no earlier code works again.
   */
  checkOrigin(query: Query): Promise<void>
  /** Writes the floor if the database is behind. */
  settle(): Promise<void>
}

export interface FloorOptions {
  readonly clock: Clock
  /** Milliseconds after which every code that may have been used before a restore or failover has expired. */
  readonly restoreMargin: number
  /** Gets messages for the operator. */
  readonly onNotice: (message: string) => void
  /** A clock in milliseconds that cannot be set. Without it, the server's clock is not watched during a hold. */
  readonly steadyClock?: () => number
}

/** Milliseconds. */
const stride = 1000
/**
 * A machine whose clock is further ahead of the database's does not raise the floor, so that it cannot have all codes refused.
 */
const trustedLead = 60_000

/** The columns of a {@link FloorRow}. */
export const floorColumns = `
  value AS floor, resets, floor.tableoid::bigint AS place, hold_cause AS "holdCause",
  hold_noticed_at AS "holdNoticedAt", hold_until AS "holdUntil", restores, refused_from AS "refusedFrom",
  refused_until AS "refusedUntil"`

const raising = `
  UPDATE floor SET value = greatest(value, least($1, ${databaseTime} + ${trustedLead}))
  RETURNING ${floorColumns}`

const extending = `
  UPDATE floor SET value = greatest(value, $1::bigint + $2::bigint), hold_noticed_at = $1, hold_until = $1::bigint + $2::bigint
  WHERE hold_until < $1::bigint + $2::bigint
  RETURNING ${floorColumns}`

const releasing = `
  UPDATE floor SET value = $1, resets = resets + 1, hold_noticed_at = $2, hold_until = $3, refused_from = $4,
    refused_until = $5
  RETURNING ${floorColumns}`

/** Identifies where the tables are: cluster, failover, database and restore. */
const lineage = `
  (SELECT concat_ws(':',
    (SELECT system_identifier FROM pg_control_system()),
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    'floor'::regclass::oid))`

/** Removes the second part, the failover: after a promotion the other parts are the same. */
const withoutFailover = (text: string) => `regexp_replace(${text}, ':[^:]*', '')`

/**
 * Counts restores for the stamps of login/recovery-code.ts, at least as many as the existing codes have seen. It also deletes
 * what users can get again: pending logins, and the trust of browsers.
 */
const settlingIn = `
  WITH moved AS (
    UPDATE floor SET lineage = ${lineage},
      value = CASE WHEN enrolled THEN greatest(value, $1::bigint + $2::bigint) ELSE value END,
      hold_cause = CASE WHEN NOT enrolled THEN hold_cause
        WHEN ${withoutFailover('lineage')} = ${withoutFailover(lineage)} THEN 'failed-over' ELSE 'restored' END,
      hold_noticed_at = CASE WHEN enrolled THEN $1 ELSE hold_noticed_at END,
      hold_until = CASE WHEN enrolled THEN $1::bigint + $2::bigint ELSE hold_until END,
      restores = CASE WHEN enrolled AND counts_restores THEN greatest(restores, stamp) + 1 ELSE restores END
    FROM (SELECT EXISTS (SELECT FROM enrolments) AS enrolled, (
        SELECT coalesce(max(split_part(hash, '~', 1)::integer), 0)
        FROM enrolments, unnest(recovery_code_hashes) AS hash WHERE hash LIKE '%~%') AS stamp) AS found
    WHERE lineage <> ${lineage}
    RETURNING ${floorColumns}, enrolled, counts_restores),
  challenge AS (DELETE FROM challenges WHERE EXISTS (SELECT FROM moved WHERE counts_restores)),
  link AS (DELETE FROM links WHERE EXISTS (SELECT FROM moved WHERE counts_restores)),
  device AS (DELETE FROM trusted_devices WHERE EXISTS (SELECT FROM moved WHERE counts_restores)),
  proof AS (DELETE FROM proofs WHERE EXISTS (SELECT FROM moved WHERE counts_restores))
  SELECT * FROM moved`

/** Reads the floor at the start and raises it. */
export async function openFloor(
  query: Query,
  { clock, restoreMargin, onNotice, steadyClock }: FloorOptions,
): Promise<Floor> {
  let { floor, resets, place } = { floor: 0, resets: -1, place: 0 }
  let facts: StoreFacts = noFacts
  let stored = floor
  let writing: Promise<void> | null = null
  /** During a hold: when it has lasted long enough by the steady clock. */
  let holdEnds: number | null = null

  function learn(row: FloorRow): void {
    if (row.place === place && row.resets < resets) return
    const isNewer = row.place !== place || row.resets > resets
    if (isNewer) stored = floor = row.floor
    resets = row.resets
    place = row.place
    if (isNewer || row.restores >= facts.restores) {
      const begins = isNewer || row.restores > facts.restores
      facts = factsOf(row)
      if (steadyClock !== undefined && begins && isHeld(facts.hold, clock())) {
        holdEnds = steadyClock() + restoreMargin
      }
    }
    stored = Math.max(stored, row.floor)
    floor = Math.max(floor, row.floor)
  }

  async function updateFrom(row: FloorRow): Promise<void> {
    if (row.place === place) learn(row)
    // This was read before another service settled in, so it may be incomplete.
    else await checkOrigin(query)
  }

  async function change(statement: string, time: number): Promise<void> {
    const [row] = await query<FloorRow>(statement, [time])
    if (row !== undefined) await updateFrom(row)
  }

  async function write(): Promise<void> {
    const written = floor
    await change(raising, written)
    stored = Math.max(stored, written)
  }

  function writeOnce(): Promise<void> {
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }

  async function checkOrigin(query: Query): Promise<void> {
    const now = Math.max(clock(), floor)
    const [moved] = await query<FloorRow & { readonly enrolled: boolean }>(settlingIn, [now, restoreMargin])
    if (moved === undefined) {
      const [row] = await query<FloorRow>(`SELECT ${floorColumns} FROM floor`)
      if (row !== undefined) learn(row)
      return
    }
    learn(moved)
    if (moved.enrolled) onNotice(holdNotice(moved))
  }

  /** Lowers the floor for all services on the database, and releases each authenticator that a clock ahead has locked out. */
  async function release(query: Query, now: number): Promise<ClockRelease> {
    const [row] = await query<FloorRow>(`SELECT ${floorColumns} FROM floor FOR UPDATE`)
    if (row === undefined) throw new RangeError('the floor has no row')
    const found = factsOf(row)
    const held = isHeld(found.hold, now)
    const next = held ? heldAnew(found, found.hold, now, restoreMargin) : found
    if (next === null) return { result: 'held', hold: found.hold as Hold }
    const lowered = held ? (next.hold?.until ?? now) : now
    const freed = await releaseRows(query, now, restoreMargin)
    const { hold, refused } = next
    const [released] = await query<FloorRow>(releasing, [
      lowered,
      hold?.noticedAt ?? null,
      hold?.until ?? null,
      refused?.from ?? null,
      refused?.until ?? null,
    ])
    if (released !== undefined) learn(released)
    return { result: 'released', floor: lowered, freed }
  }

  /** If the clock is set ahead during a hold, the hold must not end early. */
  async function watchHold(now: number): Promise<void> {
    if (steadyClock === undefined || holdEnds === null) return
    const left = holdEnds - steadyClock()
    if (left <= 0) holdEnds = null
    else if (now + left > (facts.hold?.until ?? now) + correction) {
      const [row] = await query<FloorRow>(extending, [now, left])
      if (row !== undefined) learn(row)
    }
  }

  await query(`INSERT INTO floor (value, lineage) VALUES (0, ${lineage}) ON CONFLICT DO NOTHING`)
  await change(raising, clock())
  await query('UPDATE floor SET counts_restores = true WHERE NOT counts_restores')

  return {
    current: () => floor,
    place: () => place,
    async raise(now) {
      if (holdEnds !== null) await watchHold(now)
      if (now > floor) floor = now
      const isBehind = () => now - stored >= stride
      // A write in progress may contain an older value.
      if (isBehind() && writing !== null) await writing
      if (isBehind()) await writeOnce()
    },
    updateFrom,
    standing: () => standingOf(facts),
    restores: () => facts.restores,
    heldUntil(acceptableUntil) {
      if (acceptableUntil <= floor) return floor
      const { refused } = facts
      const isRefused = refused !== null && acceptableUntil > refused.from && acceptableUntil <= refused.until
      return isRefused ? refused.until : null
    },
    async release({ transaction }, now) {
      await watchHold(now)
      return transaction((within) => release(within, now))
    },
    checkOrigin,
    async settle() {
      if (floor > stored) await write()
    },
  }
}

export function createFloorOperations(database: Database, floor: Floor): FloorOperations {
  return {
    floor: floor.current,
    standing: floor.standing,
    restores: floor.restores,
    releaseClock: (now) => floor.release(database, now),
  }
}

export function factsOf({ holdCause: cause, restores, ...row }: FloorRow): StoreFacts {
  const { holdNoticedAt: noticedAt, holdUntil, refusedFrom: from, refusedUntil } = row
  const isWhole = cause !== null && noticedAt !== null && holdUntil !== null
  const hold = isWhole ? { cause, noticedAt, until: holdUntil } : null
  const refused = from !== null && refusedUntil !== null ? { from, until: refusedUntil } : null
  return { ...noFacts, hold, restores, refused }
}

/** Returns how many authenticators a clock ahead of `now` no longer locks out. */
async function releaseRows(query: Query, now: number, margin: number): Promise<number> {
  const ahead = await query<{ claimKey: string; last: number; spent: string[] }>(
    `SELECT claim_key AS "claimKey", time_step AS last, spent FROM time_steps
     WHERE time_step > CASE WHEN claim_key LIKE '%.60' THEN $1::bigint ELSE $2::bigint END
     ORDER BY claim_key FOR UPDATE`,
    [highestRightStep('.60', now, margin), highestRightStep('', now, margin)],
  )
  let freed = 0
  for (const { claimKey, last, spent } of ahead) {
    const steps = spent.length === 0 ? last : [last, ...spent.map(Number)]
    const released = releaseSteps(steps, highestRightStep(claimKey, now, margin))
    if (released === steps || typeof released === 'number') continue
    await query('UPDATE time_steps SET time_step = $2, spent = $3::bigint[] WHERE claim_key = $1', [
      claimKey,
      lastStep(released),
      released.slice(1).map(String),
    ])
    freed++
  }
  return freed
}

function holdNotice({ holdCause, floor }: FloorRow): string {
  const what =
    holdCause === 'failed-over'
      ? 'The state comes from another PostgreSQL server after a failover, or was recovered to a point in time.'
      : 'The state in PostgreSQL was restored from a backup.'
  return (
    `${what} Codes that may have been used already are refused: every code until ${isoTime(floor)}; then ` +
    'codes work again, and there is nothing to do. Recovery codes made before are held back until their owners make new ones: ' +
    'ringlock doctor names them.'
  )
}
