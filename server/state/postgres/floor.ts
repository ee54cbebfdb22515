import type { Clock } from '../../lib/clock.ts'
import { isoTime } from '../../lib/clock.ts'
import type { ClockRelease, FloorOperations, Hold, HoldCause, StateStanding } from '../contract/floor.ts'
import { heldAnew, highestRightStep } from '../release-clock.ts'
import { lastStep, releaseSteps } from '../spent-steps.ts'
import { correction, isHeld, noFacts, type StoreFacts, standingOf } from '../store-facts.ts'
import { type Database, databaseTime, type Query } from './database.ts'

/** What a statement tells of the floor beside its answer. */
export interface FloorRow {
  readonly floor: number
  /** How often it was reset by hand. */
  readonly resets: number
  /** The table that it was read from: another one once a backup was put back. */
  readonly place: number
  readonly holdCause: HoldCause | null
  readonly holdNoticedAt: number | null
  readonly holdUntil: number | null
  readonly restores: number
  readonly refusedFrom: number | null
  readonly refusedUntil: number | null
}

/**
 * StateStore.floor(), of everybody who works on one database. The database's is the truth: claims compare with it there.
 * Ours is at most {@link stride} ahead of it, so that not every login changes the one row.
 */
export interface Floor {
  current(): number
  /** {@link FloorRow.place}, as it was when we last looked around; no claim is won anywhere else. */
  place(): number
  /** Before anything else is done at this time. */
  raise(now: number): Promise<void>
  /** Learns from a row, and looks around where it was read from another table. */
  heed(row: FloorRow): Promise<void>
  standing(): StateStanding
  restores(): number
  /** Until when a code that is acceptable until then is refused, as far as is known here; null: it is not. */
  heldUntil(acceptableUntil: number): number | null
  release(database: Database, now: number): Promise<ClockRelease>
  /**
   * A restore or a failover may have lost claims. Where the rows were written elsewhere than they are now, the floor rises
   * so far that no code of before works again.
   */
  lookAround(query: Query): Promise<void>
  /** Writes what the database is behind. */
  settle(): Promise<void>
}

export interface FloorOptions {
  readonly clock: Clock
  /** Milliseconds after which every code that may have been used before a restore or a failover has run out. */
  readonly restoreMargin: number
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
  /** Milliseconds of a clock that no one can set. Without it the server's clock is not watched while a hold runs. */
  readonly steadyClock?: () => number
}

/** Milliseconds. */
const stride = 1000
/** One machine whose clock runs ahead of the database's by more cannot have everybody's codes refused. */
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

/** Where the tables are: in which cluster, after which failover, in which database, made by which restore. */
const lineage = `
  (SELECT concat_ws(':',
    (SELECT system_identifier FROM pg_control_system()),
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    'floor'::regclass::oid))`

/** Without its second part, after which failover: a promoted server has all the rest of the one before. */
const withoutFailover = (text: string) => `regexp_replace(${text}, ':[^:]*', '')`

/**
 * Restores before the recovery codes that have seen most of them, as login/recovery-code.ts stamps them. What can simply be
 * had again goes: logins begin anew, and browsers are asked for a code.
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

/** The floor at the start, which raises it. */
export async function openFloor(
  query: Query,
  { clock, restoreMargin, onNotice, steadyClock }: FloorOptions,
): Promise<Floor> {
  let { floor, resets, place } = { floor: 0, resets: -1, place: 0 }
  let facts: StoreFacts = noFacts
  let stored = floor
  let writing: Promise<void> | null = null
  /** While a hold runs: when it has lasted as long as it should, by the steady clock. */
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

  async function heed(row: FloorRow): Promise<void> {
    if (row.place === place) learn(row)
    // Read before others settled in, it may know less than there is to know.
    else await lookAround(query)
  }

  async function change(statement: string, time: number): Promise<void> {
    const [row] = await query<FloorRow>(statement, [time])
    if (row !== undefined) await heed(row)
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

  async function lookAround(query: Query): Promise<void> {
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

  /** One step back for all who share the database, and for each authenticator that a clock ahead keeps out. */
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

  /** A clock that is set ahead while a hold runs must not end it. */
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
      // What is being written may be from before.
      if (isBehind() && writing !== null) await writing
      if (isBehind()) await writeOnce()
    },
    heed,
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
    lookAround,
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

/** How many authenticators a clock ahead of `now` keeps out no more. */
async function releaseRows(query: Query, now: number, margin: number): Promise<number> {
  const ahead = await query<{ claimKey: string; last: number; spent: string[] }>(
    `SELECT claim_key AS "claimKey", time_step AS last, spent FROM time_steps
     WHERE time_step > CASE WHEN claim_key LIKE '%.60' THEN $1::bigint ELSE $2::bigint END FOR UPDATE`,
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
